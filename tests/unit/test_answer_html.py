"""The printable page of an answer: every link has its target, every table its headings, no text is markup."""

from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from typing_extensions import override

from domain.answer_page import WIDTH, render
from gateway.answer_html import answer_html
from schemas.answer import Answer, AnswerPart, Cell, Statement, StatementEvidence, Status, Table, TableRow
from schemas.claim import Grade


def evidence(position: int, title: str = "") -> StatementEvidence:
    """One event under a sentence."""
    return StatementEvidence(
        position=position, event="kpi.value_recorded", source="pact/demo", title=title, grade=Grade.SYSTEM
    )


def an_answer(columns: tuple[str, ...] = ("2019", "2020"), **texts: str) -> Answer:
    """One question with a sentence and a table."""
    cells = tuple(Cell(text=f"{number}", evidence=(evidence(20 + number),)) for number in range(1, len(columns)))
    missing = Cell(text="", status=Status.NOT_RECORDED)
    table = Table(
        id="kpi/demo/members",
        title=texts.get("title", "Members"),
        columns=columns,
        rows=(TableRow(heading="Demo", cells=(*cells, missing)),),
        note="The definition changed in 2020.",
    )
    statement = Statement(
        subject="pact/demo",
        predicate="cap",
        text=texts.get("text", "The cap is 31 December 2026."),
        value=None,
        status=Status.COMPUTED,
        evidence=(evidence(3, "Answer 1"), evidence(4)),
        inputs=("start: 1 January 2017",),
    )
    parts = (
        AnswerPart(number=1, question="How far?", statements=(statement,), tables=(table,)),
        AnswerPart(number=2, question="And then?", statements=()),
    )
    return Answer(as_of=date(2020, 3, 1), known_on=datetime(2020, 3, 2, 9, tzinfo=UTC), lang="en", parts=parts)


class Page(HTMLParser):
    """What a reader's browser finds on the page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(text)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag with where it stands and where it leads."""
        given = dict(attrs)
        self.tags.append(tag)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given["href"] or ""] if "href" in given else []

    @override
    def handle_data(self, data: str) -> None:
        """Note the text."""
        self.text += data


def test_every_link_leads_to_its_evidence() -> None:
    """Each position once among the sources."""
    page = Page(answer_html(an_answer()))
    assert ["#e3", "#e4", "#e21"] == page.links
    assert ["q1", "q2", "sources", "e3", "e4", "e21"] == page.ids


def test_a_table_has_its_headings_and_says_what_is_not_recorded() -> None:
    """An empty cell would look like a nought."""
    page = Page(answer_html(an_answer()))
    assert (1, 3, 2) == (page.tags.count("caption"), page.tags.count("th"), page.tags.count("td") - 1)
    assert "not recorded" in page.text
    assert "The definition changed in 2020." in page.text
    assert "computed" in page.text


def test_a_question_without_an_answer_says_so() -> None:
    """An empty part is no mistake of the page."""
    assert 1 == Page(answer_html(an_answer())).text.count("Nothing is known about this.")


def test_a_text_is_never_markup() -> None:
    """Whatever somebody wrote into a title."""
    page = Page(answer_html(an_answer(text="<script>alert(1)</script> & more.", title="<b>Members</b>")))
    assert "script" not in page.tags
    assert "b" not in page.tags
    assert "<script>alert(1)</script> & more." in page.text


def test_the_page_needs_nothing_from_elsewhere() -> None:
    """It prints from a file, years later."""
    page = Page(answer_html(an_answer()))
    assert {"script", "img", "iframe", "link"}.isdisjoint(page.tags)


@pytest.mark.parametrize("width", [2, 12, 40])
def test_a_table_on_a_terminal_fits_its_width(width: int) -> None:
    """Too many columns become a list; no cell is lost."""
    text = render(an_answer(tuple(f"year {number}" for number in range(width))))
    assert [] == [line for line in text.splitlines() if len(line) > WIDTH]
    assert all(f"{number}" in text for number in range(1, width))
    assert "not recorded" in text
    assert "[21" in text
