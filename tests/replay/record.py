"""Record a pact's year from a real run: ``python -m tests.replay.record``.

What is recorded is never recorded anew while a workflow started by such a release may still run: a change that today's
recordings do not survive needs Temporal's patching, and then a recording of its own beside them.
"""

import asyncio
import json
import tempfile
from dataclasses import replace
from pathlib import Path

from temporalio.client import Client, WorkflowHistory
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from store.migrate import migrate
from store.pool import connect as connect_record
from tests.e2e.agency import Agency, open_agency
from tests.e2e.conftest import BEGIN, SKIPS_ENOUGH
from tests.e2e.story import live_a_year
from workers.embedded.postgres import start_postgres
from workers.embedded.temporal import start_temporal
from workers.entry import leave
from workflows.runtime import connect, search_attributes

HISTORIES = Path(__file__).parent / "histories"
NAME = "year-2020"
_NOBODY = "recorder"  # instead of the name of a machine


def main() -> None:
    """Live the year on servers of our own and write each run of the workflow to a file."""
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
            histories = asyncio.run(_live(postgres.url, temporal.address))
    for number, history in enumerate(histories, start=1):
        text = json.dumps(json.loads(history.to_json()), indent=1, sort_keys=True)
        (HISTORIES / f"{NAME}-run-{number}.json").write_text(text + "\n", encoding="utf-8")


async def _live(database_url: str, address: str) -> list[WorkflowHistory]:
    await migrate(database_url, simulated=True)
    pool = await connect_record(database_url)
    client = await connect({"target_host": address, "identity": _NOBODY})
    skipper = TimeSkipper(client, config=TimeSkippingConfig(enabled=False, max_session_skip_count=SKIPS_ENOUGH))
    async with open_agency(pool, skipper, "recorded", BEGIN) as agency:
        first = (await agency.workflow.describe()).run_id
        await live_a_year(agency)
        histories = await _runs(agency, client, first)
    await pool.close()
    return histories


async def _runs(agency: Agency, client: Client, run_id: str | None) -> list[WorkflowHistory]:
    """Follow the chain of runs from the first one."""
    found: list[WorkflowHistory] = []
    while run_id:
        history = await client.get_workflow_handle(agency.pact, run_id=run_id).fetch_history()
        found.append(replace(history, workflow_id=agency.pact))
        last = history.events[-1].workflow_execution_continued_as_new_event_attributes
        run_id = last.new_execution_run_id
    return found


if __name__ == "__main__":
    main()
    leave(0)
