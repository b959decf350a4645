"""The compose file: valid by the specification, and sound where the specification does not look."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.house.tree import ROOT, project

COMPOSE = ROOT / "docker-compose.yml"
OFFICIAL = {"postgres", "temporalio/server", "temporalio/admin-tools", "temporalio/ui"}
VARIABLE = re.compile(r"\$\{(?P<name>[A-Z_]+)(?P<rule>:[?-][^}]*)?\}")
DOCUMENTED = re.compile(r"^#?(?P<name>[A-Z_]+)=(?P<value>.*)$", re.MULTILINE)
FILE: dict[str, Any] = yaml.safe_load(COMPOSE.read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = FILE["services"]
OURS = sorted(name for name, service in SERVICES.items() if "build" in service)

each_service = pytest.mark.parametrize("name", sorted(SERVICES))


def variables() -> set[tuple[str, str]]:
    """The environment variables the file reads, with what stands after each name: a default, or who to ask."""
    return {(found["name"], found["rule"] or "") for found in VARIABLE.finditer(COMPOSE.read_text("utf-8"))}


def check(path: str) -> subprocess.CompletedProcess[str]:
    """Hold a file against the schema of the compose specification."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", path]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def test_the_specification_allows_it() -> None:
    """No container engine is needed to know that Compose will read the file."""
    found = check(str(COMPOSE))

    assert found.returncode == 0, found.stdout


def test_the_specification_would_refuse_a_slip(tmp_path: Path) -> None:
    """One misspelt key is enough, so the test above can fail."""
    slip = tmp_path / "docker-compose.yml"
    slip.write_text(COMPOSE.read_text("utf-8").replace("healthcheck:", "healthchek:", 1), "utf-8")

    assert check(str(slip)).returncode == 1


@each_service
def test_images_are_official_or_ours_and_pinned(name: str) -> None:
    """A tag is a full version: never absent, never one that moves with every release."""
    image, _, tag = SERVICES[name]["image"].partition(":")

    if name in OURS:
        assert (image, tag) == ("clusterpact", project()["project"]["version"])
    else:
        assert image in OFFICIAL
        assert re.fullmatch(r"\d+\.\d+(\.\d+)?(-[a-z]+)?", tag)


@each_service
def test_what_is_waited_for_can_come(name: str) -> None:
    """Health is waited for where it is checked, completion where a service ends by itself."""
    for other, wait in SERVICES[name].get("depends_on", {}).items():
        target = SERVICES[other]
        if wait["condition"] == "service_healthy":
            assert target["healthcheck"]["test"], other
        else:
            assert wait["condition"] == "service_completed_successfully"
            assert target["restart"].startswith("on-failure:"), other


@each_service
def test_who_needs_another_can_reach_it(name: str) -> None:
    """Two services that speak with each other share a network."""
    for variable in ("TEMPORAL_ADDRESS", "CLUSTERPACT_DATABASE_URL", "SQL_HOST", "POSTGRES_SEEDS"):
        value = str(SERVICES[name].get("environment", {}).get(variable, ""))
        for other in SERVICES:
            if re.search(rf"(^|@){other}(:|$)", value):
                assert set(SERVICES[name]["networks"]) & set(SERVICES[other]["networks"]), (variable, other)


@each_service
def test_volumes_and_networks_are_declared(name: str) -> None:
    """A named volume stands at the end of the file; a bound file is in the project, and read-only."""
    for volume in SERVICES[name].get("volumes", []):
        source, _, rest = volume.partition(":")
        if source.startswith("./"):
            assert (ROOT / source).is_file(), source
            assert rest.endswith(":ro"), source
        else:
            assert source in FILE["volumes"]
    assert set(SERVICES[name]["networks"]) <= set(FILE["networks"])


@each_service
def test_ports_open_on_loopback_alone(name: str) -> None:
    """Nothing is offered to the network without somebody deciding so."""
    assert [port for port in SERVICES[name].get("ports", []) if not port.startswith("127.0.0.1:")] == []


@each_service
def test_nothing_runs_without_bounds(name: str) -> None:
    """Every service that stays has a memory limit and rotated logs."""
    service = SERVICES[name]

    assert service["logging"]["options"].keys() == {"max-size", "max-file"}
    assert "mem_limit" in service or service["restart"].startswith("on-failure:")


@pytest.mark.parametrize("name", OURS)
def test_our_containers_hold_no_power(name: str) -> None:
    """No capability, no writable root, no way to gain more, and children are reaped."""
    service = SERVICES[name]

    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert (service["read_only"], service["init"]) == (True, True)


@pytest.mark.parametrize("name", OURS)
def test_our_services_run_commands_that_exist(name: str) -> None:
    """What the container would run answers to `--help` here."""
    command = [sys.executable, "-c", "from cli.main import main; main()", *SERVICES[name]["command"], "--help"]
    answer = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)

    assert answer.returncode == 0, answer.stderr


def test_every_variable_is_documented() -> None:
    """`.env.example` names what the file reads, with the same default everywhere, and nothing else."""
    documented = DOCUMENTED.findall((ROOT / ".env.example").read_text("utf-8"))

    assert {(name, f":-{value}" if value else ":?see .env.example") for name, value in documented} == variables()


def test_no_password_has_a_default() -> None:
    """A password that is not set stops Compose, with a word on where to set it."""
    secrets = {(name, rule) for name, rule in variables() if name.endswith("PASSWORD")}

    assert {rule for _, rule in secrets} == {":?see .env.example"}
    assert len(secrets) == 3
