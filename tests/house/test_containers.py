"""The image and the scripts that Compose mounts."""

import os
import re
import subprocess

import pytest

from store.migrate import SERVICE_ROLE
from tests.house.tree import ROOT, project

DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
SCRIPTS = sorted((ROOT / "deploy").rglob("*.sh"))


def test_the_image_is_built_on_a_full_version() -> None:
    """Every stage names the same exact base."""
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)

    assert len(set(bases)) == 1
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-[a-z]+", bases[0])


def test_the_image_installs_only_what_is_hashed() -> None:
    """Each installation asks for hashes, or takes the wheel just built and nothing else."""
    installs = re.findall(r"pip install ([^\\&\n]+)", DOCKERFILE)

    assert installs
    assert [i for i in installs if "--require-hashes" not in i and "--no-deps --no-index" not in i] == []


def test_the_image_does_not_run_as_root() -> None:
    """The last user named is a number, which Kubernetes can check as well."""
    assert re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE)[-1:] == ["10001"]


def test_the_build_is_given_every_package() -> None:
    """`.dockerignore` lets through what the wheel is made of."""
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    packages = set(project()["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])

    assert let_in == packages | {"pyproject.toml", "README.md", "requirements"}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_run_and_stop_at_the_first_failure(script: "os.PathLike[str]") -> None:
    """Executable, readable by a plain shell, and strict about errors and unset names."""
    parsed = subprocess.run(["sh", "-n", script], check=False, capture_output=True, text=True)  # noqa: S607

    assert parsed.returncode == 0, parsed.stderr
    assert os.access(script, os.X_OK)
    with open(script, encoding="utf-8") as lines:  # noqa: PTH123 (the type is the protocol's)
        assert "set -eu\n" in lines.readlines()


def test_the_containers_make_the_role_that_the_migrations_grant_to() -> None:
    """Worker and relay log in under the one name that may append."""
    script = (ROOT / "deploy" / "postgres" / "service-role.sh").read_text("utf-8")
    addresses = re.findall(r"postgresql://(\w+):", (ROOT / "docker-compose.yml").read_text("utf-8"))

    assert re.findall(r"CREATE ROLE (\w+)", script) == [SERVICE_ROLE]
    assert sorted(set(addresses)) == ["clusterpact_owner", SERVICE_ROLE]
