"""Two packs side by side: what is different, in words."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import JsonValue

from cli.count_words import pick
from cli.ending import told
from cli.printing import bold, print_json, print_line, wrapped
from cli.reading import asked, lang_of
from cli.words import Lang
from schemas.pack_difference import Difference

if TYPE_CHECKING:
    from schemas.policy import Policy

_SECTIONS = {
    "pack": ("Pakket", "Pack"),
    "terms": ("Looptijden en momenten", "Lengths and moments"),
    "deadlines": ("Termijnregels", "Deadline rules"),
    "calendars": ("Kalenders", "Calendars"),
    "roles": ("Rollen", "Roles"),
    "four_eyes": ("Vier ogen", "Four eyes"),
    "predicates": ("Onderwerpen van uitspraken", "Subjects of claims"),
    "settings": ("Wat niet beslecht is", "What is not settled"),
    "money": ("Bedragen", "Amounts"),
    "kpi_families": ("KPI-families", "KPI families"),
    "document_types": ("Soorten documenten", "Kinds of documents"),
    "retention": ("Bewaartermijnen", "Retention"),
    "change_exclusions": ("Uitsluitende wijzigingen", "Exclusive changes"),
    "answer_ladder": ("Goedkeuring van antwoorden", "Approval of answers"),
    "words": ("Woorden", "Words"),
}
_MARKS = {"added": "+", "removed": "-", "changed": "~"}


def show_differences(first: Path, second: Path | None, lang: str | None, *, as_json: bool) -> None:
    """Hold two packs against each other, or what one would change of the rules in force."""
    with told(as_json=as_json):
        from domain.policy_diff import differences
        from gateway.policy_files import read_pack

        tongue = lang_of(lang)
        packs = [read_pack(folder) for folder in (first, second) if folder is not None]
        one, other = packs if second is not None else (_in_force(), *packs)
        found = differences(one, other)
        if as_json:
            names = {"before": f"{one.id} {one.version}", "after": f"{other.id} {other.version}"}
            print_json({**names, "differences": found})
            return
        print_line(bold(f"{one.id} {one.version} → {other.id} {other.version}"))
        _print(found, tongue)


def _in_force() -> "Policy":
    from domain.policy import current
    from gateway.rules import rules_of

    return current(asked(rules_of))


def _print(found: tuple[Difference, ...], lang: Lang) -> None:
    section = ""
    for one in found:
        if one.section != section:
            section = one.section
            print_line(bold(f"\n{pick(lang, *_SECTIONS.get(section, (section, section)))}"))
        print_line(wrapped(f"  {_MARKS[one.what]} {one.name}  ", _told(one, lang), indent=" " * 6))
    if not found:
        print_line(pick(lang, "Beide pakketten zeggen hetzelfde.", "Both packs say the same."))


def _told(one: Difference, lang: Lang) -> str:
    field = "" if one.field is None else f"{one.field}: "
    match one.what:
        case "added":
            return f"{field}{pick(lang, 'nieuw', 'new')}: {_text(one.after, lang)}"
        case "removed":
            return f"{field}{pick(lang, 'weg', 'gone')}: {_text(one.before, lang)}"
        case "changed":
            return f"{field}{_text(one.before, lang)} → {_text(one.after, lang)}"


def _text(value: JsonValue, lang: Lang) -> str:
    """Write a value shortly: a thing with a title by it, a length by its units, a list by its parts."""
    if value is None:
        return pick(lang, "geen", "none")
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, list):
        return ", ".join(_text(one, lang) for one in value) or pick(lang, "geen", "none")
    return _entry(value, lang)


def _entry(value: Mapping[str, JsonValue], lang: Lang) -> str:
    if set(value) == {"nl", "en"}:
        return str(value[lang])
    for key in ("title", "name", "remark"):
        if key in value:
            day = f"{value['date']} " if "date" in value else ""
            return f"{day}{_text(value[key], lang)}"
    told = {key: one for key, one in value.items() if one not in (0, None, [], "")}
    return ", ".join(f"{key} {_text(one, lang)}" for key, one in told.items()) or json.dumps(value)
