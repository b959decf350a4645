"""What is different between two packs, piece by piece."""

from typing import Literal

from pydantic import JsonValue

from schemas.model import Model


class Difference(Model):
    """One thing that one pack says and the other does not, or says otherwise."""

    section: str  # a field of the pack: 'deadlines', 'calendars', 'roles', 'terms', …
    name: str  # of the rule, calendar, role or term
    field: str | None  # of it; none where the whole thing came or went
    what: Literal["added", "removed", "changed"]
    before: JsonValue = None
    after: JsonValue = None
