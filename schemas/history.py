"""A history file: what public sources say about the past of a programme, written by people, parsed strictly."""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self, cast

from pydantic import BeforeValidator, Field, model_validator
from typing_extensions import override

from schemas.claim import Grade, TermValue, TextValue
from schemas.effective import Effective, Precision
from schemas.model import Model, Name, Sha256, Slug, StreamName
from schemas.refusal import Refused

_DATE = re.compile(r"(?P<year>\d{4})(-(?P<month>\d{2})(-(?P<day>\d{2}))?)?")
_DATE_FIELDS = {"on", "from", "until", "wording"}


def _calendar_day(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        message = f"'{text}' is no day of the calendar"
        raise ValueError(message) from None


def _simple(text: str, wording: str | None) -> Effective:
    """Read '2017-06-09', '2019-05' or '2020'."""
    match = _DATE.fullmatch(text)
    if match is None:
        message = f"'{text}' is no date: write 2017-06-09, 2019-05, 2020, or from and until"
        raise ValueError(message)
    year, month, day = int(match["year"]), int(match["month"] or 0), int(match["day"] or 0)
    if day:
        exact = _calendar_day(text, year, month, day)
        return Effective(earliest=exact, latest=exact, wording=wording)
    first = _calendar_day(text, year, month or 1, 1)
    last = date(year, month or 12, monthrange(year, month or 12)[1])
    precision = Precision.MONTH if month else Precision.YEAR
    return Effective(earliest=first, latest=last, precision=precision, wording=wording)


def _interval(given: Mapping[object, object]) -> Effective:
    earliest = _simple(str(given["from"]), None).earliest
    latest = _simple(str(given["until"]), None).latest
    return Effective(earliest=earliest, latest=latest, precision=Precision.INTERVAL, wording=_wording(given))


def _wording(given: Mapping[object, object]) -> str | None:
    return str(given["wording"]) if "wording" in given else None


def read_date(given: object) -> Effective:
    """Read a date as a history file writes it; the wording of the source goes with it where the wording matters."""
    if isinstance(given, Effective):
        return given
    if isinstance(given, str | int) and not isinstance(given, bool):
        return _simple(str(given), None)
    if not isinstance(given, dict):
        message = "a date is text, or a mapping with 'on', or with 'from' and 'until'"
        raise ValueError(message)  # noqa: TRY004 - pydantic turns only this kind into a finding
    fields = cast("dict[object, object]", given)
    if unknown := sorted(set(map(str, fields)) - _DATE_FIELDS):
        message = f"unknown field '{unknown[0]}' in a date"
        raise ValueError(message)
    match sorted(set(map(str, fields)) - {"wording"}):
        case ["on"]:
            return _simple(str(fields["on"]), _wording(fields))
        case ["from", "until"]:
            return _interval(fields)
        case _:
            message = "a date needs 'on', or both 'from' and 'until'"
            raise ValueError(message)


HistoryDate = Annotated[Effective, BeforeValidator(read_date)]
"""``2017-06-09``, ``2019-05``, ``2020``, ``{on: 2019-05, wording: mei 2019}`` or ``{from:, until:, wording:}``."""


class HistoryValue(Model):
    """What a source says: exactly one kind of value, with the source's own wording where that matters."""

    date: HistoryDate | None = None
    eur: int | None = None  # whole euros
    count: int | None = None
    term: TermValue | None = None
    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")] | None = None
    text: TextValue | None = None
    clusters: tuple[Slug, ...] | None = None
    wording: str | None = None

    @property
    def kind(self) -> str:
        """The one field that is given, besides the wording."""
        return next(name for name, given in self if name != "wording" and given is not None)

    @model_validator(mode="after")
    def one_kind(self) -> Self:
        """Refuse none and several, and a wording where the value has its own."""
        given = [name for name, value in self if name != "wording" and value is not None]
        if len(given) != 1:
            message = f"give exactly one kind of value, not {len(given)}"
            raise ValueError(message)
        if self.wording is not None and given[0] in {"date", "term", "text"}:
            message = f"the wording of a {given[0]} stands inside it"
            raise ValueError(message)
        return self


class HistorySource(Model):
    """A public source; its hash only where the bytes are held."""

    id: Slug
    title: Name
    grade: Literal[Grade.PRIMARY, Grade.OFFICIAL_STATEMENT, Grade.SECONDARY]
    url: str | None = None
    sha256: Sha256 | None = None


class LaterName(Model):
    """A name that the cluster took later, and since when."""

    name: Name
    since: HistoryDate


class HistoryCluster(Model):
    """A cluster that this file makes known, under its first known name."""

    id: Slug
    name: Name
    type: Literal["spearhead", "network"] = "spearhead"
    organisation: Name | None = None
    since: HistoryDate | None = None
    later_names: tuple[LaterName, ...] = ()
    pact: bool = False  # whether it has a pact file
    source: Slug


class HistoryClaim(Model):
    """What one source says about one subject, or about each of several."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
    about: StreamName | Annotated[tuple[StreamName, ...], Field(min_length=1)]
    predicate: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    qualifier: str = ""
    value: HistoryValue
    when: HistoryDate | None = None  # may be left out where the value is the date itself
    source: Slug
    fact: str | None = None
    remark: str = ""

    @property
    def subjects(self) -> tuple[str, ...]:
        """The streams that the claim is about."""
        return (self.about,) if isinstance(self.about, str) else self.about

    @model_validator(mode="after")
    def dated(self) -> Self:
        """Ask since when it holds, unless the value says so."""
        if self.when is None and self.value.date is None:
            message = "'when' is missing: only a date value says itself when it holds"
            raise ValueError(message)
        return self


class HistoryHeader(Model):
    """The file without its rows."""

    history: Slug  # the id of the record; part of every command id, so it never changes
    title: Name
    policy: Slug  # the pack under which its predicates mean something
    known_clusters: tuple[Slug, ...] = ()  # registered by another file
    sources: tuple[Any, ...] = Field(min_length=1)
    clusters: tuple[Any, ...] = ()
    claims: tuple[Any, ...] = ()


class HistoryProblem(Model):
    """One thing to mend in a history file."""

    file: str
    line: int
    field: str  # 'claims[3].value.date'
    reason: str

    @override
    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.reason}"


class HistoryError(Refused):
    """The file cannot be taken over as it is; ``problems`` names them all, in order of line."""

    def __init__(self, problems: tuple[HistoryProblem, ...]) -> None:
        """Keep every problem; the detail has one on each line."""
        super().__init__("history_unsound", "\n".join(map(str, problems)))
        self.problems = problems


class ContestedMatter(Model):
    """Something on which sources disagree: the claims that stand beside one another."""

    subject: str
    predicate: str
    qualifier: str
    claims: tuple[str, ...]


class ImportReport(Model):
    """What an import did, or would do: commands that were new, and those whose content the record already held."""

    file: str
    is_dry_run: bool
    new: int
    already_known: int
    events: int  # that were recorded, or would be
    conflicts: tuple[ContestedMatter, ...] = ()

    def lines(self) -> tuple[str, ...]:
        """Tell it to a person, a line for each matter that is contested."""
        done = "would be recorded" if self.is_dry_run else "recorded"
        head = f"{self.file}: {self.events} events {done}; {self.new} rows new, {self.already_known} already known"
        return (head, *(_contested(one) for one in self.conflicts))


def _contested(one: ContestedMatter) -> str:
    about = f"{one.predicate} {one.qualifier}".strip()
    return f"contested: {one.subject}: {about}: {', '.join(one.claims)}"
