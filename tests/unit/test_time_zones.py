"""Instants are derived by the tables of the pinned package, whatever the machine has."""

import os
import subprocess
import sys
from importlib import resources
from pathlib import Path

from tests.house.tree import ROOT

_LOOK = """
import zoneinfo
early = zoneinfo.ZoneInfo("Europe/Brussels")
from datetime import date
from domain.dates import end_of_day
print(end_of_day(date(2026, 7, 1), "Europe/Brussels").isoformat(), zoneinfo.TZPATH)
"""


def test_tables_of_the_machine_count_for_nothing(tmp_path: Path) -> None:
    """Those of a machine that is an hour wrong, found before ours were asked for, change no instant."""
    wrong = tmp_path / "Europe"
    wrong.mkdir()
    tokyo = resources.files("tzdata") / "zoneinfo" / "Asia" / "Tokyo"
    (wrong / "Brussels").write_bytes(tokyo.read_bytes())
    environment = {**os.environ, "PYTHONTZPATH": str(tmp_path)}
    seen = subprocess.run(
        [sys.executable, "-c", _LOOK], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "2026-07-01T22:00:00+00:00 ()" == seen.stdout.strip()
