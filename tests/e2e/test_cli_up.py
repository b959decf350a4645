"""The command line against what `up` runs: everything through the door that people use."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cli.story import ROLES, document
from tests.integration.command_line import HISTORY, CommandLine, InThisProcess

TEXT = document("pact text of the test")
_PATIENCE_SECONDS = 60.0


class Office:
    """An agency at work: a home, `up` in the background, and the command line."""

    def __init__(self, home: Path, up: subprocess.Popen[bytes]) -> None:
        """Take the home and the running process."""
        self.home = home
        self.shell = CommandLine(CLUSTERPACT_HOME=str(home), CLUSTERPACT_DURABLE="false")
        self.up = up

    def running(self) -> dict[str, Any]:
        """What `up` says of itself to other processes."""
        running: dict[str, Any] = json.loads((self.home / "instance.json").read_text(encoding="utf-8"))
        return running

    def wait_for(self, what: str, log: Path) -> None:
        """Wait until `up` says this; it ending or being silent for a minute is a failure."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while what not in log.read_text(encoding="utf-8"):
            assert self.up.poll() is None, log.read_text(encoding="utf-8")
            assert time.monotonic() < until, log.read_text(encoding="utf-8")
            time.sleep(0.1)


@contextmanager
def open_office(home: Path) -> Generator[Office]:
    """Start `up` on an empty home; stop it as Ctrl-C would."""
    log = home / "up.log"
    shell = CommandLine(CLUSTERPACT_HOME=str(home), CLUSTERPACT_DURABLE="false", PYTHONUNBUFFERED="1")
    office = Office(home, shell.start("up", log=log))
    try:
        office.wait_for("Running.", log)
        yield office
    finally:
        office.up.send_signal(signal.SIGINT)
        office.up.wait(60)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office with the public record imported and the cast in their roles."""
    with open_office(tmp_path_factory.mktemp("office")) as office:
        desk = InThisProcess(CLUSTERPACT_HOME=str(office.home))  # what needs no Temporal is quicker so
        assert 0 == desk.run("import", str(HISTORY)).code
        assert 0 == desk.run("people", "bootstrap", "demo-linde").code
        for person, role, cluster in ROLES:
            _appoint(desk, person, role, "vil" if cluster else None)
        yield office


def _appoint(shell: CommandLine, person: str, role: str, cluster: str | None) -> None:
    stream = f"people/{person}"
    registered = shell.submit("demo-linde", stream, f"register:{person}", kind="register_person", person=person)
    given = {"kind": "assign_role", "role": role, "cluster": cluster, "valid_from": "2020-01-01"}
    assigned = shell.submit("demo-linde", stream, f"assign:{person}", **given)
    assert [0, 0] == [registered.code, assigned.code], registered.err + assigned.err


def test_the_same_command_twice_gives_one_event_and_one_answer(office: Office) -> None:
    """The second answer is the first, to the letter."""
    first = office.shell.submit("demo-aster", "pact/sim", "negotiate-sim", kind="open_pact_negotiation")
    second = office.shell.submit("demo-aster", "pact/sim", "negotiate-sim", kind="open_pact_negotiation")
    assert (0, 0) == (first.code, second.code), first.err
    assert first.json == second.json
    timeline = office.shell.run("pact", "timeline", "sim", "--json").json
    assert 1 == sum(row["type"] == "pact.negotiation_opened" for row in timeline)


def test_the_same_id_with_another_content_is_refused(office: Office) -> None:
    """Exit code 3 and a stable code; nothing is recorded."""
    agreed = {"kind": "agree_pact_text", "text_hash": TEXT, "signatories": ["Vlaamse Regering", "Catalisti"]}
    assert 0 == office.shell.submit("demo-aster", "pact/catalisti", "agree-catalisti", **agreed).code
    other = office.shell.submit(
        "demo-aster", "pact/catalisti", "agree-catalisti", **{**agreed, "signatories": ["Catalisti"]}
    )
    assert (3, "command_id_reused") == (other.code, other.json["error"]["code"])


def test_nobody_approves_their_own_work(office: Office) -> None:
    """Who drew up an agreement does not sign it, whatever role they hold."""
    drafted = {"kind": "draft_agreement", "start": "2017-01-01", "text_hash": TEXT}
    assert 0 == office.shell.submit("demo-aster", "pact/flux50", "draft-flux50", **drafted).code
    fixed = {"kind": "fix_cap_anchor", "anchor": "2017-01-01", "reason": "first day of support"}
    assert 0 == office.shell.submit("demo-berk", "pact/flux50", "anchor-flux50", **fixed).code
    role = {"kind": "assign_role", "role": "leading_official", "valid_from": "2020-01-01"}
    assert 0 == office.shell.submit("demo-linde", "people/demo-aster", "assign:both", **role).code
    signed = {"kind": "sign_agreement", "period": 1, "text_hash": TEXT, "signed_on": "2016-12-20"}
    refused = office.shell.submit("demo-aster", "pact/flux50", "sign-own-flux50", **signed)
    assert (3, "four_eyes") == (refused.code, refused.json["error"]["code"])


def test_nobody_is_the_service_itself(office: Office) -> None:
    """Its name is no way around the rules."""
    refused = office.shell.submit(
        "system", "people/demo-den", "as-system", kind="assign_role", role="administrator", valid_from="2020-01-01"
    )
    assert (3, "system_only") == (refused.code, refused.json["error"]["code"])


def test_a_command_while_temporal_stands_still_is_kept_and_judged_by_its_receipt(office: Office) -> None:
    """Exit code 5 after the receipt; once Temporal answers it is carried out without anybody asking again."""
    agreed = {"kind": "agree_pact_text", "text_hash": TEXT, "signatories": ["Vlaamse Regering", "VIL"]}
    assert 0 == office.shell.submit("demo-aster", "pact/vil", "agree-vil", **agreed).code
    engine = office.running()["temporal"]["pid"]
    signed = {"kind": "record_signature", "signatory": "VIL", "text_hash": TEXT, "signed_on": "2017-06-09"}
    os.kill(engine, signal.SIGSTOP)
    try:
        deferred = office.shell.submit("demo-aster", "pact/vil", "signature-vil", **signed)
    finally:
        os.kill(engine, signal.SIGCONT)
    assert (5, "deferred") == (deferred.code, deferred.json["error"]["code"])
    assert 0 < deferred.json["error"]["receipt"]
    until = time.monotonic() + _PATIENCE_SECONDS
    while (again := office.shell.submit("demo-aster", "pact/vil", "signature-vil", **signed)).code == 5:
        assert time.monotonic() < until
    assert 0 == again.code
    assert again.json["received_at"] < again.json["recorded_at"]
    timeline = office.shell.run("pact", "timeline", "vil", "--json").json
    assert 1 == sum(row["type"] == "pact.signed_by_party" for row in timeline)


def test_a_second_up_on_one_home_is_refused(office: Office) -> None:
    """And says who has it."""
    second = office.shell.run("up")
    assert (5, True) == (second.code, second.err.startswith("in_use"))


def test_workflows_can_be_made_again(office: Office) -> None:
    """Every pact has one afterwards, and a second call finds nothing to start."""
    assert 0 == office.shell.run("rebuild", "workflows").code
    assert {"started": []} == office.shell.run("rebuild", "workflows", "--json").json
