"""Who stands behind a pseudonym: never part of an event."""

from typing import Literal

from schemas.model import Model, Name, Slug

Lang = Literal["nl", "en"]


class Named(Model):
    """One entry of the directory."""

    pseudonym: Slug
    name: Name
    contact: str = ""
    lang: Lang | None = None  # in which they want to be written to; none is the service's own
