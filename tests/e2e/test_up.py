"""`up` as processes: what dies is started again, and when it ends, however it ends, nothing of it stays."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60.0


def processes_of(home: Path) -> dict[int, str]:
    """Living processes whose command line or environment names the home, with their command lines."""
    found: dict[int, str] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes()
            is_ours = bytes(home) in command or bytes(home) in (entry / "environ").read_bytes()
        except OSError:  # it has just ended
            continue
        if command and is_ours:
            found[int(entry.name)] = command.replace(b"\0", b" ").decode()
    return found


def wait_until(holds: Callable[[], bool], what: str) -> None:
    """Wait for something that other processes do."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < until, what
        time.sleep(0.05)


def workers_of(home: Path) -> set[int]:
    """The pids of workers."""
    return {pid for pid, command in processes_of(home).items() if "workers.worker" in command}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home of the test's own."""
    return tmp_path / "home"


@pytest.fixture
def up(home: Path, tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run `up` until everything runs."""
    log = tmp_path / "up.log"
    environment = {**os.environ, "CLUSTERPACT_HOME": str(home), "CLUSTERPACT_DURABLE": "false", "PYTHONUNBUFFERED": "1"}
    with log.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", "up"], cwd=ROOT, env=environment, stdout=said, stderr=said
        )
    with process:
        wait_until(
            lambda: (b"Running." in log.read_bytes() and _is_at_work(home)) or process.poll() is not None,
            "up did not come up",
        )
        assert process.poll() is None, log.read_text(encoding="utf-8")
        yield process
        process.kill()


def _is_at_work(home: Path) -> bool:
    return all(
        word in (home / log).read_text(encoding="utf-8")
        for log, word in (("worker.log", '"working"'), ("relay.log", '"relaying"'), ("sweeper.log", '"sweeping"'))
    )


def test_a_killed_worker_is_replaced(home: Path, up: "subprocess.Popen[bytes]") -> None:
    """Nobody has to look after it."""
    killed = workers_of(home)
    for pid in killed:
        os.kill(pid, signal.SIGKILL)

    wait_until(lambda: bool(workers_of(home) - killed), "no new worker")
    assert len(killed) == 1


def test_told_to_end_it_ends_everything_in_good_order(home: Path, up: "subprocess.Popen[bytes]") -> None:
    """The worker finishes what is in hand and says so."""
    up.send_signal(signal.SIGTERM)

    assert (up.wait(PATIENCE_SECONDS), processes_of(home)) == (0, {})
    assert '"stopped"' in (home / "worker.log").read_text(encoding="utf-8")


def test_killed_it_leaves_no_process_behind(home: Path, up: "subprocess.Popen[bytes]") -> None:
    """Servers, worker and relay notice by themselves."""
    up.kill()
    up.wait(PATIENCE_SECONDS)

    wait_until(lambda: processes_of(home) == {}, f"left behind: {processes_of(home)}")
