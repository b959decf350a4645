"""Two answers side by side: what is the same, changed, new or gone; and what an answer rests on."""

from datetime import UTC, date, datetime

from domain.comparing import compare, evidence_positions
from schemas.answer import Answer, AnswerPart, Cell, Conflict, Statement, StatementEvidence, Status, Table, TableRow
from schemas.claim import Grade


def evidence(position: int) -> StatementEvidence:
    """One event."""
    return StatementEvidence(position=position, event="claim.imported", source="source", grade=Grade.PRIMARY)


def said(text: str, predicate: str = "means", *positions: int) -> Statement:
    """One statement about the programme."""
    found = tuple(evidence(position) for position in positions)
    return Statement(
        subject="programme/demo", predicate=predicate, text=text, value=text, status=Status.STATED, evidence=found
    )


def answer(*statements: Statement, part: int = 1, tables: tuple[Table, ...] = ()) -> Answer:
    """An answer with one part."""
    return Answer(
        as_of=date(2020, 3, 20),
        known_on=datetime(2020, 3, 23, tzinfo=UTC),
        lang="nl",
        parts=(AnswerPart(number=part, question="?", statements=statements, tables=tables),),
    )


def told(before: Answer, after: Answer) -> list[tuple[int, str, str | None, str | None]]:
    """Each difference in short."""
    return [
        (one.part, one.what, one.before.text if one.before else None, one.after.text if one.after else None)
        for one in compare(before, after)
    ]


def test_an_answer_is_the_same_as_itself() -> None:
    """However often it says a thing."""
    one = answer(said("a"), said("a"), said("b"))
    assert told(one, one) == [(1, "same", "a", "a"), (1, "same", "a", "a"), (1, "same", "b", "b")]
    less = answer(said("a"), said("b"))
    assert told(one, less) == [(1, "same", "a", "a"), (1, "same", "b", "b"), (1, "gone", "a", None)]


def test_what_changed_is_shown_with_both_sides() -> None:
    """Equal statements about a matter are matched first, wherever they stand."""
    before, after = answer(said("a"), said("b")), answer(said("c"), said("a"))
    assert told(before, after) == [(1, "same", "a", "a"), (1, "changed", "b", "c")]


def test_what_came_and_what_went_is_told_by_its_matter() -> None:
    """Another predicate is another matter."""
    before, after = answer(said("a"), said("old", "lesson")), answer(said("a"), said("new", "renewal"))
    assert told(before, after) == [(1, "same", "a", "a"), (1, "new", None, "new"), (1, "gone", "old", None)]


def test_the_same_words_in_another_part_are_another_statement() -> None:
    """In the order of the parts."""
    assert told(answer(said("a"), part=2), answer(said("a"), part=1)) == [(1, "new", None, "a"), (2, "gone", "a", None)]


def test_other_evidence_is_a_change() -> None:
    """What it rests on is part of what is said."""
    assert told(answer(said("a", "means", 1)), answer(said("a", "means", 2))) == [(1, "changed", "a", "a")]


def test_an_answer_rests_on_its_statements_conflicts_and_tables() -> None:
    """Each position once, in order."""
    contested = said("a", "means", 9, 3).model_copy(
        update={"conflicts": (Conflict(value=1, text="b", evidence=(evidence(5), evidence(3))),)}
    )
    row = TableRow(heading="2020", cells=(Cell(text="1", evidence=(evidence(2), evidence(9))),))
    table = Table(id="kpi", title="KPI", columns=("2020",), rows=(row,))
    assert evidence_positions(answer(contested, tables=(table,))) == (2, 3, 5, 9)
