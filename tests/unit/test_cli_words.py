"""The command line has a word in both languages for everything that it shows."""

import re
from enum import Enum
from typing import get_args

import pytest

from cli.headings import HEADINGS
from cli.values import VALUES
from cli.words import figure, money, word
from domain.sentences.wording import WORDS
from schemas.agreement.period import AgreementStage
from schemas.budget.whole import BudgetStage
from schemas.change import ChangeKind, ChangeRequest
from schemas.commitment import Commitment
from schemas.condition import Condition, ConditionSource
from schemas.deadline import DeadlineStage
from schemas.document import Confidentiality
from schemas.kpi import KpiSource, KpiStatus, SegmentStart, TargetVerdict
from schemas.lesson import Lesson
from schemas.membership import MemberClass
from schemas.pact import PactStage
from schemas.parliament import Difference, Overtaken
from schemas.programme import GroupProposal
from schemas.question.whole import QuestionStage
from schemas.remedial import RemedialStage
from schemas.support import Recovery
from tests.house.tree import ROOT

KNOWN = {**WORDS, **HEADINGS, **VALUES}
BARE: tuple[type[Enum], ...] = (
    AgreementStage,
    BudgetStage,
    Confidentiality,
    DeadlineStage,
    KpiSource,
    KpiStatus,
    MemberClass,
    Overtaken,
    PactStage,
    QuestionStage,
    RemedialStage,
)
SHOWN = [
    *(str(one.value) for each in BARE for one in each),
    *(f"target_{one.value}" for one in TargetVerdict),
    *(f"break_{one.value}" for one in SegmentStart if one is not SegmentStart.FIRST),
    *(f"change_{one}" for one in get_args(ChangeKind)),
    *(f"change_{one}" for one in get_args(ChangeRequest.model_fields["state"].annotation)),
    *(f"change_{one}" for one in get_args(GroupProposal.model_fields["state"].annotation)),
    *(f"commitment_{one}" for one in get_args(Commitment.model_fields["state"].annotation)),
    *(f"condition_{one}" for one in get_args(Condition.model_fields["state"].annotation)),
    *(f"recovery_{one}" for one in get_args(Recovery.model_fields["state"].annotation)),
    *get_args(ConditionSource),
    *get_args(Lesson.model_fields["sort"].annotation),
    *get_args(Difference.model_fields["what"].annotation),
]
USE = re.compile(r"""(?:word\((?:lang|tongue), |\bfact\(|\bsection\()["']([a-z_]+)["']""")


@pytest.mark.parametrize("key", sorted(set(SHOWN)))
def test_a_stage_or_kind_that_is_shown_has_a_word(key: str) -> None:
    """A value that was added to a schema is missing here."""
    assert key in KNOWN


def test_a_heading_that_is_printed_has_a_word() -> None:
    """As the modules of the command line name it."""
    used = {key for file in (ROOT / "cli").glob("*.py") for key in USE.findall(file.read_text("utf-8"))}
    assert len(used) > 50
    assert [] == sorted(used - set(KNOWN))


@pytest.mark.parametrize("words", [HEADINGS, VALUES], ids=["headings", "values"])
def test_a_word_stands_in_both_languages(words: dict[str, tuple[str, str]]) -> None:
    """And the keys stand in order, so that a double shows."""
    assert [] == [key for key, (dutch, english) in words.items() if not (dutch.strip() and english.strip())]
    assert sorted(words) == list(words)


def test_no_word_is_given_twice() -> None:
    """Headings and values are one vocabulary."""
    assert set() == set(HEADINGS) & set(VALUES)


def test_amounts_are_written_as_the_language_does() -> None:
    """In euros, from cents."""
    assert ("15.500.000 euro", "EUR 15,500,000") == (money("nl", 1_550_000_000), money("en", 1_550_000_000))
    assert ("1,50", "1.50") == (figure("nl", 150), figure("en", 150))


def test_a_code_that_nobody_named_is_shown_with_spaces() -> None:
    """Better than nothing, and the same in both languages."""
    assert ("een vreemde code", "een vreemde code") == (word("nl", "een_vreemde_code"), word("en", "een_vreemde_code"))
