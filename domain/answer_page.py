"""An answer as a page of plain text: sentences, the numbers of their evidence, and the sources at the end."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, tzinfo
from types import MappingProxyType

from domain.sentences.wording import LANGS, Lang, in_words
from schemas.answer import Answer, AnswerPart, Cell, Statement, StatementEvidence, Table

WIDTH = 100
NEIGHBOURS = 2

_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "heading": ("Stand op {as_of}, zoals bekend op {known_on}", "As of {as_of}, as known on {known_on}"),
        "title": ("Antwoord over de clusterpacten", "Answer on the cluster pacts"),
        "nothing": ("Hierover is niets bekend.", "Nothing is known about this."),
        "sources": (
            "Bronnen (nummers zijn plaatsen in het register)",
            "Sources (numbers are positions in the record)",
        ),
        "legend": (
            'Bij "mogelijk pas na {as_of}" noemt de bron een periode die na die dag doorloopt.',
            'With "possibly only after {as_of}", the source names a period that runs on beyond that day.',
        ),
        "stated": ("", ""),
        "computed": ("berekend", "computed"),
        "in_processing": ("in verwerking", "being processed"),
        "not_decided": ("niet beslist", "not decided"),
        "not_recorded": ("niet vastgelegd", "not recorded"),
        "contested": ("betwist", "contested"),
        "primary": ("eerste hand", "first hand"),
        "official_statement": ("officiële verklaring", "official statement"),
        "secondary": ("tweede hand", "second hand"),
        "system": ("eigen register", "own record"),
    }
)


def render(answer: Answer, zone: tzinfo = UTC) -> str:
    """Write the whole answer for a terminal of 100 columns; numbers in brackets are positions in the record.

    Instants are told in the local time of ``zone``.
    """
    return "\n".join(_lines(answer, zone)) + "\n"


def word_of(key: str, lang: Lang) -> str:
    """Give a fixed word of the page."""
    return _WORDS[key][LANGS.index(lang)]


def _lines(answer: Answer, zone: tzinfo) -> Iterator[str]:
    lang = answer.lang
    as_of = in_words(answer.as_of)[LANGS.index(lang)]
    yield from _wrapped(heading_of(answer, zone), "")
    for part in answer.parts:
        yield from _part(part, lang)
    evidence = cited(answer)
    if evidence:
        yield ""
        yield from _wrapped(word_of("legend", lang).format(as_of=as_of), "")
        yield ""
        yield word_of("sources", lang)
        yield from _sources(evidence, lang)


def heading_of(answer: Answer, zone: tzinfo = UTC) -> str:
    """Say on which day it holds, on which instant it was known, and of which clusters it is if not of all."""
    lang = answer.lang
    as_of = in_words(answer.as_of)[LANGS.index(lang)]
    local = answer.known_on.astimezone(zone)
    known_on = f"{in_words(local.date())[LANGS.index(lang)]}, {local:%H:%M}{' UTC' if zone is UTC else ''}"
    heading = word_of("heading", lang).format(as_of=as_of, known_on=known_on)
    return f"{heading}: {', '.join(answer.clusters)}" if answer.clusters else heading


def _part(part: AnswerPart, lang: Lang) -> Iterator[str]:
    yield ""
    yield from _wrapped(f"{part.number}. {part.question}", "   ")
    yield ""
    if not part.statements and not part.tables:
        yield f"   {word_of('nothing', lang)}"
    for statement in part.statements:
        yield from _wrapped(f" - {statement.text}", "   ")
        yield from _wrapped(f"   {_numbers(_evidence(statement))} {word_of(statement.status.value, lang)}", "    ")
        if statement.inputs:
            yield from _wrapped(f"   = {'; '.join(statement.inputs)}", "     ")
    for table in part.tables:
        yield from _table(table, lang)


def cited(answer: Answer) -> list[StatementEvidence]:
    """Give everything that statements and tables rest on, part by part."""
    return [
        one
        for part in answer.parts
        for one in (
            *(one for statement in part.statements for one in _evidence(statement)),
            *(one for table in part.tables for row in table.rows for cell in row.cells for one in cell.evidence),
        )
    ]


def cell_text(cell: Cell, lang: Lang) -> str:
    """Write a cell; where it has no text, its status says why."""
    return cell.text or word_of(cell.status.value, lang)


def numbers(evidence: Sequence[StatementEvidence]) -> str:
    """Write positions in brackets, runs of neighbours as a span; nothing for no evidence."""
    return _numbers(evidence) if evidence else ""


def _table(table: Table, lang: Lang) -> Iterator[str]:
    """Lay a table out; where it is wider than the page, each row becomes a list of its cells."""
    yield ""
    yield from _wrapped(f"   {table.title}", "   ")
    lines = [["", *table.columns, ""], *(_table_row(row.heading, row.cells, lang) for row in table.rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(table.columns) + 2)]
    if sum(widths) + 2 * len(widths) + 3 <= WIDTH:
        for line in lines:
            filled = (text.ljust(width) for text, width in zip(line, widths, strict=True))
            yield f"   {'  '.join(filled)}".rstrip()
    else:
        yield from _listed(table, lang)
    if table.note:
        yield from _wrapped(f"   {table.note}", "   ")


def _table_row(heading: str, cells: Sequence[Cell], lang: Lang) -> list[str]:
    evidence = [one for cell in cells for one in cell.evidence]
    return [heading, *(cell_text(cell, lang) for cell in cells), numbers(evidence)]


def _listed(table: Table, lang: Lang) -> Iterator[str]:
    """Write each row as a list: what is told, and after it what is not, by the word for why."""
    for row in table.rows:
        told: list[str] = []
        untold: dict[str, list[str]] = {}
        for column, cell in zip(table.columns, row.cells, strict=True):
            if cell.text:
                told.append(f"{column}: {cell.text}")
            else:
                untold.setdefault(cell_text(cell, lang), []).append(column)
        told += [f"{why}: {', '.join(columns)}" for why, columns in untold.items()]
        evidence = [one for cell in row.cells for one in cell.evidence]
        yield from _wrapped(f"   {row.heading}: {'; '.join(told)} {numbers(evidence)}".rstrip(), "      ")


def _evidence(statement: Statement) -> tuple[StatementEvidence, ...]:
    return (*statement.evidence, *(one for conflict in statement.conflicts for one in conflict.evidence))


def _sources(evidence: Sequence[StatementEvidence], lang: Lang) -> Iterator[str]:
    by_source: dict[str, list[StatementEvidence]] = {}
    for one in sorted(evidence, key=lambda one: one.position):
        by_source.setdefault(one.source, []).append(one)
    for source, cited in by_source.items():
        grade = word_of(cited[0].grade.value, lang)
        yield from _wrapped(f" - {cited[0].title or source} ({grade}) {_numbers(cited)}", "   ")


def _numbers(evidence: Sequence[StatementEvidence]) -> str:
    """Write positions in brackets, runs of neighbours as a span."""
    runs: list[list[int]] = []
    for position in sorted({one.position for one in evidence}):
        if runs and position == runs[-1][-1] + 1:
            runs[-1].append(position)
        else:
            runs.append([position])
    return f"[{', '.join(_run(run) for run in runs)}]"


def _run(run: Sequence[int]) -> str:
    return f"{run[0]}–{run[-1]}" if len(run) > NEIGHBOURS else ", ".join(map(str, run))


def _wrapped(line: str, indent: str) -> list[str]:
    return textwrap.wrap(line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
