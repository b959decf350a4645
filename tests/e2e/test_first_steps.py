"""The page of first steps, typed in as it stands."""

import re
import subprocess
import sys
from pathlib import Path

from tests.e2e.test_cli_up import open_office
from tests.integration.command_line import ROOT

PAGE = ROOT / "docs" / "first-steps.md"


def test_every_command_of_the_page_works_in_the_order_of_the_page(tmp_path: Path) -> None:
    """In one shell that stops at the first failure, against what `up` runs."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert 5 <= len(blocks)
    program = tmp_path / "clusterpact"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m cli "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    script = f"set -euo pipefail\nPATH={tmp_path}:$PATH\n" + "\n".join(blocks)
    with open_office(tmp_path) as office:
        typed = subprocess.run(
            ["/bin/bash", "-c", script],
            cwd=ROOT,
            env=office.shell.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )
    assert (0, "") == (typed.returncode, typed.stderr), typed.stdout
    assert "verified: " in typed.stdout
    assert "VIL" in typed.stdout
