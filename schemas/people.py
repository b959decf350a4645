"""People: pseudonymous actors with roles over time. Names and contacts are no events: those must be erasable."""

from datetime import date
from typing import ClassVar, Literal

from schemas.model import Day, Model, Name, Says, Slug


class Actor(Model):
    """Who acts: the person behind the account, the role used, and for whom when delegated."""

    person: str  # 'demo-aster', or 'system' for the service itself
    role: str
    on_behalf_of: str | None = None


class RegisterPerson(Model):
    """Make an actor known by a pseudonym."""

    kind: Literal["register_person"] = "register_person"
    person: Slug


class AssignRole(Model):
    """Give a role from a day on; for outsiders limited to one cluster."""

    kind: Literal["assign_role"] = "assign_role"
    role: Name
    cluster: Slug | None = None
    valid_from: Day
    valid_until: Day | None = None  # last day, included


class RevokeRole(Model):
    """Take a role away from a day on."""

    kind: Literal["revoke_role"] = "revoke_role"
    role: Name
    cluster: Slug | None = None


class DelegateRole(Model):
    """Let another person act in one's own role for a while; the delegate stays visible and stays a different person."""

    kind: Literal["delegate_role"] = "delegate_role"
    role: Name
    to: Slug
    valid_from: Day
    valid_until: Day


class EraseDirectoryEntry(Model):
    """Erase the name and contact behind a pseudonym; every event about it stays, and stays true."""

    kind: Literal["erase_directory_entry"] = "erase_directory_entry"
    ground: Name


PeopleCommand = RegisterPerson | AssignRole | RevokeRole | DelegateRole | EraseDirectoryEntry


class PersonRegistered(Model):
    """A pseudonymous actor exists."""

    type: Literal["person.registered"] = "person.registered"
    person: str


class RoleAssigned(Model):
    """The person holds the role in the given days, both included."""

    type: Literal["role.assigned"] = "role.assigned"
    role: str
    cluster: str | None = None
    valid_from: date
    valid_until: date | None = None


class RoleRevoked(Model):
    """The person no longer holds the role."""

    type: Literal["role.revoked"] = "role.revoked"
    role: str
    cluster: str | None = None


class RoleDelegated(Model):
    """Recorded on the stream of the one who delegates."""

    type: Literal["role.delegated"] = "role.delegated"
    role: str
    to: str
    valid_from: date
    valid_until: date


class DirectoryEntryErased(Model):
    """Whoever stood behind this pseudonym is no longer named anywhere here."""

    says: ClassVar[Says] = Says(
        "De naam achter dit pseudoniem is gewist: {ground}.", "The name behind this pseudonym was erased: {ground}."
    )

    type: Literal["directory_entry.erased"] = "directory_entry.erased"
    ground: str
    erased_on: date


PeopleEvent = PersonRegistered | RoleAssigned | RoleRevoked | RoleDelegated | DirectoryEntryErased


class HeldRole(Model):
    """A role with the days in which it is held."""

    role: str
    cluster: str | None
    valid_from: date
    valid_until: date | None


class Delegation(Model):
    """A role lent to another person."""

    role: str
    to: str
    valid_from: date
    valid_until: date


class PersonState(Model):
    """What authorisation reads of a person."""

    person: str = ""
    version: int = 0
    is_registered: bool = False
    roles: tuple[HeldRole, ...] = ()
    delegations: tuple[Delegation, ...] = ()
