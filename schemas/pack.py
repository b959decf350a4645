"""A policy pack on its way in: where each value stands in its files, and everything that is wrong with them."""

from typing import Any, NamedTuple

from typing_extensions import override

from schemas.policy import Calendar, DeadlineRule, FourEyes, Role, Terms
from schemas.refusal import Refused

Path = tuple[str | int, ...]
"""The way to a value: ``('deadlines', 3, 'anchor')``."""


class Spot(NamedTuple):
    """Where a value stands; lines count from 1."""

    file: str
    line: int


class PackText(NamedTuple):
    """The values of all files as one tree, with the spot of each."""

    tree: dict[str, Any]
    spots: dict[Path, Spot]


class PackFinding(NamedTuple):
    """Something wrong with a value, by its path; ``expected`` says what would be right."""

    path: Path
    message: str
    expected: str = ""


class PackParts(NamedTuple):
    """The parts of a pack that can be read, each with its path, so that one wrong rule hides nothing about another."""

    rules: tuple[tuple[Path, DeadlineRule], ...]
    calendars: tuple[tuple[Path, Calendar], ...]
    roles: tuple[tuple[Path, Role], ...]
    four_eyes: tuple[tuple[Path, FourEyes], ...]
    terms: Terms | None
    calendar_ids: frozenset[str]
    role_ids: frozenset[str]
    listed: tuple[tuple[Path, str], ...]  # ids of predicates, settings and words, which stand once


class PolicyProblem(NamedTuple):
    """One thing to mend in a file of the pack."""

    file: str
    line: int
    field: str  # 'deadlines[3].anchor'
    message: str
    expected: str = ""

    @override
    def __str__(self) -> str:
        wanted = f" (expected: {self.expected})" if self.expected else ""
        return f"{self.file}:{self.line}: {self.field}: {self.message}{wanted}"


class PolicyError(Refused):
    """The pack cannot be taken as it is; ``problems`` names them all, in order of file and line."""

    def __init__(self, problems: tuple[PolicyProblem, ...]) -> None:
        """Keep every problem; the detail has one on each line."""
        super().__init__("policy_unsound", "\n".join(map(str, problems)))
        self.problems = problems
