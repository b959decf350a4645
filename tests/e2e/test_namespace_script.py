"""The script that prepares a Temporal namespace for Compose, run against a real server."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from workers.embedded.temporal import RunningTemporal, start_temporal

SCRIPT = Path(__file__).parents[2] / "deploy" / "temporal" / "namespace.sh"


@pytest.fixture
def temporal(tmp_path: Path) -> Iterator[RunningTemporal]:
    """A server that has only its own default namespace."""
    with start_temporal(tmp_path / "temporal", ui_port=None, durable=False) as server:
        yield server


def prepare(server: RunningTemporal) -> subprocess.CompletedProcess[str]:
    """Run the script as Compose would, with this server's program on the path."""
    environment = {
        "PATH": f"{server.program.path.parent}:{os.defpath}",
        "TEMPORAL_ADDRESS": server.address,
        "CLUSTERPACT_NAMESPACE": "pacts",
        "CLUSTERPACT_RETENTION": "90d",
    }
    return subprocess.run(["/bin/sh", SCRIPT], check=False, capture_output=True, text=True, env=environment)


def ask(server: RunningTemporal, *words: str) -> str:
    """Ask the server's own command line about the namespace."""
    command = [str(server.program.path), "operator", *words, "--namespace", "pacts", "--address", server.address]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_the_script_prepares_a_namespace_and_can_be_run_again(temporal: RunningTemporal) -> None:
    """The second run finds everything in place and says so without failing."""
    first, second = prepare(temporal), prepare(temporal)

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert "2160h0m0s" in ask(temporal, "namespace", "describe")
    assert "is there" in second.stdout


def test_the_script_fails_while_the_server_is_away(temporal: RunningTemporal) -> None:
    """Compose tries again only after a failure."""
    temporal.stop()

    assert prepare(temporal).returncode != 0
