"""The tables of the five answers: what stands in which cell, where a series breaks, and what is left empty."""

from datetime import date

import pytest

from domain.answer import render
from domain.answer_page import WIDTH
from schemas.answer import Status
from tests.unit.history import ANSWER_DAY, EARLY, record_of
from tests.unit.own_record import NOW, table, texts_of, whole_story

AS_OF = date(2021, 2, 1)
ENGLISH = whole_story().answer(AS_OF, "en", NOW)
DUTCH = whole_story().answer(AS_OF, "nl", NOW)


def test_the_stage_of_each_pact_stands_in_one_row() -> None:
    """A cluster of which nothing is recorded has empty cells."""
    expected = {
        "Duin": [
            "1 (1 February 2018)",
            "31 January 2021",
            "2 (20 February 2019)",
            "work year 2018: the pact got a new version",
            "first: 30 June 2020, judged negatively, with a remedial plan",
            "work year 2018: processed, partly realised",
        ],
        "Hei": [""] * 6,
    }
    assert expected == texts_of(ENGLISH, "evaluations")
    assert {Status.NOT_RECORDED} == {cell.status for cell in table(ENGLISH, "evaluations").rows[1].cells}


def test_figures_stand_under_their_years_and_apart_under_another_definition() -> None:
    """With the change from the year before only where figures compare, and external figures in rows of their own."""
    found = table(ENGLISH, "kpi/duin/members")
    assert ("2018", "2019", "2020") == found.columns
    rows = texts_of(ENGLISH, "kpi/duin/members")
    assert ["40", "51", ""] == rows["SME members: target"]
    assert ["38", "52 (+14)", ""] == rows["SME members (number; self-reported; definition 1): value"]
    assert ["", "18", "20 (+2)"] == rows["SME members (number; self-reported; definition 2): value"]
    assert ["", "60", ""] == rows["SME members (number; external source): value"]
    expected = ["target not reached", "target reached", ""]
    assert expected == rows["SME members (number; self-reported; definition 1): verdict"]
    assert ["verified", "provisional", ""] == rows["SME members (number; self-reported; definition 1): status"]
    assert ["", "restated", "provisional"] == rows["SME members (number; self-reported; definition 2): status"]


def test_a_break_in_a_series_is_said() -> None:
    """With its reason."""
    expected = (
        "SME members (self-reported): break in the series before 2019, since the definition changed; "
        "figures before and after do not compare."
    )
    assert expected == table(ENGLISH, "kpi/duin/members").note


def test_a_target_of_before_its_revision_is_shown_on_the_days_before() -> None:
    """It was 50 until January 2020."""
    before = whole_story().answer(date(2020, 1, 1), "en", NOW)
    assert ["40", "50"] == texts_of(before, "kpi/duin/members")["SME members: target"]


def test_a_definition_explains_figures_of_before_it_was_recorded() -> None:
    """What is counted has no day of its own: a figure of 2019 under the later definition can be read in 2020."""
    rows = texts_of(whole_story().answer(date(2020, 1, 1), "en", NOW), "kpi/duin/members")
    assert ["", "18"] == rows["SME members (number; self-reported; definition 2): value"]


def test_members_stand_by_class_and_once_in_the_last_row() -> None:
    """On the day that was asked for."""
    before = whole_story().answer(date(2019, 1, 1), "en", NOW)
    expected = {
        "Duin": ["2", "1", "1", "0", "0"],
        "Hei": ["2", "1", "0", "1", "0"],
        "all clusters, each member once": ["3", "1", "1", "1", "0"],
    }
    assert expected == texts_of(before, "members")


def test_commitments_are_counted_by_party() -> None:
    """Each in one column; on the last day of its date nothing is late yet."""
    expected = {"Duin: the agency": ["0", "0", "1", "0"], "Duin: the cluster": ["0", "1", "0", "1"]}
    assert expected == texts_of(ENGLISH, "commitments")
    before = whole_story().answer(date(2018, 12, 31), "en", NOW)
    assert ["1", "0", "0", "0"] == texts_of(before, "commitments")["Duin: the agency"]


def test_renewal_keeps_update_extension_and_end_in_columns_of_their_own() -> None:
    """The room counts from the end of what was granted."""
    expected = {
        "Duin": [
            "2019",
            "31 March 2019",
            "31 January 2021",
            "first: 30 June 2020, judged negatively, with a remedial plan",
            "granted",
            "four years or 52 months",
            "31 January 2028 or 31 May 2028 (contested)",
        ]
    }
    assert expected == texts_of(ENGLISH, "renewal")


def test_each_rung_of_the_means_has_a_column() -> None:
    """Nothing is added across rungs; sums and what remains are computed."""
    rows = texts_of(ENGLISH, "means")
    amounts = ["30,000,000", "25,000,000", "14,000,000", "4,000,000", "11,000,000"]
    moved = ["3,000,000", "1,000,000", "1,000,000", "500,000"]
    assert [f"EUR {one}" for one in (*amounts, *moved)] == rows["2019"]
    assert ["EUR 21,000,000", *[""] * 8] == rows["2022"]
    computed = [cell.status is Status.COMPUTED for cell in table(ENGLISH, "means").rows[0].cells]
    assert [False, False, True, False, True, False, False, False, False] == computed


def test_the_lines_of_the_year_stand_apart() -> None:
    """Reserved, carried over, committed, paid, released, left, and the operating support beside them."""
    answer = whole_story().answer(date(2019, 12, 31), "en", NOW)
    expected = {
        "Duin": ["9,000,000", "1,000,000", "3,000,000", "1,000,000", "", "7,000,000", "500,000"],
        "Hei": ["5,000,000", "", "", "", "", "5,000,000", ""],
        "intercluster projects": ["4,000,000", "", "", "", "", "4,000,000", ""],
    }
    found = {
        line: [text.removeprefix("EUR ") for text in texts] for line, texts in texts_of(answer, "means/2019").items()
    }
    assert expected == found


def test_claims_fill_the_same_tables() -> None:
    """75 million, of which 48 reserved in six parts and 27 left; what no source tells stays empty."""
    answer = record_of(EARLY).answer(ANSWER_DAY, "en")
    expected = ["EUR 75,000,000", "", "EUR 48,000,000", "", "EUR 27,000,000", "", "", "", ""]
    assert expected == texts_of(answer, "means")["2020"]
    assert "first: May 2019, largely realised" == texts_of(answer, "evaluations")["VIL"][4]


def test_tables_without_content_are_left_out() -> None:
    """Sources alone tell of no figures, members or commitments."""
    answer = record_of(EARLY).answer(ANSWER_DAY, "en")
    assert ["evaluations", "means", "means/2020"] == [one.id for part in answer.parts for one in part.tables]


def test_every_row_has_a_cell_for_every_column() -> None:
    """In both languages, under headings that differ."""
    for answer in (ENGLISH, DUTCH):
        for found in (one for part in answer.parts for one in part.tables):
            assert {len(found.columns)} == {len(row.cells) for row in found.rows}, found.id
            headings = [row.heading for row in found.rows]
            assert len(headings) == len(set(headings)), found.id


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_page_with_tables_fits_the_terminal(lang: str) -> None:
    """A wide table is written row by row, and its empty cells in one word."""
    page = render(whole_story().answer(AS_OF, lang, NOW))
    assert WIDTH >= max(map(len, page.splitlines()))
    row = {"nl": "Hei: niet vastgelegd: periode, einde,", "en": "Hei: not recorded: period, end,"}[lang]
    assert row in page
