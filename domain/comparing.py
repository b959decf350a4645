"""Two answers side by side, statement by statement and cell by cell."""

from collections.abc import Callable, Iterator, Mapping
from itertools import zip_longest
from typing import Literal

from schemas.answer import Answer, AnswerPart, Cell, Statement, StatementEvidence, Table
from schemas.parliament import Difference

_Matter = tuple[int, str, str, str | None]
"""The part, and what is spoken about: subject and predicate, or a table's id, row heading and column."""
_Said = Statement | Cell
_Matters = Mapping[_Matter, list[_Said]]


def compare(before: Answer, after: Answer) -> list[Difference]:
    """Say of every statement and cell what became of it; in the order of the later answer's matters.

    What is said about one matter is matched where it is equal, then where it differs by its evidence alone, and the
    rest in its order.
    """
    old, new = _by_matter(before), _by_matter(after)
    matters = [*new, *(matter for matter in old if matter not in new)]
    return [
        _difference(matter, was, now)
        for matter in sorted(matters, key=_part)
        for was, now in _matched(list(old.get(matter, ())), list(new.get(matter, ())))
    ]


def evidence_positions(answer: Answer) -> tuple[int, ...]:
    """Give the positions of all events under an answer, each once, in the order of the record."""
    said = (one for part in answer.parts for _, one in _said(part))
    return tuple(sorted({found.position for one in said for found in evidence_under(one)}))


def evidence_under(said: Statement | Cell) -> tuple[StatementEvidence, ...]:
    """Give what a statement or a cell rests on, and then what speaks against it."""
    conflicts = said.conflicts if isinstance(said, Statement) else ()
    return (*said.evidence, *(one for conflict in conflicts for one in conflict.evidence))


def _by_matter(answer: Answer) -> _Matters:
    matters: dict[_Matter, list[_Said]] = {}
    for part in answer.parts:
        for matter, one in _said(part):
            matters.setdefault(matter, []).append(one)
    return matters


def _said(part: AnswerPart) -> Iterator[tuple[_Matter, _Said]]:
    for statement in part.statements:
        yield (part.number, statement.subject, statement.predicate, None), statement
    for table in part.tables:
        yield from _cells(part.number, table)


def _cells(part: int, table: Table) -> Iterator[tuple[_Matter, _Said]]:
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            yield (part, table.id, row.heading, column), cell


def _part(matter: _Matter) -> int:
    return matter[0]


def _matched(before: list[_Said], after: list[_Said]) -> Iterator[tuple[_Said | None, _Said | None]]:
    """Pair what was said about one matter; both lists are used up."""
    yield from _paired(before, after, _whole)
    yield from _paired(before, after, _without_evidence)
    yield from zip_longest(before, after)


def _paired(before: list[_Said], after: list[_Said], form: Callable[[_Said], _Said]) -> Iterator[tuple[_Said, _Said]]:
    """Take out those that have the same form, as often as both sides have it."""
    for was in list(before):
        now = next((one for one in after if form(one) == form(was)), None)
        if now is not None:
            before.remove(was)
            after.remove(now)
            yield was, now


def _whole(said: _Said) -> _Said:
    return said


def _without_evidence(said: _Said) -> _Said:
    bare: dict[str, object] = {"evidence": ()}
    if isinstance(said, Statement):
        bare["conflicts"] = tuple(one.model_copy(update={"evidence": ()}) for one in said.conflicts)
    return said.model_copy(update=bare)


def _difference(matter: _Matter, before: _Said | None, after: _Said | None) -> Difference:
    part, subject, predicate, column = matter
    return Difference(
        part=part,
        subject=subject,
        predicate=predicate,
        column=column,
        what=_what(before, after),
        before=before,
        after=after,
    )


def _what(before: _Said | None, after: _Said | None) -> Literal["same", "changed", "evidence_changed", "new", "gone"]:
    if before is None:
        return "new"
    if after is None:
        return "gone"
    if before == after:
        return "same"
    return "evidence_changed" if _without_evidence(before) == _without_evidence(after) else "changed"
