"""The ten years in a real record: the five answers stay, byte for byte, whatever is computed anew from the events."""

from collections.abc import Sequence

from gateway.answers import drawn, whole_log
from schemas.event import Recorded
from store.canonical import canonical
from store.pool import Pool, fetch
from store.verify import verify
from store.views import rebuild_views
from tests.life.living import ENDS_AT, ten_years
from tests.life.test_ten_years import LANGUAGES, NEW_YEARS, answered
from tests.life.writing import Writing
from tests.unit.history import texts


async def test_the_five_answers_are_the_same_before_and_after_views_are_rebuilt_and_from_scratch(pool: Pool) -> None:
    """As of every New Year, in every language: as lived, as read, as read again after the rebuilding."""
    await Writing(pool).up_to(len(ten_years().agency.log))
    lived = [canonical(answered(as_of, lang=lang)) for as_of in NEW_YEARS for lang in LANGUAGES]
    before = await whole_log(pool)
    assert lived == _answers(before)
    assert (await verify(pool)).problem is None
    assert await rebuild_views(pool) == len(ten_years().agency.files)
    rows = await _rows(pool)
    after = await whole_log(pool)
    assert (before, lived) == (after, _answers(after))
    await rebuild_views(pool)
    assert rows == await _rows(pool)


def _answers(log: Sequence[Recorded]) -> list[bytes]:
    return [canonical(drawn(log, as_of, ENDS_AT, texts(lang))) for as_of in NEW_YEARS for lang in LANGUAGES]


async def _rows(pool: Pool) -> list[tuple[str, ...]]:
    rows = await fetch(pool, "SELECT view, stream, key, body::text FROM view_row ORDER BY view, stream, key")
    return [tuple(row) for row in rows]
