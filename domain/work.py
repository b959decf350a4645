"""Open obligations of a file as rows of a read model: what somebody owes, and what waits for a decision.

A row says which act comes next and whom that waits for. Who sees it, and how late it is, is asked of the rows with a
person and a day (``domain.work_list``): none of that changes the rows.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from domain.around import Dated, State
from domain.dated_view import Row, day_text, instant_text
from domain.ladder import rule_for
from domain.policy import current
from domain.question_steps import LEADS_TO, steps
from domain.recording import SYSTEM
from domain.sentences.decisions import decision_in_words
from domain.standing import is_taken_over
from domain.vocabulary import allowed
from domain.waiting import Since, Waiting, key_of
from schemas.cluster import ClusterState
from schemas.deadline import Deadline, DeadlineKind, DeadlineStage
from schemas.pact import PactState
from schemas.policy import DeadlineRule, RulesState
from schemas.question.whole import QuestionState

OWED = (DeadlineStage.OPEN, DeadlineStage.MISSED)
"""What stands still is nobody's work until support is resumed."""


def work_rows(
    stream: str, state: State, waiting: Sequence[Waiting], since: Since, rules: RulesState
) -> tuple[tuple[str, Row], ...]:
    """Give every open obligation of a file by its key; none before a policy is adopted.

    A proposal that would meet a deadline is one row with it. What had passed before the file was known is still to be
    done and has no date of ours. The last day of something that merely holds until then is left out: nobody owes it.
    """
    if not rules.policies:
        return ()
    owed = [one for one in _deadlines(state) if _is_owed(one)]
    about = {key_of(one): deadline for one in waiting if (deadline := _met_by(one, owed, rules)) is not None}
    next_steps = tuple(_steps(state, owed, rules))
    shown = {deadline.id for deadline in about.values()} | {str(row["deadline"]) for row in next_steps}
    rows = (
        *(_proposal(one, about.get(key_of(one)), since, rules) for one in waiting),
        *next_steps,
        *(_obligation(one, rules) for one in owed if one.id not in shown),
    )
    common: Row = {"stream": stream, "cluster": _cluster(stream, state)}
    return tuple((str(row["key"]), {**common, **row}) for row in rows)


def _deadlines(state: State) -> tuple[Deadline, ...]:
    return state.deadlines if isinstance(state, Dated) else ()


def _is_owed(deadline: Deadline) -> bool:
    return deadline.kind is DeadlineKind.ACTION and deadline.stage in OWED


def _cluster(stream: str, state: State) -> str | None:
    if isinstance(state, PactState):
        return state.cluster
    return stream.partition("/")[2] if isinstance(state, ClusterState) else None


def _met_by(one: Waiting, owed: Iterable[Deadline], rules: RulesState) -> Deadline | None:
    """Find the deadline that this decision would meet; the earliest where it would meet several."""
    told = {**one.proposed, **one.names}
    fitting = (
        deadline
        for deadline in owed
        if one.decision in _acts(deadline, rules)
        and all(str(told.get(field, value)) == value for field, value in deadline.subject)
    )
    return min(fitting, key=lambda deadline: (deadline.due, deadline.id), default=None)


def _acts(deadline: Deadline, rules: RulesState) -> tuple[str, ...]:
    """Take the acts from the rule it runs under, or from today's where that one did not name them yet."""
    own = rule_for(deadline, rules).acts
    return own or next((rule.acts for rule in current(rules).deadlines if rule.id == deadline.rule), ())


def _obligation(deadline: Deadline, rules: RulesState) -> Row:
    """Show what is owed and not there; before the decision comes its proposal."""
    rule, acts = rule_for(deadline, rules), _acts(deadline, rules)
    able = _may(acts[0], rules) if acts else ()
    is_proposal = len(acts) > 1
    waits_for = (rule.waits_for,) if rule.waits_for in able or not is_proposal else able
    subject: Row = dict(deadline.subject)
    return {
        "key": deadline.id,
        **_dated(deadline, rule),
        "act": acts[0] if acts else None,
        "names": subject,
        **_told(waits_for, _followers(deadline, rule)),
        "proposed_by": [],
        "not_by": [],
        "awaits": None,
        "since": instant_text(deadline.set_at),
    }


