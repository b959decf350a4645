"""The worked example of CONTRIBUTING.md is the code as it stands, and it took three files by hand."""

import re

from tests.house.tree import ROOT, texts

PAGE = "CONTRIBUTING.md"
GENERATED = {"cli/catalogue.json", "cli/lifecycle.json", "docs/commands.md", "docs/events.md"}
NAMES = ("reopen_bottleneck", "ReopenBottleneck", "bottleneck.reopened", "BottleneckReopened")


def excerpts() -> list[tuple[str, str]]:
    """Each excerpt of the page with the file that it names."""
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / PAGE).read_text("utf-8"), re.DOTALL)
    parts = [part for block in blocks for part in re.split(r"^# (\S+\.py)\n", block, flags=re.MULTILINE)[1:]]
    return [(file, text.strip("\n")) for file, text in zip(parts[::2], parts[1::2], strict=True)]


def test_every_excerpt_stands_in_the_file_that_it_names() -> None:
    """Line for line; whoever changes the code changes the page."""
    found = excerpts()
    assert 5 == len(found)
    assert [] == [file for file, text in found if text not in (ROOT / file).read_text("utf-8")]


def test_the_example_took_three_files_by_hand() -> None:
    """Nothing else names the command or its event, except what is made from the code."""
    by_hand = {
        str(path)
        for path, text in texts()
        if any(name in text for name in NAMES)
        and str(path) not in GENERATED | {PAGE, "tests/house/test_contributing.py"}
        and path.parts[:2] != ("tests", "golden")
    }
    assert {file for file, _ in excerpts()} == by_hand
    assert {"schemas/lesson.py", "domain/lesson.py", "tests/unit/test_lesson.py"} == by_hand
