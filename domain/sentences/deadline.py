"""Sentences about deadlines; the title comes from the rule version under which the deadline runs."""

from typing import assert_never

from domain.policy import rule_of
from domain.sentences import template
from domain.sentences.wording import Sentence, days, in_words, listed
from schemas.deadline import (
    DeadlineCancelled,
    DeadlineEscalated,
    DeadlineEvent,
    DeadlineExtended,
    DeadlineExtensionRefused,
    DeadlineExtensionRequested,
    DeadlineKind,
    DeadlineMet,
    DeadlineMissed,
    DeadlineMissRevoked,
    DeadlineReached,
    DeadlineReminded,
    DeadlineSet,
    MissRevocationProposed,
)
from schemas.policy import Policy, RulesState
from schemas.refusal import Refused

_Decision = DeadlineExtensionRequested | DeadlineExtended | DeadlineExtensionRefused
_Course = (
    DeadlineReminded
    | DeadlineMet
    | DeadlineMissed
    | DeadlineMissRevoked
    | DeadlineReached
    | DeadlineEscalated
    | DeadlineCancelled
    | MissRevocationProposed
)


def sentence(payload: DeadlineEvent, rule_version: str | None, rules: RulesState) -> Sentence:
    """Tell one event of a deadline; ``rule_version`` is that of the envelope."""
    title = _title(payload.deadline, rule_version, rules)
    if isinstance(payload, DeadlineSet):
        return _set(payload, title)
    if isinstance(payload, _Decision):
        return _decision(payload, title)
    if isinstance(payload, _Course):
        return _course(payload, title, rules)
    return template.told(payload)


def _set(payload: DeadlineSet, title: Sentence) -> Sentence:
    nl, en = in_words(payload.due)
    if payload.taken_over:
        return (
            f"{title[0]} was te vervullen op {nl}, voor het dossier hier gekend was: geen overschrijding.",
            f"{title[1]} was due on {en}, before the file was known here; no miss is recorded.",
        )
    if payload.kind is DeadlineKind.VALIDITY:
        return f"{title[0]} loopt tot en met {nl}.", f"{title[1]} runs up to and including {en}."
    return f"{title[0]} is uiterlijk te vervullen op {nl}.", f"{title[1]} is due on {en} at the latest."


def _decision(payload: _Decision, title: Sentence) -> Sentence:
    match payload:
        case DeadlineExtensionRequested(new_due=new_due, ground=ground):
            nl, en = in_words(new_due)
            return (
                f"{title[0]}: uitstel gevraagd tot {nl} ({ground}).",
                f"{title[1]}: another date was asked, {en} ({ground}).",
            )
        case DeadlineExtended(due=due, old_due=old_due, cures_miss=cures_miss):
            (nl, en), (old_nl, old_en) = in_words(due), in_words(old_due)
            cure_nl, cure_en = ("; de overschrijding is hersteld", "; the miss is cured") if cures_miss else ("", "")
            return (
                f"{title[0]}: uitstel verleend tot {nl}, in plaats van {old_nl}{cure_nl}.",
                f"{title[1]}: the date was moved to {en}, instead of {old_en}{cure_en}.",
            )
        case DeadlineExtensionRefused(due=due):
            nl, en = in_words(due)
            return f"{title[0]}: uitstel geweigerd, {nl} blijft gelden.", f"{title[1]}: refused, {en} stands."
        case _:
            assert_never(payload)


def _revoked(payload: DeadlineMissRevoked, title: Sentence) -> Sentence:
    nl, en = in_words(payload.due)
    match payload.reason:
        case "corrected_fact":
            return (
                f"{title[0]}: de overschrijding van {nl} berustte op een verkeerd vastgelegd feit, en is ingetrokken.",
                f"{title[1]}: the miss of {en} rested on a fact that was recorded wrong, and is revoked.",
            )
        case "clock_fault":
            return (
                f"{title[0]}: de overschrijding van {nl} kwam van een klok die verkeerd liep, en is ingetrokken.",
                f"{title[1]}: the miss of {en} came from a clock that was wrong, and is revoked.",
            )
        case _:
            return (
                f"{title[0]}: toch tijdig ontvangen; de overschrijding van {nl} is ingetrokken.",
                f"{title[1]}: it had come in time; the miss of {en} is revoked.",
            )


def _course(payload: _Course, title: Sentence, rules: RulesState) -> Sentence:
    match payload:
        case DeadlineReminded(due=due, to_roles=roles):
            (nl, en), (to_nl, to_en) = in_words(due), _roles(roles, rules)
            return (
                f"{title[0]}: herinnering aan {to_nl}, te vervullen tegen {nl}.",
                f"{title[1]}: reminder to {to_en}, due on {en}.",
            )
        case DeadlineMet(taken_over=True):
            return (
                f"{title[0]}: vervuld; de termijn liep af voor het dossier hier gekend was.",
                f"{title[1]}: met; it had been due before the file was known here.",
            )
        case DeadlineMet(days_late=0):
            return f"{title[0]}: tijdig vervuld.", f"{title[1]}: met in time."
        case DeadlineMet(days_late=late):
            nl, en = days(late)
            return f"{title[0]}: vervuld, {nl} te laat.", f"{title[1]}: met, {en} late."
        case DeadlineMissed(due=due):
            nl, en = in_words(due)
            return f"{title[0]}: niet vervuld tegen {nl}.", f"{title[1]}: missed on {en}."
        case MissRevocationProposed(due=due):
            nl, en = in_words(due)
            return (
                f"{title[0]}: voorgesteld om de overschrijding van {nl} in te trekken.",
                f"{title[1]}: it is proposed to revoke the miss of {en}.",
            )
        case DeadlineMissRevoked():
            return _revoked(payload, title)
        case DeadlineReached(due=due):
            nl, en = in_words(due)
            return f"{title[0]}: bereikt op {nl}.", f"{title[1]}: reached on {en}."
        case DeadlineEscalated(to_roles=roles):
            nl, en = _roles(roles, rules)
            return (
                f"{title[0]}: de overschrijding werd gemeld aan {nl}.",
                f"{title[1]}: the miss was reported to {en}.",
            )
        case DeadlineCancelled():
            return f"{title[0]}: vervallen.", f"{title[1]}: fell away."
        case _:
            assert_never(payload)


def _title(deadline: str, rule_version: str | None, rules: RulesState) -> Sentence:
    """Give the rule's title with the deadline's id behind it; the id alone where no adopted pack knows the rule."""
    rule_id = deadline.partition("/")[0].partition(".")[0]
    try:
        title = rule_of(rules, rule_id, rule_version or "").title
    except Refused:
        return f"Termijn {deadline}", f"Deadline {deadline}"
    return f"{_capital(title.nl)} ({deadline})", f"{_capital(title.en)} ({deadline})"


def _roles(roles: tuple[str, ...], rules: RulesState) -> Sentence:
    policies: tuple[Policy, ...] = rules.policies[-1:]
    titles = {role.id: role.title for policy in policies for role in policy.roles}
    dutch = (titles[role].nl if role in titles else role for role in roles)
    english = (titles[role].en if role in titles else role for role in roles)
    return listed(dutch)[0], listed(english)[1]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
