"""What a minister promised parliament, and how it was kept."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from schemas.model import Day, Model, Name, Says, Slug


class RecordPromise(Model):
    """Record what the minister promised parliament, and by when it is followed up."""

    kind: Literal["record_promise"] = "record_promise"
    promise: Slug
    text: Name
    follow_up_by: Day
    part: int | None = Field(default=None, ge=1)


class KeepPromise(Model):
    """Record that a promise was kept, and how."""

    kind: Literal["keep_promise"] = "keep_promise"
    promise: Slug
    how: Name
    on: Day


class PromiseRecorded(Model):
    """The minister promised something to parliament."""

    says: ClassVar[Says] = Says(
        "Toezegging {promise}, op te volgen tegen {follow_up_by}: {text}",
        "Promise {promise}, to be followed up by {follow_up_by}: {text}",
    )

    type: Literal["promise.recorded"] = "promise.recorded"
    promise: str
    text: str
    follow_up_by: date
    part: int | None = None


class PromiseKept(Model):
    """The promise was kept."""

    says: ClassVar[Says] = Says("Toezegging {promise} is nagekomen: {how}.", "Promise {promise} was kept: {how}.")

    type: Literal["promise.kept"] = "promise.kept"
    promise: str
    how: str
    on: date


class Promise(Model):
    """One promise to parliament."""

    promise: str
    text: str
    follow_up_by: date
    part: int | None = None
    kept_on: date | None = None
    how: str | None = None  # it was kept
