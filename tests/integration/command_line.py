"""The `clusterpact` command as a person's shell runs it: its exit code and what it prints."""

import json
import os
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner
from typing_extensions import override

from cli.main import app

ROOT = Path(__file__).parents[2]
PACK = ROOT / "policies" / "flanders-clusters"
HISTORY = PACK / "history-2016-2020.yaml"
_OURS = ("CLUSTERPACT_", "TEMPORAL_")


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever the command says
        """What it printed, as a program reads it."""
        return json.loads(self.out)


class CommandLine:
    """Commands as processes in one environment, with no setting of the machine's own."""

    def __init__(self, **settings: str) -> None:
        """Take settings by the names of their variables."""
        self.settings = settings
        bare = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        self.environment = {**bare, **settings, "PYTHONPATH": str(ROOT), "COLUMNS": "100"}

    def run(self, *words: str, given: str = "") -> Ran:
        """Run one command to its end."""
        done = subprocess.run(
            [sys.executable, "-m", "cli", *words],
            env=self.environment,
            input=given,
            capture_output=True,
            text=True,
            check=False,
            timeout=90,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def pipe(self, *words: str, into: str) -> Ran:
        """Run one command with another reading what it prints."""
        command = shlex.join([sys.executable, "-m", "cli", *words])
        done = subprocess.run(
            ["/bin/sh", "-c", f"{command} | {into}"],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=90,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def start(self, *words: str, log: Path) -> subprocess.Popen[bytes]:
        """Start one that goes on, with what it prints in a file."""
        with log.open("wb") as file:
            return subprocess.Popen(
                [sys.executable, "-m", "cli", *words], env=self.environment, stdout=file, stderr=file
            )

    def submit(self, actor: str, stream: str, command_id: str, /, **command: object) -> Ran:
        """Hand in one command from standard input."""
        given = json.dumps({"command_id": command_id, "stream": stream, "command": command})
        return self.run("submit", "-", "--as", actor, "--json", given=given)


class InThisProcess(CommandLine):
    """The same commands without a process for each: for what they say and do, not for how a process lives and ends."""

    @override
    def run(self, *words: str, given: str = "") -> Ran:
        foreign = {name: None for name in os.environ if name.startswith(_OURS)}
        environment = {**foreign, **self.settings}
        with ThreadPoolExecutor(1) as apart:  # a command runs a loop of its own, and the test may be in one
            ended = apart.submit(CliRunner().invoke, app, words, input=given, env=environment).result()
        if ended.exception is not None and not isinstance(ended.exception, SystemExit):
            raise ended.exception
        return Ran(ended.exit_code, ended.stdout, ended.stderr)
