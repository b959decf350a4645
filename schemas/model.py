"""The one base of every schema: frozen, and strict about fields it does not know.

Commands from outside meet it as it stands, so that a misspelt field is refused. Events that were stored once have to
stay readable whatever changes later: their readers pass ``extra="ignore"``.
"""

from datetime import UTC, date, datetime
from typing import Annotated, NamedTuple

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints


class Model(BaseModel):
    """A frozen value; two with the same fields are the same value."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
"""A short text that a person reads."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
"""The last part of a stream name: lower-case letters, digits and hyphens."""

StreamName = Annotated[
    str, StringConstraints(pattern=r"^((pact|cluster|people|budget|programme|question)/[a-z0-9][a-z0-9-]{0,63}|rules)$")
]
"""``rules``, or ``pact``, ``cluster``, ``people``, ``budget``, ``programme`` or ``question`` with ``/<id>``."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 in lower-case hexadecimal: 64 characters."""

Year = Annotated[int, Field(ge=1900, le=2200)]
"""A calendar year."""

Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 12, 31))]
"""A date that others send, within the years in which every term counted from it still is a date."""

Instant = Annotated[AwareDatetime, Field(ge=datetime(1900, 1, 1, tzinfo=UTC), le=datetime(2200, 12, 31, tzinfo=UTC))]
"""A moment that others send, with its zone, within the same years."""

Figure = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,15}(\.[0-9]{1,4})?$")]
"""A number in figures, exact to four decimals: text, since a float would round it."""

Cents = Annotated[int, Field(ge=0, le=10**15)]
"""An amount in euro cents that cannot be negative."""


class Says(NamedTuple):
    """The sentence that an event is told in, in both languages; ``{field}`` stands for a field of the event."""

    nl: str
    en: str
