"""Members counted: on a day, by class, in one cluster or over several, and what came and went between two days.

An organisation counts once, whatever the number of its clusters; one that became part of another counts with it from
that day on.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from domain.membership import class_on, covers
from schemas.membership import ClassTold, CountedMember, MemberClass, MemberCount, MemberFlows, MembersState

Clusters = Mapping[str, MembersState]
"""The members of each cluster by the cluster's id; one entry for a count of a single cluster."""


class _Merger(NamedTuple):
    """An organisation became part of another; the earliest such record of an organisation counts."""

    since: date
    into: str


def members_on(clusters: Clusters, on: date) -> MemberCount:
    """Count the members on a day; who is contested in class counts in the class that was told last."""
    told = _told(clusters, on)
    mergers = _mergers(clusters, on)
    by_entity: dict[str, list[ClassTold]] = {}
    for each in told:
        by_entity.setdefault(entity_of(each.member, mergers), []).append(each)
    members = tuple(_counted(entity, by_entity[entity]) for entity in sorted(by_entity))
    classes = [member.member_class for member in members]
    by_class = tuple((member_class, classes.count(member_class)) for member_class in MemberClass)
    return MemberCount(on=on, total=len(members), by_class=by_class, members=members)


def flows(clusters: Clusters, earlier: date, later: date) -> MemberFlows:
    """Compare the members of two days; who came and left in between appears on neither.

    Raises:
        ValueError: ``later`` lies before ``earlier``.
    """
    if later < earlier:
        message = f"{later} lies before {earlier}"
        raise ValueError(message)
    mergers = _mergers(clusters, later)
    before = [member.member for member in members_on(clusters, earlier).members]
    after = {member.member for member in members_on(clusters, later).members}
    became = {member: entity_of(member, mergers) for member in before}
    still = [member for member in before if became[member] in after]
    return MemberFlows(
        earlier=earlier,
        later=later,
        staying=tuple(sorted({became[member] for member in still})),
        new=tuple(sorted(after - set(became.values()))),
        leaving=tuple(member for member in before if became[member] not in after),
        absorbed=_absorbed(still, became),
    )


def entity_of(member: str, mergers: Mapping[str, str]) -> str:
    """Follow mergers to the organisation that stands for a member; records that go round meet in the first by name."""
    way = [member]
    while way[-1] in mergers:
        into = mergers[way[-1]]
        if into in way:
            return min(way[way.index(into) :])
        way.append(into)
    return way[-1]


def _mergers(clusters: Clusters, on: date) -> dict[str, str]:
    """Give what became part of what by a day, as any of the clusters recorded it."""
    known: dict[str, _Merger] = {}
    for state in clusters.values():
        for member, into, since in state.merged:
            merger = _Merger(since, into)
            known[member] = min(merger, known.get(member, merger))
    return {member: merger.into for member, merger in known.items() if merger.since <= on}


def _told(clusters: Clusters, on: date) -> Iterable[ClassTold]:
    """Give every membership of that day, with its class of that day."""
    for cluster in sorted(clusters):
        for spell in clusters[cluster].spells:
            if covers(spell, on):
                since, member_class = class_on(spell, on)
                yield ClassTold(cluster=cluster, member=spell.member, member_class=member_class, since=since)


def _counted(entity: str, told: Sequence[ClassTold]) -> CountedMember:
    """Take the class of the organisation itself before that of its former parts, and the latest before older ones."""
    own = [each for each in told if each.member == entity] or told
    latest = max(each.since for each in own)
    chosen = next(each for each in own if each.since == latest)  # the first cluster by its id
    return CountedMember(
        member=entity,
        member_class=chosen.member_class,
        clusters=tuple(sorted({each.cluster for each in told})),
        entities=tuple(sorted({each.member for each in told})),
        told=tuple(told),
        is_contested=len({each.member_class for each in own}) > 1,
    )


def _absorbed(still: Sequence[str], became: Mapping[str, str]) -> tuple[str, ...]:
    """Give who is there only as a part: of those that became one, itself or the first by name stands for all."""
    heads: dict[str, str] = {}
    for member in still:
        entity = became[member]
        heads[entity] = entity if entity in still else heads.get(entity, member)
    return tuple(member for member in still if heads[became[member]] != member)
