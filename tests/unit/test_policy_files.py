"""A policy pack from a folder: what else lies there is left alone, and what cannot be read is told."""

from pathlib import Path
from shutil import copy

import pytest

from gateway.policy_files import read_pack
from schemas.pack import PolicyError
from tests.unit.flanders import FOLDER, flanders


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the pack."""
    for name in sorted(path.name for path in FOLDER.glob("*.yaml") if not path.name.startswith(("history", "texts"))):
        copy(FOLDER / name, tmp_path)
    return tmp_path


def test_the_record_and_the_texts_beside_a_pack_are_no_part_of_it(folder: Path) -> None:
    """They have readers of their own, and other suffixes have none."""
    for name in ("history-2016-2020.yaml", "texts.nl.yaml", "notes.md"):
        (folder / name).write_text("no: pack\n", encoding="utf-8")
    assert flanders() == read_pack(folder)


@pytest.mark.parametrize("place", ["", "nowhere"])
def test_a_folder_without_a_pack_is_told_by_name(tmp_path: Path, place: str) -> None:
    """Empty or not there at all."""
    with pytest.raises(PolicyError) as error:
        read_pack(tmp_path / place)
    assert [(str(tmp_path / place), "no policy pack here")] == [
        (told.file, told.message) for told in error.value.problems
    ]


def test_a_file_that_is_not_text_is_told_by_name(folder: Path) -> None:
    """With the place of the first byte that is none."""
    (folder / "roles.yaml").write_bytes(b"roles: \xff\n")
    with pytest.raises(PolicyError) as error:
        read_pack(folder)
    assert [("roles.yaml", "not UTF-8 at byte 7")] == [(told.file, told.message) for told in error.value.problems]
