"""The audit of deadlines and the open alarms, laid out: what was checked, how much of it, and what was found."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from cli.alarms import short
from cli.clocks import local_text
from cli.count_words import pick
from cli.ending import Ended, Exit, told
from cli.printing import bold, print_entry, print_json, print_line, wrapped
from cli.reading import asked, lang_of
from cli.surroundings import settings_now
from cli.words import Lang, word

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from schemas.alarm import Alarm
    from schemas.deadline_audit import DeadlineAudit
    from schemas.guarantee import DeadlineFinding, MovedInstant
    from store.pool import Pool


class _Audited(NamedTuple):
    audit: "DeadlineAudit"
    moved: "list[MovedInstant]"
    alarms: "list[Alarm]"
    zone: "ZoneInfo"


def check_deadlines(lang: str | None, *, as_json: bool) -> None:
    """Audit every deadline; a broken invariant ends the command with exit code 1."""
    with told(as_json=as_json):
        tongue = lang_of(lang)
        found = asked(_audited)
        if as_json:
            print_json(
                {
                    **found.audit.model_dump(mode="json"),
                    "is_empty": found.audit.position == 0,
                    "instants_moved": found.moved,
                    "alarms": found.alarms,
                }
            )
        else:
            _print_audited(found, tongue)
        if found.audit.findings:
            raise SystemExit(Exit.ERROR)


def show_alarms(settle: str | None, person: str | None, *, as_json: bool) -> None:
    """List the open alarms, or close what somebody has looked at."""
    with told(as_json=as_json):
        from gateway.questions import zone_of
        from store.alarms import open_alarms, settle_alarms

        if settle is not None and person is None:
            raise Ended(Exit.USAGE, "usage", "--settle needs --as PERSON: who has looked at it")

        async def ask(pool: "Pool") -> "tuple[list[Alarm], ZoneInfo]":
            if settle is not None and person is not None:
                keys = [one.key for one in await open_alarms(pool) if settle in {"all", one.key}]
                if not keys and settle != "all":
                    raise Ended(
                        Exit.USAGE, "unknown_alarm", f"no alarm {settle!r} is open; audit alarms lists their keys"
                    )
                await settle_alarms(pool, keys, person, datetime.now(UTC))
            return await open_alarms(pool), await zone_of(pool)

        alarms, zone = asked(ask)
        if as_json:
            print_json(alarms)
        else:
            _print_alarms(alarms, lang_of(None), zone)


async def _audited(pool: "Pool") -> _Audited:
    from gateway.guarantee import whole_audit
    from gateway.new_tables import list_moved_instants
    from gateway.questions import zone_of
    from store.alarms import open_alarms

    settings = settings_now()
    grace = timedelta(seconds=settings.sweep_seconds + settings.sweep_grace_seconds)
    is_mailing = settings.smtp_url is not None
    audit = await whole_audit(pool, datetime.now(UTC), grace, is_mailing=is_mailing)
    return _Audited(audit, [*await list_moved_instants(pool)], await open_alarms(pool), await zone_of(pool))


def _print_audited(found: _Audited, lang: Lang) -> None:
    for one in found.audit.findings:
        _print_finding(one, lang)
    for end in found.moved:
        instants = f"{local_text(end.recorded, found.zone)} → {local_text(end.instant, found.zone)}"
        told_of = f"{end.due}, {word(lang, 'instant_moved')}: {instants}"
        print_entry((bold("I16"), end.stream, end.deadline), told_of, None)
    _print_checked(found.audit, lang)
    _print_alarms(found.alarms, lang, found.zone)


def _print_finding(one: "DeadlineFinding", lang: Lang) -> None:
    where = f"@{one.position} {one.event}" if one.position else None
    says = one.says.nl if lang == "nl" else one.says.en
    print_entry((bold(one.invariant), one.stream, one.deadline, where), says, one.detail)


def _print_checked(audit: "DeadlineAudit", lang: Lang) -> None:
    """Name what was checked, each with how often it is broken, and over how much; nothing is in order of nothing."""
    if audit.position == 0:
        print_line(word(lang, "audit_empty"))
        return
    for name, says in audit.invariants.items():
        broken = sum(one.invariant == name for one in audit.findings)
        how = pick(lang, f"{broken} keer gebroken", f"broken {broken} times") if broken else word(lang, "audit_holds")
        print_line(wrapped(f"  {name}  ", f"{pick(lang, says.nl, says.en)}: {how}"))
    print_line(_checked_text(audit, lang))
    if audit.findings or audit.deadlines:
        print_line(word(lang, "audit_broken" if audit.findings else "audit_sound"))


def _checked_text(audit: "DeadlineAudit", lang: Lang) -> str:
    if audit.deadlines == 0:
        return pick(
            lang,
            f"Geen enkele termijn nagegaan: tot en met @{audit.position} is er geen ingesteld.",
            f"No deadline was checked: up to and with @{audit.position} none was set.",
        )
    one_deadline, one_event = audit.deadlines == 1, audit.events == 1
    nl = f"{audit.deadlines} {'termijn' if one_deadline else 'termijnen'}"
    nl += f" met {audit.events} {'gebeurtenis' if one_event else 'gebeurtenissen'} nagegaan,"
    nl += f" tot en met @{audit.position}."
    en = f"{audit.deadlines} {'deadline' if one_deadline else 'deadlines'}"
    en += f" with {audit.events} {'event' if one_event else 'events'} checked, up to and with @{audit.position}."
    return pick(lang, nl, en)


def _print_alarms(alarms: "list[Alarm]", lang: Lang, zone: "ZoneInfo") -> None:
    for one in alarms:
        told_of = ", ".join(f"{word(lang, key)}: {short(value)}" for key, value in one.body.items())
        raised_at = bold(local_text(one.raised_at, zone))
        print_entry((raised_at, word(lang, one.severity), one.kind, one.stream), told_of, one.key)
    if not alarms:
        print_line(word(lang, "no_alarms"))
