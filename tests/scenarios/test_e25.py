"""E25: the years from 2016 to 2020 are taken over from public sources."""

from domain.policy import current
from domain.record import parse_history
from tests.scenarios.agency import PACK
from tests.scenarios.story import Story

HISTORY = PACK / "history-2016-2020.yaml"


async def test_the_whole_record_is_taken_over_with_its_sources_and_a_second_time_changes_nothing(story: Story) -> None:
    """Claims first, each with its source; no deadline opens, and asked again nothing is doubled."""
    await story.on("2020-11-02")
    rows = parse_history(HISTORY.name, HISTORY.read_text(encoding="utf-8"), current(await story.rules()))
    for row in rows:
        assert "recorded" == (await story.agency.submit(row)).code
    log = await story.agency.log()
    claims = [event for event in log if event.type == "claim.imported"]
    assert (True, True) == (all(one.backfill for one in claims), all(one.evidence for one in claims))
    assert [] == [event for event in log if event.type.startswith("deadline.")]
    for number, row in enumerate(rows):
        again = row.model_copy(update={"command_id": f"import:second-time:{number}"})
        assert "nothing_to_do" == (await story.agency.submit(again)).code
    assert log == await story.agency.log()
