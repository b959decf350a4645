"""The certificate of deadlines, laid out, and what differs where the record does not bear it out."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cli.checking import sound
from cli.clocks import day_of, local_text
from cli.count_words import pick, standstill_text
from cli.ending import Ended, Exit, told
from cli.faults import faults_of
from cli.printing import bold, message, print_json, print_line, print_table, wrapped
from cli.reading import asked, lang_of
from cli.words import Lang, word

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from schemas.guarantee import Certificate, CertificateDifference, CertifiedDeadline
    from store.pool import Pool


def show_certificate(
    due_from: str | None, due_to: str | None, pact: str | None, lang: str | None, *, as_json: bool
) -> None:
    """Certify what became of every deadline of a selection."""
    with told(as_json=as_json):
        from gateway.guarantee import certify
        from gateway.questions import zone_of

        tongue = lang_of(lang)
        first, last = day_of(due_from, "--from"), day_of(due_to, "--to")
        if first is not None and last is not None and last < first:
            raise Ended(Exit.USAGE, "usage", f"--to {last} lies before --from {first}: nothing could fall due between")
        file = None if pact is None else pact if "/" in pact else f"pact/{pact}"

        async def ask(pool: "Pool") -> "tuple[Certificate, ZoneInfo]":
            made = await certify(pool, datetime.now(UTC), due_from=first, due_to=last, pact=file)
            return made, await zone_of(pool)

        found, zone = asked(ask)
        if as_json:
            print_json(found)
        else:
            _print_certificate(found, tongue, zone)


def verify_certificate(file: str, *, as_json: bool) -> None:
    """Walk the whole record, then compute a kept certificate again; exit code 1 where either is not as it was."""
    with told(as_json=as_json):
        from gateway.guarantee import check_certificate

        kept = _read(file)

        async def ask(pool: "Pool") -> tuple["CertificateDifference", ...]:
            await sound(pool)
            return await check_certificate(pool, kept)

        differing = asked(ask)
        first = next(iter(differing), None)
        if first is not None:
            more = f", and {len(differing) - 1} more differ" if len(differing) > 1 else ""
            listed = [one.model_dump(mode="json") for one in differing]
            detail = f"the record says otherwise: {_difference(first)}{more}"
            raise Ended(Exit.ERROR, "certificate_differs", detail, differences=listed)
        if as_json:
            print_json({"verified": True, "deadlines": len(kept.deadlines), "head": kept.head})
        else:
            told_of = f"verified: {len(kept.deadlines)} deadlines, as the record had them at {kept.head.chain}"
            print_line(message(told_of))


def _difference(one: "CertificateDifference") -> str:
    """Name what differs: a row by its number in the certificate and by its deadline, a part by its name."""
    parts = ", ".join(one.parts)
    if one.row is None:
        return f"in its {parts}"
    at = "" if one.position is None else f" (event {one.position})"
    how = {
        "altered": f"differs in {parts}{at}",
        "omitted": "was left out",
        "foreign": "stands there and the record has no such row",
        "out_of_order": "stands in another place",
    }[one.what]
    return f"row {one.row}, {one.stream} {one.deadline}, {how}"


def _read(file: str) -> "Certificate":
    from pydantic import ValidationError

    from schemas.guarantee import Certificate

    try:
        return Certificate.model_validate_json(Path(file).read_bytes())
    except OSError as away:
        raise Ended(Exit.USAGE, "usage", f"{file} cannot be read: {away.strerror}") from None
    except ValidationError as wrong:
        why = "it is no JSON" if wrong.errors()[0]["type"] == "json_invalid" else faults_of(wrong)
        detail = f"{file} is no certificate as `deadline certificate --json` writes it: {why}"
        raise Ended(Exit.USAGE, "usage", detail) from None


def _print_certificate(found: "Certificate", lang: Lang, zone: "ZoneInfo") -> None:
    headings = [word(lang, key) for key in ("due", "file", "deadline", "outcome", "fired_by", "recorded", "lag")]
    print_table(headings, [_cells(one, lang, zone) for one in found.deadlines])
    moved = [one for one in found.deadlines if one.moves]
    if moved:
        print_line(bold(f"\n{word(lang, 'moves')}"))
    for one in moved:
        for move in one.moves:
            head = f"  {one.stream} {one.deadline}  {move.old_due} → {move.due}"
            why = move.reason or word(lang, "no_reason")
            print_line(wrapped("", f"{head}  {move.by}, @{move.position}: {why}", indent="      "))
    _print_standing_still(found, lang)
    _print_totals(found, lang, zone)


def _print_standing_still(found: "Certificate", lang: Lang) -> None:
    still = [(one, one.stands_still) for one in found.deadlines if one.stands_still is not None]
    if still:
        print_line(bold(f"\n{pick(lang, 'Stilstand', 'Standing still')}"))
    for one, both in still:
        print_line(wrapped("", f"  {one.stream} {one.deadline}  {standstill_text(both, lang)}", indent="      "))


def _print_totals(found: "Certificate", lang: Lang, zone: "ZoneInfo") -> None:
    totals = found.totals
    print_line(bold(f"\n{word(lang, 'totals')}"))
    rows: list[tuple[str, object]] = [("deadlines", totals.deadlines), *totals.outcomes.items()]
    rows += [("revoked", totals.revoked), ("moved", totals.moved)]
    rows += [(f"fired_by_{name}", number) for name, number in totals.fired_by.items()]
    rows.append(("max_lag", _lag(totals.max_lag_seconds)))
    for key, value in ((key, value) for key, value in rows if value is not None):
        print_line(f"  {word(lang, key):<34} {value}")
    head = found.head
    print_line(f"  {word(lang, 'record'):<34} @{head.position}, {local_text(found.computed_at, zone)}")
    print_line(f"  {word(lang, 'chain'):<22} {head.chain}")
    tables = sorted({one.tables or word(lang, "not_recorded") for one in found.deadlines})
    print_line(wrapped("  ", f"{word(lang, 'instants_as_recorded')} {', '.join(tables)}".rstrip(), indent="  "))


def _cells(one: "CertifiedDeadline", lang: Lang, zone: "ZoneInfo") -> list[object]:
    outcome = word(lang, one.outcome)
    return [
        one.due,
        one.stream,
        f"{one.deadline} {one.title.nl if lang == 'nl' else one.title.en}",
        f"{outcome} +{one.days_late}" if one.days_late else outcome,
        one.fired_by or one.closed_by,
        local_text(one.recorded_at, zone),
        _lag(one.lag_seconds),
    ]


def _lag(seconds: float | None) -> str | None:
    if seconds is None:
        return None
    return f"{seconds:.0f} s" if seconds < 3_600 else str(timedelta(seconds=round(seconds)))  # noqa: PLR2004 - an hour
