"""The demo, as a newcomer runs it."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.integration.command_line import ROOT


def _processes_of(session: int) -> list[str]:
    """Name the living processes whose environment or arguments still point at a demo of this session."""
    found: list[str] = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                arguments = (folder / "environ").read_bytes()
            except OSError:
                continue
            if f"DEMO_OF={session}".encode() in arguments and int(folder.name) != session:
                found.append(folder.name)
    return found


def test_the_demo_tells_the_year_and_leaves_nothing_behind() -> None:
    """Timeline, answers in both languages, the verified count; then no process and no folder."""
    mark = os.getpid()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DEMO_OF": str(mark)}
    told = subprocess.run(
        [sys.executable, "-m", "cli", "demo"], env=environment, capture_output=True, text=True, check=False, timeout=170
    )
    assert (0, "") == (told.returncode, told.stderr)
    assert re.search(r"verified: \d{3,} events", told.stdout)
    for expected in (
        "four_eyes",
        "kill -9",
        "Versie 2",
        "De vijf antwoorden",
        "The five answers",
        "27.000.000",
        "27,000,000",
        "zoals bekend op 28 augustus 2020, 10:",
    ):
        assert expected in told.stdout
    assert [] == _processes_of(mark)
