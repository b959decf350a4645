"""The files of a policy pack, from a folder; what they mean is the domain's business."""

from pathlib import Path

from domain.policy import parse_pack
from schemas.pack import PolicyError, PolicyProblem
from schemas.policy import Policy

OTHER_CONTENT = ("history", "texts")
"""Beginnings of the names of files that lie beside a pack and are no part of it."""


def read_pack(folder: Path) -> Policy:
    """Read the pack in this folder; ``PolicyError`` names every problem, a missing folder included."""
    names = sorted(path for path in folder.glob("*.yaml") if not path.name.startswith(OTHER_CONTENT))
    if not names:
        nothing = "no policy pack here"
        raise PolicyError((PolicyProblem(str(folder), 1, "(folder)", nothing, "pack.yaml and the files beside it"),))
    return parse_pack({path.name: _text(path) for path in names})


def _text(path: Path) -> str:
    """Give the text of a file; one that is not UTF-8 is a problem of the pack, not of the machine."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        problem = PolicyProblem(path.name, 1, "(file)", f"not UTF-8 at byte {error.start}", "a text file in UTF-8")
        raise PolicyError((problem,)) from error
