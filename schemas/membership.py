"""Members of a cluster: who belongs to it from when to when, and of which class. Names live in the directory."""

from datetime import date
from enum import StrEnum
from typing import ClassVar, Literal

from schemas.model import Day, Model, Says, Slug


class MemberClass(StrEnum):
    """What kind of organisation a member is."""

    SME = "sme"
    LARGE_COMPANY = "large_company"
    KNOWLEDGE_INSTITUTION = "knowledge_institution"
    OTHER = "other"


class AdmitMember(Model):
    """Record that an organisation is a member from a day on; one id for an organisation in every cluster."""

    kind: Literal["admit_member"] = "admit_member"
    member: Slug
    member_class: MemberClass
    since: Day
    last_day: Day | None = None  # for a spell that is already over


class EndMembership(Model):
    """Record the last day of a membership."""

    kind: Literal["end_membership"] = "end_membership"
    member: Slug
    last_day: Day


class ChangeMemberClass(Model):
    """Record that a member counts in another class from a day on."""

    kind: Literal["change_member_class"] = "change_member_class"
    member: Slug
    member_class: MemberClass
    since: Day


class MergeMember(Model):
    """Record that a member became part of another organisation: from that day both count once."""

    kind: Literal["merge_member"] = "merge_member"
    member: Slug
    into: Slug
    since: Day


MembershipCommand = AdmitMember | EndMembership | ChangeMemberClass | MergeMember


class MemberJoined(Model):
    """The organisation is a member since that day."""

    says: ClassVar[Says] = Says(
        "{member} is lid sinds {since} ({member_class}).", "{member} is a member since {since} ({member_class})."
    )

    type: Literal["member.joined"] = "member.joined"
    member: str
    member_class: MemberClass
    since: date


class MemberLeft(Model):
    """The last day of the membership."""

    says: ClassVar[Says] = Says("{member} was lid tot en met {last_day}.", "{member} was a member until {last_day}.")

    type: Literal["member.left"] = "member.left"
    member: str
    last_day: date


class MemberSizeClassChanged(Model):
    """The member counts in another class since that day."""

    says: ClassVar[Says] = Says(
        "{member} telt sinds {since} als {member_class}.", "{member} counts as {member_class} since {since}."
    )

    type: Literal["member.class_changed"] = "member.class_changed"
    member: str
    member_class: MemberClass
    since: date


class MemberLegalEntityMerged(Model):
    """The member is part of another organisation since that day."""

    says: ClassVar[Says] = Says("{member} ging op {since} op in {into}.", "{member} became part of {into} on {since}.")

    type: Literal["member.merged"] = "member.merged"
    member: str
    into: str
    since: date


MembershipEvent = MemberJoined | MemberLeft | MemberSizeClassChanged | MemberLegalEntityMerged


class Membership(Model):
    """One spell of membership, classes with their first days, oldest first."""

    member: str
    since: date
    last_day: date | None = None
    classes: tuple[tuple[date, MemberClass], ...]


class MembersState(Model):
    """All memberships that a cluster ever had, and which organisations became part of another."""

    spells: tuple[Membership, ...] = ()
    merged: tuple[tuple[str, str, date], ...] = ()  # member, into, since


class ClassTold(Model):
    """Of which class one cluster says that an organisation is, and since when."""

    cluster: str
    member: str  # itself, or an organisation that became part of it
    member_class: MemberClass
    since: date


class CountedMember(Model):
    """One organisation as it counts on a day: once, whatever the number of its clusters or former entities."""

    member: str
    member_class: MemberClass
    clusters: tuple[str, ...]
    entities: tuple[str, ...]  # the members of record that it stands for
    told: tuple[ClassTold, ...]
    is_contested: bool  # the clusters do not tell the same class


class MemberCount(Model):
    """The members on a day, each once."""

    on: date
    total: int
    by_class: tuple[tuple[MemberClass, int], ...]  # every class, also with 0
    members: tuple[CountedMember, ...]

    @property
    def contested(self) -> tuple[str, ...]:
        """Give the members whose class the clusters do not agree on."""
        return tuple(each.member for each in self.members if each.is_contested)


class MemberFlows(Model):
    """What lies between the members of two days: earlier = staying + leaving + absorbed, later = staying + new."""

    earlier: date
    later: date
    staying: tuple[str, ...]  # by their names of the later day
    new: tuple[str, ...]
    leaving: tuple[str, ...]  # by their names of the earlier day
    absorbed: tuple[str, ...]  # still there, as a part of another that stays
