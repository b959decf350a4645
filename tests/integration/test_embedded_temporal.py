"""Our own Temporal on a real machine: started, asked, killed, and found again with what it held."""

import asyncio
import dataclasses
import http.client
import os
import signal
import sys
from pathlib import Path

import pytest
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.testing import TimeSkipper

from tests.integration.embedded_parent import LOOPBACK_IN_HEXADECIMAL, listening_on, parent
from workers.embedded.failures import StartFailed
from workers.embedded.locks import take_lock
from workers.embedded.processes import mark
from workers.embedded.temporal import RunningTemporal, find_temporal, start_temporal

START = """
import json, sys
from pathlib import Path
from workers.embedded.temporal import start_temporal

server = start_temporal(Path(sys.argv[1]), ui_port=None)
print(json.dumps({"pid": server.pid}), flush=True)
sys.stdin.read()
"""


async def connect(server: RunningTemporal) -> Client:
    """Connect as any client would."""
    return await Client.connect(server.address, namespace=server.namespace)


async def search_attributes(server: RunningTemporal) -> dict[str, str]:
    """List what was registered beyond Temporal's own."""
    client = await connect(server)
    answer = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=server.namespace)
    )
    return {name: IndexedValueType.Name(kind) for name, kind in answer.custom_attributes.items()}


def test_it_answers_with_its_namespace_attributes_and_pages(tmp_path: Path) -> None:
    """All that was wished for is there on return."""
    wished = {"PactStage": "Keyword", "PactYear": "Int"}

    with start_temporal(tmp_path, durable=False, namespace="simulation", search_attributes=wished) as server:
        registered = asyncio.run(search_attributes(server))
        assert server.ui_url is not None
        pages = http.client.HTTPConnection("127.0.0.1", server.ui_port)
        pages.request("GET", "/")
        status = pages.getresponse().status
        pages.close()

    assert registered["PactStage"] == "INDEXED_VALUE_TYPE_KEYWORD"
    assert registered["PactYear"] == "INDEXED_VALUE_TYPE_INT"
    assert status == 200


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_it_listens_on_loopback_alone(tmp_path: Path) -> None:
    """Its pages and inner parts included."""
    with start_temporal(tmp_path, durable=False) as server:
        assert listening_on(server.pid) == {LOOPBACK_IN_HEXADECIMAL}


def test_without_pages_there_is_no_address_for_them(tmp_path: Path) -> None:
    """Headless is a wish of its own."""
    with start_temporal(tmp_path, durable=False, ui_port=None) as server:
        assert server.ui_url is None


def test_after_a_crash_the_same_port_serves_the_same_workflows(tmp_path: Path) -> None:
    """SIGKILL, then the same file and port: the workflow waits on, and the old file takes a new attribute."""

    async def begin(server: RunningTemporal) -> None:
        client = await connect(server)
        await client.start_workflow("Waits", id="pact/demo-aster", task_queue="nobody")

    async def seen(server: RunningTemporal) -> str:
        description = await (await connect(server)).get_workflow_handle("pact/demo-aster").describe()
        return description.workflow_type

    with start_temporal(tmp_path, search_attributes={"PactStage": "Keyword"}) as server:
        asyncio.run(begin(server))
        server.kill()
    again = start_temporal(
        tmp_path,
        port=server.port,
        ui_port=server.ui_port,
        search_attributes={"PactStage": "Keyword", "PactYear": "Int"},
    )

    with again:
        assert (again.port, again.ui_port) == (server.port, server.ui_port)
        assert asyncio.run(seen(again)) == "Waits"
        assert set(asyncio.run(search_attributes(again))) >= {"PactStage", "PactYear"}


async def begin_with_skipping(server: RunningTemporal) -> bool:
    """Start a workflow whose time may be skipped; say whether the server has taken note."""
    skipper = TimeSkipper(await connect(server))
    handle = await skipper.client.start_workflow("Waits", id="pact/demo-aster", task_queue="nobody")
    return await skipper.get_time_skipping_info(handle) is not None


def test_time_can_be_skipped_where_it_was_asked_for(tmp_path: Path) -> None:
    """Simulations need it."""
    with start_temporal(tmp_path, durable=False, ui_port=None, time_skipping=True) as server:
        assert asyncio.run(begin_with_skipping(server)) is True


def test_time_cannot_be_skipped_anywhere_else(tmp_path: Path) -> None:
    """No client can run ahead of the calendar in earnest."""
    with start_temporal(tmp_path, durable=False, ui_port=None) as server, pytest.raises(RPCError, match="not enabled"):
        asyncio.run(begin_with_skipping(server))


def test_a_server_too_old_to_skip_time_is_refused(tmp_path: Path) -> None:
    """It would start, and then never skip."""
    program = find_temporal()
    assert program is not None
    old = dataclasses.replace(program, server_version=(1, 31, 2))

    with pytest.raises(StartFailed) as refusal:
        start_temporal(tmp_path, time_skipping=True, program=old)

    assert refusal.value.code == "temporal_too_old"


def test_a_killed_parent_leaves_no_server(tmp_path: Path) -> None:
    """SIGKILL leaves the parent no time to stop it."""
    with parent(START, tmp_path) as other:
        pid = other.said()["pid"]
        assert mark(pid) is not None
        other.end(signal.SIGKILL)
        os.close(take_lock(tmp_path / "server.lock", wait_seconds=30, wait_for_living=True))

    assert mark(pid) is None


def test_a_second_server_on_one_folder_is_refused_at_once(tmp_path: Path) -> None:
    """Two servers on one file would spoil it."""
    with start_temporal(tmp_path, durable=False), pytest.raises(StartFailed) as refusal:
        start_temporal(tmp_path, durable=False)

    assert refusal.value.code == "in_use"


def test_a_server_that_does_not_start_shows_its_own_words(tmp_path: Path) -> None:
    """The reason stands in the error, not only in a log somewhere."""
    with pytest.raises(StartFailed) as refusal:
        start_temporal(tmp_path, durable=False, search_attributes={"PactStage": "Nonsense"})

    assert refusal.value.code == "temporal_did_not_start"
    assert "Nonsense" in refusal.value.reason


def test_a_file_that_is_no_temporal_is_no_temporal(tmp_path: Path) -> None:
    """A configured program is taken or refused, never replaced by another."""
    assert find_temporal(configured=tmp_path / "temporal") is None
    assert find_temporal(configured=Path(sys.executable)) is None
