"""What waits for a second person, laid out: what is proposed, by whom, since when, and the command that decides it."""

from shlex import quote
from typing import Any

from cli.catalogue import find
from cli.facts import section
from cli.nouns import METAVARS, how_to_ask
from cli.printing import WIDTH, bold, print_entry, print_line
from cli.words import Lang, decision_word, money, word

Row = dict[str, Any]


def with_commands(shown: Row) -> Row:
    """Put the deciding command to everything that a read of a file says waits there."""
    return {**shown, "waiting": decided_by(shown["waiting"])} if "waiting" in shown else shown


def decided_by(rows: list[Row]) -> list[Row]:
    """Put to each thing that waits the command that decides it, in one line."""
    return [{**row, "command": " ".join(deciding(row))} for row in rows]


def print_waiting(rows: list[Row], lang: Lang) -> None:
    """Print a section with what waits, if anything does."""
    if rows:
        section("waiting", lang)
    for row in rows:
        print_one(row, lang)


def print_one(row: Row, lang: Lang) -> None:
    """Print one thing that waits."""
    by = f"{word(lang, 'proposed_by')} {', '.join(row['proposed_by'])}" if row["proposed_by"] else None
    since = f"{word(lang, 'since')} {row['since'][:10]}" if row["since"] else None
    named = (f"{word(lang, key)}: {value}" for key, value in row["names"].items() if not key.endswith("_hash"))
    told = (f"{word(lang, key)}: {_value(key, value, lang)}" for key, value in row["proposed"].items())
    print_entry((bold(row["stream"]), decision_word(lang, row["decision"]), by, since), *named, *told)
    print_command(deciding(row))


def deciding(row: Row) -> list[str]:
    """Write the command that decides, in its parts; what the person still has to say stands in capitals."""
    if row["decision"] == "release_answer":
        number = str(row["stream"]).removeprefix("question/")
        return [f"clusterpact question release {number}", f"--seen {row['names']['answer_hash']}", "--as PERSON"]
    if row["decision"] == "freeze_snapshot":
        number = str(row["stream"]).removeprefix("question/")
        return [f"clusterpact question freeze {number}", "--as-of DATE", "--as PERSON"]
    if row["decision"] == "adopt_policy":
        return [f"clusterpact policy adopt {row['names']['content_hash']}", "--as PERSON"]
    entry = find(row["decision"])
    if entry is None:
        return []
    fields = {field["name"]: field for field in entry["fields"]}
    asked = [name for name, field in fields.items() if field["required"] or name in row["names"]]
    options = [f"--{name.replace('_', '-')} {_given(row['names'].get(name), fields[name])}" for name in asked]
    return [f"clusterpact {how_to_ask(entry)} {row['stream']}", *options, "--as PERSON"]


def _given(value: object, field: Row) -> str:
    if value is not None:
        return quote(str(value))
    return "|".join(field["choices"]) if field["as"] == "choice" else METAVARS.get(field["as"], "TEXT")


def print_command(parts: list[str]) -> None:
    """Print a command so that it can be taken over as it stands; one that is too long goes on behind a backslash."""
    whole = f"    {' '.join(parts)}"
    if len(whole) <= WIDTH:
        print_line(whole)
        return
    print_line(" \\\n        ".join([f"    {parts[0]}", *parts[1:]]))


def _value(key: str, value: Any, lang: Lang) -> str:  # noqa: ANN401 - whatever a proposal holds
    """Word a value of a proposal; a list of objects as a row of facts for each."""
    match value:
        case bool():
            return word(lang, "yes" if value else "no")
        case int() if key.endswith("cents"):
            return money(lang, value)
        case str():
            return word(lang, value) if value.isidentifier() else value
        case dict():
            rows: Row = value  # pyright: ignore[reportUnknownVariableType] - JSON
            return ", ".join(f"{word(lang, name)} {_value(name, one, lang)}" for name, one in rows.items())
        case [*several]:
            inner: list[Any] = several
            return ("; " if any(isinstance(one, dict) for one in inner) else ", ").join(
                _value(key, one, lang) for one in inner
            )
        case _:
            return "-" if value is None else str(value)
