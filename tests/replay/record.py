"""Record stories from real runs: ``python -m tests.replay.record``.

What is recorded is never recorded anew while a workflow started by such a release may still run: a change that today's
recordings do not survive needs Temporal's patching, and then a recording of its own beside them.
"""

import asyncio
import json
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

from temporalio.client import Client, WorkflowHistory
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from store.migrate import migrate
from store.pool import connect as connect_record
from tests.e2e.agency import Agency, open_agency
from tests.e2e.conftest import BEGIN, SKIPS_ENOUGH
from tests.e2e.story import live_a_budget, live_a_question, live_a_year
from workers.embedded.postgres import start_postgres
from workers.embedded.temporal import start_temporal
from workers.entry import leave
from workflows.runtime import connect, search_attributes

HISTORIES = Path(__file__).parent / "histories"
_NOBODY = "recorder"  # instead of the name of a machine


@dataclass(frozen=True)
class Story:
    """What is lived, and the stream whose workflow is recorded, in an agency whose pact has the name ``recorded``."""

    live: Callable[[Agency], Awaitable[None]]
    stream: str


STORIES = {
    "year-2020": Story(live_a_year, "pact/recorded"),
    "question": Story(live_a_question, "question/384"),
    "budget": Story(live_a_budget, "budget/2021"),
}
"""By the beginning of the names of their files."""


def main() -> None:
    """Live the stories that have no recording yet, each on servers of our own, and write each run to a file."""
    for name, story in STORIES.items():
        if not list(HISTORIES.glob(f"{name}-run-*.json")):
            _record(name, story)


def _record(name: str, story: Story) -> None:
    with tempfile.TemporaryDirectory() as folder:
        postgres = start_postgres(Path(folder) / "postgres", durable=False)
        temporal = start_temporal(
            Path(folder) / "temporal",
            ui_port=None,
            time_skipping=True,
            durable=False,
            search_attributes=search_attributes(),
        )
        with postgres, temporal:
            histories = asyncio.run(_live(story, postgres.url, temporal.address))
    for number, history in enumerate(histories, start=1):
        text = json.dumps(json.loads(history.to_json()), indent=1, sort_keys=True)
        (HISTORIES / f"{name}-run-{number}.json").write_text(text + "\n", encoding="utf-8")


async def _live(story: Story, database_url: str, address: str) -> list[WorkflowHistory]:
    await migrate(database_url, simulated=True)
    pool = await connect_record(database_url)
    client = await connect({"target_host": address, "identity": _NOBODY})
    skipper = TimeSkipper(client, config=TimeSkippingConfig(enabled=False, max_session_skip_count=SKIPS_ENOUGH))
    async with open_agency(pool, skipper, "recorded", BEGIN) as agency:
        await story.live(agency)
        histories = await _runs(client, story.stream)
    await pool.close()
    return histories


async def _runs(client: Client, stream: str) -> list[WorkflowHistory]:
    """Follow the chain of runs back from the newest one, and give the oldest first."""
    found: list[WorkflowHistory] = []
    run_id: str | None = (await client.get_workflow_handle(stream).describe()).run_id
    while run_id:
        history = await client.get_workflow_handle(stream, run_id=run_id).fetch_history()
        found.insert(0, replace(history, workflow_id=stream))
        run_id = history.events[0].workflow_execution_started_event_attributes.continued_execution_run_id
    return found


if __name__ == "__main__":
    main()
    leave(0)
