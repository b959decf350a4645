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


def against(statement: Statement, *positions: int) -> Statement:
    """The statement, with another source that says something else."""
    conflict = Conflict(value=1, text="z", evidence=tuple(evidence(position) for position in positions))
    return statement.model_copy(update={"conflicts": (conflict,)})


def cell(text: str, *positions: int) -> Cell:
    """One figure."""
    return Cell(text=text, value=text, evidence=tuple(evidence(position) for position in positions))


def table(columns: tuple[str, ...], *rows: tuple[str, *tuple[Cell, ...]]) -> Table:
    """A table of one KPI; each row begins with its heading."""
    told_rows = tuple(TableRow(heading=heading, cells=tuple(cells)) for heading, *cells in rows)
    return Table(id="kpi/demo/members", title="KPI", columns=columns, rows=told_rows)


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


def test_other_evidence_under_the_same_words_is_told_as_such() -> None:
    """Under a statement, or under what another source says instead."""
    before, after = said("a", "means", 1), said("a", "means", 2)
    assert told(answer(before), answer(after)) == [(1, "evidence_changed", "a", "a")]
    assert told(answer(against(before, 3)), answer(against(before, 4))) == [(1, "evidence_changed", "a", "a")]
    assert told(answer(before), answer(against(before, 3))) == [(1, "changed", "a", "a")]


def test_the_same_words_are_matched_before_their_order() -> None:
    """A statement whose evidence moved is not held against another one."""
    before, after = answer(said("a", "means", 1), said("b")), answer(said("c"), said("a", "means", 2))
    assert told(before, after) == [(1, "evidence_changed", "a", "a"), (1, "changed", "b", "c")]


def test_cells_of_a_table_are_held_against_each_other_by_heading_and_column() -> None:
    """Wherever a row or a column stands; a table's title and note are not compared."""
    before = table(("2019", "2020"), ("target", cell("1", 7), cell("2", 8)), ("value", cell("3"), cell("4")))
    after = table(("2020", "2019"), ("value", cell("4"), cell("5")), ("target", cell("2", 9), cell("1", 7)))
    found = compare(answer(tables=(before,)), answer(tables=(after,)))
    assert [(one.predicate, one.column, one.what) for one in found] == [
        ("value", "2020", "same"),
        ("value", "2019", "changed"),
        ("target", "2020", "evidence_changed"),
        ("target", "2019", "same"),
    ]
    assert {one.subject for one in found} == {"kpi/demo/members"}


def test_cells_come_and_go_with_their_row_column_and_table() -> None:
    """In the part where the table stands, after its statements."""
    before = table(("2019",), ("value", cell("1")))
    wider = table(("2019", "2020"), ("value", cell("1"), cell("2")))
    other = wider.model_copy(update={"id": "kpi/demo/projects"})
    assert told(answer(said("a"), tables=(before,)), answer(said("a"), tables=(wider,))) == [
        (1, "same", "a", "a"),
        (1, "same", "1", "1"),
        (1, "new", None, "2"),
    ]
    assert told(answer(tables=(before,)), answer(tables=(other,))) == [
        (1, "new", None, "1"),
        (1, "new", None, "2"),
        (1, "gone", "1", None),
    ]


def test_a_cell_without_text_is_held_against_one_by_its_status() -> None:
    """What was being processed may not have been recorded in the end."""
    before = table(("2019",), ("value", Cell(text="", status=Status.IN_PROCESSING)))
    after = table(("2019",), ("value", Cell(text="", status=Status.NOT_RECORDED)))
    assert told(answer(tables=(before,)), answer(tables=(after,))) == [(1, "changed", "", "")]


def test_an_answer_rests_on_its_statements_conflicts_and_tables() -> None:
    """Each position once, in order."""
    contested = said("a", "means", 9, 3).model_copy(
        update={"conflicts": (Conflict(value=1, text="b", evidence=(evidence(5), evidence(3))),)}
    )
    row = TableRow(heading="2020", cells=(Cell(text="1", evidence=(evidence(2), evidence(9))),))
    table = Table(id="kpi", title="KPI", columns=("2020",), rows=(row,))
    assert evidence_positions(answer(contested, tables=(table,))) == (2, 3, 5, 9)
