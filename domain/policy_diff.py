"""Two packs held against each other: what came, what went, and what reads otherwise."""

from collections.abc import Iterator, Mapping

from pydantic import JsonValue

from schemas.pack_difference import Difference
from schemas.policy import Policy

WHOLE = ("id", "version", "title")
KEYS = ("id", "decision")
"""Fields by which an entry of a section is found again in the other pack."""

Entry = Mapping[str, JsonValue]


def differences(before: Policy, after: Policy) -> tuple[Difference, ...]:
    """List what differs, section by section in the order of a pack; nothing where both say the same."""
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    found: list[Difference] = []
    for section in Policy.model_fields:
        if section in WHOLE:
            found += _field("pack", section, None, old[section], new[section])
        else:
            found += _section(section, old[section], new[section])
    return tuple(found)


def _section(section: str, old: JsonValue, new: JsonValue) -> Iterator[Difference]:
    if isinstance(old, list) and isinstance(new, list):
        yield from _entries(section, _by_name(old), _by_name(new))
        return
    terms, others = _mapping(old), _mapping(new)
    for name in dict.fromkeys((*terms, *others)):
        yield from _field(section, name, None, terms.get(name), others.get(name))


def _entries(section: str, old: Mapping[str, JsonValue], new: Mapping[str, JsonValue]) -> Iterator[Difference]:
    for name in dict.fromkeys((*old, *new)):
        if name not in new:
            yield Difference(section=section, name=name, field=None, what="removed", before=old[name])
        elif name not in old:
            yield from _added(section, name, new)
        else:
            yield from _entry(section, name, _mapping(old[name]), _mapping(new[name]))


def _added(section: str, name: str, new: Mapping[str, JsonValue]) -> Iterator[Difference]:
    """Tell an entry whole, but one more version of a rule or calendar by what it says otherwise than the one before."""
    versions = [one for one in new if _name(new[one]) == _name(new[name])]
    place = versions.index(name)
    if not place:
        yield Difference(section=section, name=name, field=None, what="added", after=new[name])
        return
    yield from _entry(section, name, _mapping(new[versions[place - 1]]), _mapping(new[name]))


def _entry(section: str, name: str, old: Entry, new: Entry) -> Iterator[Difference]:
    for field in dict.fromkeys((*old, *new)):
        yield from _field(section, name, field, old.get(field), new.get(field))


def _field(section: str, name: str, field: str | None, old: JsonValue, new: JsonValue) -> Iterator[Difference]:
    """Compare one value; of a list what came and what went, so that one holiday more is told as one holiday more."""
    if old == new:
        return
    if not (isinstance(old, list) and isinstance(new, list)):
        yield Difference(section=section, name=name, field=field, what="changed", before=old, after=new)
        return
    gone, come = [one for one in old if one not in new], [one for one in new if one not in old]
    if not gone and not come:
        yield Difference(section=section, name=name, field=field, what="changed", before=old, after=new)
    for one in gone:
        yield Difference(section=section, name=name, field=field, what="removed", before=one)
    for one in come:
        yield Difference(section=section, name=name, field=field, what="added", after=one)


def _by_name(entries: list[JsonValue]) -> dict[str, JsonValue]:
    """Give each entry under its own name; a second of that name, such as a later version of a rule, under both."""
    named: dict[str, JsonValue] = {}
    for entry in entries:
        name = _name(entry)
        named[f"{name} {_mapping(entry).get('version', '')}" if name in named else name] = entry
    return named


def _name(entry: JsonValue) -> str:
    told = _mapping(entry)
    key = next((key for key in KEYS if key in told), None)
    return " ".join(str(value) for value in told.values()) if key is None else str(told[key])


def _mapping(value: JsonValue) -> Entry:
    """Take a plain name for an entry that has nothing else."""
    if value is None:
        return {}
    return value if isinstance(value, dict) else {"id": value}
