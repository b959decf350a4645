"""Two answers side by side, statement by statement."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Literal

from schemas.answer import Answer, Statement
from schemas.parliament import Difference

_Matter = tuple[int, str, str]
"""The part, and what a statement is about."""


def compare(before: Answer, after: Answer) -> list[Difference]:
    """Say of every statement whether it is the same, changed, new or gone; in the order of the later answer's matters.

    Statements about one matter are matched where they are equal, and the others in their order.
    """
    old, new = _by_matter(before), _by_matter(after)
    matters = [*new, *(matter for matter in old if matter not in new)]
    return [found for matter in sorted(matters, key=_part) for found in _matched(matter, old, new)]


def evidence_positions(answer: Answer) -> tuple[int, ...]:
    """Give the positions of all events under an answer, each once, in the order of the record."""
    return tuple(sorted(set(_positions(answer))))


def _positions(answer: Answer) -> Iterator[int]:
    for part in answer.parts:
        for statement in part.statements:
            yield from (one.position for one in statement.evidence)
            yield from (one.position for conflict in statement.conflicts for one in conflict.evidence)
        for table in part.tables:
            yield from (one.position for row in table.rows for cell in row.cells for one in cell.evidence)


def _by_matter(answer: Answer) -> dict[_Matter, list[Statement]]:
    matters: dict[_Matter, list[Statement]] = {}
    for part in answer.parts:
        for statement in part.statements:
            matters.setdefault((part.number, statement.subject, statement.predicate), []).append(statement)
    return matters


def _part(matter: _Matter) -> int:
    return matter[0]


def _matched(
    matter: _Matter, old: dict[_Matter, list[Statement]], new: dict[_Matter, list[Statement]]
) -> Iterator[Difference]:
    before, after = list(old.get(matter, ())), list(new.get(matter, ()))
    for statement in _both(before, after):
        before.remove(statement)
        after.remove(statement)
        yield _difference(matter, statement, statement)
    for was, now in zip_longest(before, after):
        yield _difference(matter, was, now)


def _both(before: Iterable[Statement], after: Sequence[Statement]) -> list[Statement]:
    """Give the statements that stand in both, as often as they do."""
    left = list(after)
    found: list[Statement] = []
    for statement in before:
        if statement in left:
            left.remove(statement)
            found.append(statement)
    return found


def _difference(matter: _Matter, before: Statement | None, after: Statement | None) -> Difference:
    part, subject, predicate = matter
    if before == after:
        return Difference(part=part, subject=subject, predicate=predicate, what="same", before=before, after=after)
    what: Literal["new", "gone", "changed"] = "new" if before is None else "gone" if after is None else "changed"
    return Difference(part=part, subject=subject, predicate=predicate, what=what, before=before, after=after)
