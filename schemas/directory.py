"""Who stands behind a pseudonym: never part of an event."""

from schemas.model import Model, Name, Slug


class Named(Model):
    """One entry of the directory."""

    pseudonym: Slug
    name: Name
    contact: str = ""
