"""Deadlines explained: as their rule would count them from a day, and as the record has one."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cli.calendars import book_of, given_day, print_source, source_of
from cli.count_words import day_off_text, day_text, pick, standstill_text
from cli.counts import instant_told, print_count, print_fact
from cli.ending import Ended, Exit, told
from cli.mailed import print_mails
from cli.printing import bold, message, print_json, print_line, wrapped
from cli.reading import lang_of, seen_from, today_of
from cli.words import Lang, word

if TYPE_CHECKING:
    from gateway.questions import Standpoint
    from schemas.account import DeadlineAccount, Happened, LadderStep, Revision, RoleTold, RuleTold, StoodStill
    from store.pool import Pool

_STATES = {
    "to_come": ("komt nog", "to come"),
    "done": ("gebeurd", "done"),
    "falls_away": ("vervalt", "falls away"),
    "not_recorded": ("niet vastgelegd", "not recorded"),
}
_WHY_NOT = {
    "before_anchor": ("ligt voor de aanleiding zelf", "it lies before the anchor itself"),
    "set_later": ("was voorbij toen deze dag hier werd vastgelegd", "had passed when this date was recorded here"),
    "gave_way": ("week voor wat daarna kwam", "gave way to what came after it"),
    "met": ("de termijn is vervuld", "the deadline was met"),
    "cancelled": ("de termijn is vervallen", "the deadline fell away"),
    "stands_still": ("de termijn staat stil", "the deadline stands still"),
    "taken_over": (
        "de termijn liep af voor het dossier hier gekend was",
        "the deadline had passed before the file was known here",
    ),
}


def show_forecast(rule: str, start: str, pack: Path | None, lang: str | None, *, as_json: bool) -> None:
    """Count a deadline as its rule would from a day; nothing is recorded."""
    with told(as_json=as_json):
        from domain.deadline_account import forecast

        tongue, anchor, book = lang_of(lang), given_day(start), book_of(pack)
        made = forecast(rule, anchor, book.policy, datetime.now(UTC))
        if as_json:
            print_json({**made.model_dump(mode="json"), **source_of(book)})
            return
        _print_rule(made.rule, tongue)
        print_count(made.count, tongue)
        _print_ladder(made.ladder, tongue, made.count.time_zone)
        print_source(book, tongue)


def show_account(
    deadline: str,
    pact: str | None,
    file: str | None,
    as_of: str | None,
    known_on: str | None,
    lang: str | None,
    *,
    as_json: bool,
) -> None:
    """Explain a deadline of the record whole."""
    with told(as_json=as_json):
        from gateway.dates import explained
        from gateway.questions import stream_of

        tongue = lang_of(lang)
        if pact is not None and file is not None:
            raise Ended(Exit.USAGE, "usage", "give --pact or --file, not both")
        stream = file if pact is None else stream_of(pact)

        async def ask(pool: "Pool", standpoint: "Standpoint") -> "DeadlineAccount":
            return await explained(pool, deadline, stream, standpoint, await today_of(pool))

        shown = seen_from(as_of, known_on, ask)
        if as_json:
            print_json(shown)
            return
        _print_account(shown, tongue)


def _print_account(shown: "DeadlineAccount", lang: Lang) -> None:
    zone = shown.count.time_zone
    print_line(bold(f"{shown.deadline}  ({shown.stream})"))
    stage = word(lang, "taken_over" if shown.is_taken_over else shown.stage)
    print_fact(pick(lang, "stand", "state"), f"{stage}, {pick(lang, 'uiterlijk', 'due')} {shown.due}")
    late_from = pick(lang, "te laat vanaf", "late from")
    if shown.stage == "stopped":
        late_from = pick(lang, "zonder stilstand", "had it run")
    print_fact(late_from, instant_told(shown.instant, zone))
    if shown.stands_still is not None:
        print_fact(pick(lang, "stilstand", "standstill"), standstill_text(shown.stands_still, lang))
    if shown.instant != shown.recorded_instant:
        told_as = f"{shown.recorded_instant:%Y-%m-%dT%H:%M:%SZ}"
        print_fact("", pick(lang, f"vastgelegd als {told_as}", f"recorded as {told_as}"))
    _print_rule(shown.rule, lang)
    _print_events(pick(lang, "Aanleiding", "Anchor"), [shown.anchor_event] if shown.anchor_event else [], lang)
    print_line(bold(f"\n{pick(lang, 'Telling', 'Count')}"))
    print_count(shown.count, lang)
    if not shown.is_as_counted:
        moved = pick(lang, f"niet zoals geteld: {shown.due}", f"not as counted: {shown.due}")
        print_fact(pick(lang, "nu", "now"), f"{moved}, {pick(lang, 'zie de herzieningen', 'see the revisions')}")
    _print_revisions(shown.revisions, lang)
    _print_stretches(shown.stood_still, lang)
    _print_events(pick(lang, "Gevraagd", "Asked"), shown.asked, lang)
    _print_ladder(shown.ladder, lang, zone)
    print_mails(shown.mails, lang, zone)
    _print_events(pick(lang, "Afloop", "Outcome"), shown.outcome, lang)


def _print_rule(rule: "RuleTold", lang: Lang) -> None:
    title = rule.title.nl if lang == "nl" else rule.title.en
    print_line(bold(message(f"{rule.id} {pick(lang, 'versie', 'version')} {rule.version}: {title}")))
    print_fact(pick(lang, "rechtsgrond", "legal basis"), rule.legal_basis)
    print_fact(pick(lang, "gegrond op", "grounds"), pick(lang, *_GROUNDS[rule.status]))
    print_fact(pick(lang, "wacht op", "waits for"), _role(rule.waits_for, lang))
    if rule.kind == "validity":
        print_fact(pick(lang, "soort", "kind"), pick(lang, "einde van geldigheid", "end of validity"))
    if rule.stops_while_suspended:
        print_fact(pick(lang, "bij schorsing", "in suspension"), pick(lang, "staat stil", "stands still"))
    print_fact(pick(lang, "uit pakket", "from pack"), f"{rule.policy} {rule.policy_version}")


_GROUNDS = {
    "stated": ("door een bron gezegd", "stated by a source"),
    "derived": ("afgeleid uit een bron", "derived from a source"),
    "assumed": ("aangenomen, te bevestigen", "assumed, to be confirmed"),
    "open": ("niet beslecht", "not settled"),
}


def _print_revisions(revisions: Sequence["Revision"], lang: Lang) -> None:
    print_line(bold(f"\n{pick(lang, 'Herzieningen', 'Revisions')}"))
    for one in revisions:
        tables = one.tzdata or pick(lang, "niet vastgelegd", "not recorded")
        print_line(f"  {one.revision}. {day_text(one.due, lang)}  {one.instant:%Y-%m-%dT%H:%M:%SZ}  tzdata {tables}")
        if one.day_off is not None:
            print_line(f"     {day_off_text(one.day_off, lang)}")
        _print_event(one.event, lang)
        if one.cause is not None:
            _print_event(one.cause, lang)


def _print_stretches(stretches: Sequence["StoodStill"], lang: Lang) -> None:
    if stretches:
        print_line(bold(f"\n{pick(lang, 'Stilstand', 'Stood still')}"))
    for one in stretches:
        until = one.until or pick(lang, "nu", "now")
        print_line(f"  {one.since} → {until}")
        _print_event(one.stopped, lang)
        if one.resumed is not None:
            _print_event(one.resumed, lang)


def _print_events(head: str, events: Sequence["Happened"], lang: Lang) -> None:
    if events:
        print_line(bold(f"\n{head}"))
    for one in events:
        _print_event(one, lang)


def _print_event(event: "Happened", lang: Lang) -> None:
    """Print what happened, by whom, why, and on what evidence."""
    says = event.says.nl if lang == "nl" else event.says.en
    print_line(wrapped(f"     [{event.position}] {event.on}  ", says))
    for line in _grounds(event, lang):
        print_line(wrapped(" " * 7, line))


def _grounds(event: "Happened", lang: Lang) -> Iterable[str]:
    title = event.role_title
    who = f"{event.person}, {title.nl if lang == 'nl' else title.en}"
    if event.on_behalf_of:
        who += pick(lang, f", namens {event.on_behalf_of}", f", on behalf of {event.on_behalf_of}")
    if event.person != "system":
        yield pick(lang, f"door {who}", f"by {who}")
    if event.decided_on is not None:
        yield pick(lang, f"beslist op {event.decided_on}", f"decided on {event.decided_on}")
    if event.reason:
        yield pick(lang, f"reden: {event.reason}", f"reason: {event.reason}")
    for piece in event.evidence:
        yield pick(lang, f"onderbouwing: {piece.document}", f"evidence: {piece.document}")


def _print_ladder(ladder: Sequence["LadderStep"], lang: Lang, zone: str) -> None:
    if not ladder:
        return
    print_line(bold(f"\n{pick(lang, 'Herinneringen en escalaties', 'Reminders and escalations')}"))
    for one in ladder:
        kind = pick(lang, "herinnering", "reminder") if one.kind == "remind" else pick(lang, "escalatie", "escalation")
        state = pick(lang, *_STATES[one.state])
        at = f"{_local(one.at, zone):%Y-%m-%d %H:%M}"
        why = "" if one.why is None else f" ({pick(lang, *_WHY_NOT[one.why])})"
        roles = ", ".join(_role(each, lang) for each in one.to)
        print_line(wrapped(f"  {at}  {kind:<12} {state:<15} ", f"{roles}{why}"))


def _role(role: "RoleTold", lang: Lang) -> str:
    return role.title.nl if lang == "nl" else role.title.en


def _local(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone))