def _steps(state: State, owed: Sequence[Deadline], rules: RulesState) -> Iterator[Row]:
    """Show what a question asks for next, and with it the deadline by which its answer is to be released."""
    found = steps(state) if isinstance(state, QuestionState) else ()
    leads = (one for one in owed if LEADS_TO in _acts(one, rules))
    deadline = min(leads, key=lambda one: (one.due, one.id), default=None)
    begun = deadline or next(iter(owed), None)
    for act, names in found:
        dutch, english = decision_in_words(act)
        dated = _undated(dutch, english) if deadline is None else _dated(deadline, rule_for(deadline, rules))
        followers = () if deadline is None else _followers(deadline, rule_for(deadline, rules))
        named: Row = {**names}
        yield {
            **dated,
            "key": "|".join(("step", act, *map(str, names.values()))),
            "title": {"nl": dutch, "en": english},
            "subject": named,
            "act": act,
            "names": named,
            **_told(_may(act, rules), followers),
            "proposed_by": [],
            "not_by": [],
            "awaits": None,
            "since": None if begun is None else instant_text(begun.set_at),
        }


def _undated(dutch: str, english: str) -> Row:
    return {"deadline": None, "title": {"nl": dutch, "en": english}, "due": None}


def _proposal(one: Waiting, deadline: Deadline | None, since: Since, rules: RulesState) -> Row:
    """Show what waits for a decision, and with it the deadline that the decision would meet."""
    rule = None if deadline is None else rule_for(deadline, rules)
    dutch, english = decision_in_words(one.decision)
    undated: Row = {**_undated(dutch, english), "subject": _named(one)}
    able = _able(one, rules)
    waits_for = (rule.waits_for,) if rule is not None and rule.waits_for in able else able
    begun = since.get(key_of(one))
    return {
        "key": f"decision|{key_of(one)}",
        **(undated if deadline is None or rule is None else _dated(deadline, rule)),
        "act": one.decision,
        "names": one.names,
        **_told(waits_for, () if deadline is None or rule is None else _followers(deadline, rule)),
        "proposed_by": [*one.proposed_by],
        "not_by": [*_barred(one, rules)],
        "awaits": key_of(one),
        "since": None if begun is None else instant_text(begun),
    }


def _able(one: Waiting, rules: RulesState) -> tuple[str, ...]:
    """Give who may take this decision; a part of an answer waits for the next level of the ladder alone."""
    able = _may(one.decision, rules)
    if one.decision != "approve_answer_part":
        return able
    passed = one.proposed.get("approvals")
    still = (level for level in current(rules).answer_ladder if not isinstance(passed, list) or level not in passed)
    return tuple(level for level in [next(still, None)] if level in able)


def _named(one: Waiting) -> Row:
    return {name: str(value) for name, value in one.names.items() if value and not name.endswith("_hash")}


def _dated(deadline: Deadline, rule: DeadlineRule) -> Row:
    is_counted = rule.span is not None and rule.span.working_days != 0
    return {
        "deadline": deadline.id,
        "title": {"nl": rule.title.nl, "en": rule.title.en},
        "subject": dict(deadline.subject),
        "due": None if is_taken_over(deadline) else day_text(deadline.due),
        "taken_over_due": day_text(deadline.due) if is_taken_over(deadline) else None,
        "unit": "working_days" if is_counted else "days",
        "calendar": deadline.calendar,
        "calendar_version": deadline.calendar_version,
    }


def _told(waits_for: tuple[str, ...], followers: tuple[str, ...]) -> Row:
    """Name who acts and who follows it up; ``roles`` are both."""
    after = [role for role in followers if role not in waits_for]
    return {"waits_for": [*waits_for], "followed_by": [*after], "roles": [*waits_for, *after]}


def _followers(deadline: Deadline, rule: DeadlineRule) -> tuple[str, ...]:
    """Whom the rule reminds, who owes the act, and after a miss whoever it was escalated to."""
    escalated = (step.to for step in rule.escalations if f"e{step.working_days_after}" in deadline.done_stages)
    reminded = (step.to for step in rule.reminders)
    return tuple(dict.fromkeys((rule.waits_for, *chain.from_iterable((*reminded, *escalated)))))


def _may(kind: str, rules: RulesState) -> tuple[str, ...]:
    return tuple(role.id for role in current(rules).roles if role.id != SYSTEM.role and kind in allowed(role.may))


def _barred(one: Waiting, rules: RulesState) -> Iterator[str]:
    """Whoever had a hand in it that counts does not decide it: the same acts as ``domain.four_eyes`` counts."""
    before = (act for pair in current(rules).four_eyes if pair.decision == one.decision for act in pair.preparation)
    counting = {*one.drafted_by, *before}
    yield from sorted({person for hand in one.prepared_by if hand.act in counting for person in hand.persons})
