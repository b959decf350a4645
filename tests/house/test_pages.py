"""The pages: their links lead somewhere, their commands exist, their versions agree."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command

from cli.main import app
from tests.house.tree import ROOT, pages, project

PAGES = pages()
RECORDS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
LINK = re.compile(r"\[[^\]]+\]\((?P<target>[^)\s]+)\)")
BLOCK = re.compile(r"^```sh\n(?P<lines>.*?)^```", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (?P<title>.+)$", re.MULTILINE)


def relative(path: Path) -> str:
    """Name a page in a test's id."""
    return path.relative_to(ROOT).as_posix()


def anchors(page: Path) -> set[str]:
    """What a link may name after `#`, as forges make it from the headings."""
    titles = [found["title"].lower() for found in HEADING.finditer(page.read_text("utf-8"))]
    return {re.sub(r"[^\w -]", "", title).replace(" ", "-") for title in titles}


def commands(program: str) -> list[list[str]]:
    """Every line of a shell block in the pages that calls a program, split as a shell would."""
    blocks = [found["lines"] for page in PAGES for found in BLOCK.finditer(page.read_text("utf-8"))]
    lines = [shlex.split(line, comments=True) for block in blocks for line in block.splitlines()]
    return [line for line in lines if line and line[0] == program]


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_every_link_leads_somewhere(page: Path) -> None:
    """A link inside the project names a file that is there and a heading that it has."""
    for found in LINK.finditer(page.read_text("utf-8")):
        name, _, anchor = found["target"].partition("#")
        target = (page.parent / name) if name else page
        assert target.exists(), found["target"]
        if anchor:
            assert anchor in anchors(target), found["target"]


def test_every_make_target_of_the_pages_exists() -> None:
    """What a page tells people to make can be made."""
    told = commands("make")

    assert ["make", "demo"] in told
    for command in told:
        answer = subprocess.run([*command, "--dry-run"], check=False, capture_output=True, text=True, cwd=ROOT)
        assert answer.returncode == 0, answer.stderr


def test_every_command_of_the_pages_exists(capsys: pytest.CaptureFixture[str]) -> None:
    """Each `clusterpact` line names a command and options that the command line knows; one it does not know raises."""
    program = get_command(app)
    for line in commands("clusterpact"):
        words = [word for word in line[1:] if not word.startswith("-")]
        options = [word for word in line[1:] if word.startswith("--")]
        assert program.main([*words, "--help"], "clusterpact", standalone_mode=False) == 0, line
        shown = capsys.readouterr().out
        assert [option for option in options if option not in shown] == [], line


def test_the_changelog_names_this_version() -> None:
    """The newest release in the changelog is the version that the wheel carries."""
    releases = re.findall(
        r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d{2}-\d{2}$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )

    assert releases[0] == project()["project"]["version"]
    assert releases == sorted(releases, key=lambda v: [int(n) for n in v.split(".")], reverse=True)


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_a_decision_is_short_and_complete(record: Path) -> None:
    """Context, decision, what was measured, what holds it: in sixty lines."""
    text = record.read_text("utf-8")
    sections = re.findall(r"^## (.+)$", text, re.MULTILINE)

    assert sections == ["Context", "Decision", "Measured", "Enforced by"]
    assert len(text.splitlines()) <= 60
    assert text.startswith(f"# {record.stem[:4]}. ")


def test_decisions_are_numbered_and_listed() -> None:
    """No number is missing or taken twice, and the list has them all under their titles."""
    listed = (ROOT / "docs" / "decisions" / "README.md").read_text("utf-8")

    assert [record.stem[:4] for record in RECORDS] == [f"{n:04}" for n in range(1, len(RECORDS) + 1)]
    for record in RECORDS:
        number, title = record.read_text("utf-8").splitlines()[0][2:].split(". ", 1)
        assert f"| [{number}]({record.name}) | {title} |" in listed
