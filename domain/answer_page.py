"""An answer as a page of plain text: sentences, the numbers of their evidence, and the sources at the end."""

import textwrap
from collections.abc import Iterator, Sequence

from domain.phrase import on_the_day, word
from schemas.answer import Answer, AnswerPart, Statement, StatementEvidence
from schemas.texts import Texts

WIDTH = 100


def render(answer: Answer, texts: Texts) -> str:
    """Write the whole answer for a terminal of 100 columns; numbers in brackets are positions in the record."""
    return "\n".join(_lines(answer, texts)) + "\n"


def _lines(answer: Answer, texts: Texts) -> Iterator[str]:
    as_of = on_the_day(texts, answer.as_of)
    known_on = answer.known_on.isoformat(timespec="seconds")
    yield texts.sentences["heading"].format(as_of=as_of, known_on=known_on)
    for part in answer.parts:
        yield from _part(part, texts)
    evidence = [one for part in answer.parts for statement in part.statements for one in _evidence(statement)]
    if evidence:
        yield ""
        yield from _wrapped(texts.sentences["legend"].format(as_of=as_of), "")
        yield ""
        yield texts.sentences["sources"]
        yield from _sources(evidence, texts)


def _part(part: AnswerPart, texts: Texts) -> Iterator[str]:
    yield ""
    yield from _wrapped(f"{part.number}. {part.question}", "   ")
    yield ""
    if not part.statements:
        yield f"   {texts.sentences['nothing']}"
    for statement in part.statements:
        yield from _wrapped(f" - {statement.text}", "   ")
        status = word(texts, "status", statement.status.value)
        yield from _wrapped(f"   {_numbers(_evidence(statement))}{f' {status}' if status else ''}", "    ")
        if statement.inputs:
            yield from _wrapped(f"   = {'; '.join(statement.inputs)}", "     ")


def _evidence(statement: Statement) -> tuple[StatementEvidence, ...]:
    return (*statement.evidence, *(one for conflict in statement.conflicts for one in conflict.evidence))


def _sources(evidence: Sequence[StatementEvidence], texts: Texts) -> Iterator[str]:
    by_source: dict[str, list[StatementEvidence]] = {}
    for one in sorted(evidence, key=lambda one: one.position):
        by_source.setdefault(one.source, []).append(one)
    for source, cited in by_source.items():
        grade = word(texts, "grade", cited[0].grade.value)
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
    neighbours = 2
    return f"{run[0]}–{run[-1]}" if len(run) > neighbours else ", ".join(map(str, run))


def _wrapped(line: str, indent: str) -> list[str]:
    return textwrap.wrap(line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
