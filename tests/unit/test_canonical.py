"""Canonical bytes: one way to write a value, and a refusal for what has none."""

import json
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.effective import Effective, Precision
from store.canonical import canonical, canonical_text, content_hash, instant_text

WRITABLE = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet=WRITABLE),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(alphabet="abcé", max_size=4), inner),
    max_leaves=12,
)


class Colour(StrEnum):
    """A word of its own."""

    RED = "red"


def test_keys_are_sorted_and_nothing_is_escaped_or_spaced() -> None:
    """The shortest JSON there is, in UTF-8."""
    assert canonical({"b": [1, True, None], "a": "é€"}) == '{"a":"é€","b":[1,true,null]}'.encode()


def test_text_that_looks_the_same_is_the_same() -> None:
    """Composed and decomposed letters give the same bytes, as keys too."""
    assert canonical({"né": "né"}) == canonical({"ne\u0301": "ne\u0301"})


def test_dates_instants_and_words_are_written_one_way() -> None:
    """An instant in whatever zone is the same instant, in UTC with six digits."""
    brussels = timezone(timedelta(hours=1))

    assert canonical_text([date(2020, 11, 30), Colour.RED]) == '["2020-11-30","red"]'
    assert instant_text(datetime(2020, 12, 1, 0, 0, tzinfo=brussels)) == "2020-11-30T23:00:00.000000Z"
    assert canonical_text(datetime(2020, 12, 1, 0, 0, 0, 7, tzinfo=UTC)) == '"2020-12-01T00:00:00.000007Z"'


def test_a_model_is_written_with_every_field() -> None:
    """A field that holds its default is written too, so that a changed default changes nothing old."""
    effective = Effective(
        earliest=date(2017, 1, 1), latest=date(2017, 3, 31), precision=Precision.INTERVAL, wording="begin 2017"
    )

    assert json.loads(canonical(effective)) == {
        "earliest": "2017-01-01",
        "latest": "2017-03-31",
        "precision": "interval",
        "wording": "begin 2017",
    }


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        [float("nan")],
        Decimal("1.10"),
        b"bytes",
        {1: "number as key"},
        {"é": 1, "e\u0301": 2},
        {"set"},
        datetime(2020, 1, 1),  # noqa: DTZ001 - naive on purpose
    ],
    ids=repr,
)
def test_what_has_no_one_way_of_being_written_is_refused(value: object) -> None:
    """Floats, naive instants, keys that are not text or that are the same text."""
    with pytest.raises(TypeError):
        canonical(value)


@pytest.mark.parametrize("text", ["nul \0 inside", "half a \ud83d pair"], ids=["nul", "surrogate"])
def test_text_that_postgres_cannot_hold_is_refused(text: str) -> None:
    """Else a command would be kept that nothing could ever be recorded of."""
    with pytest.raises(ValueError, match=r"surrogates|NUL"):
        canonical({"reason": text})


@given(values)
def test_reading_and_writing_again_gives_the_same_bytes(value: object) -> None:
    """What was written is its own canonical form, and text in it is normalised."""
    written = canonical(value)

    assert written == canonical(json.loads(written))
    assert unicodedata.is_normalized("NFC", written.decode())
    assert len(content_hash(value)) == 64
