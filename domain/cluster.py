"""The cluster: its names over time, the organisation that stands for it, its recognition, and its reorganisations.

A reorganisation is recorded and moves nothing: members, series and money each have acts of their own.
"""

from datetime import date, datetime
from typing import assert_never

from domain import claim, document, membership
from domain.dates import compare, day, local_day
from domain.policy import current
from domain.refusing import require
from domain.today import require_happened
from schemas.claim import ClaimCommand
from schemas.cluster import (
    ActivitiesTakenOver,
    ClusterCommand,
    ClusterMerged,
    ClusterOrganisationReplaced,
    ClusterRecognised,
    ClusterRecognitionEnded,
    ClusterRegistered,
    ClusterRenamed,
    ClusterSplit,
    ClusterState,
    EndRecognition,
    NamedSince,
    RecogniseCluster,
    Recognition,
    RecordReorganisation,
    RegisterCluster,
    RenameCluster,
    ReplaceClusterOrganisation,
)
from schemas.document import DocumentCommand
from schemas.effective import Effective, Ordering
from schemas.event import Payload, Pending, Recorded
from schemas.membership import MembershipCommand
from schemas.people import Actor
from schemas.policy import RulesState

MERGED_INTO, SPLIT_FROM, TOOK_OVER = "merged_into", "split_from", "took_over_activities_of"
"""Sorts of relations, as a command names them."""


def decide(
    command: ClusterCommand | MembershipCommand | DocumentCommand | ClaimCommand,
    by: Actor,
    state: ClusterState,
    now: datetime,
    rules: RulesState,
) -> list[Pending]:
    """Say what a command does to a cluster; an empty answer means that it already is so."""
    if isinstance(command, ClaimCommand):
        return claim.decide(command, by, state.claims, now, rules)
    if isinstance(command, MembershipCommand):
        return membership.decide(command, by, state.members, now, rules)
    if isinstance(command, DocumentCommand):
        return document.decide(command, by, state.documents, now, rules)
    if isinstance(command, RegisterCluster):
        return _register(command, state, day(local_day(now, current(rules).terms.time_zone)))
    require(state.is_registered, "not_registered", "this cluster is not registered")
    match command:
        case RenameCluster():
            return _rename(command, state)
        case ReplaceClusterOrganisation():
            return _replace_organisation(command, state)
        case RecogniseCluster(recognised_on=on):
            require_happened("a recognition", on, now, rules)
            return _recognise(command, state)
        case EndRecognition(ended_on=on):
            require_happened("the end of a recognition", on, now, rules)
            return _end_recognition(command, state)
        case RecordReorganisation(on=since):
            require_happened("a reorganisation", since.earliest, now, rules)
            return _reorganise(command, state)
        case _:
            assert_never(command)


def evolve(state: ClusterState, event: Recorded) -> ClusterState:
    """Fold one event; the version counts every event of the stream, claims included."""
    counted = _with(
        state,
        version=event.version,
        claims=claim.evolve(state.claims, event),
        members=membership.evolve(state.members, event),
        documents=document.evolve(state.documents, event),
    )
    match event.payload:
        case ClusterRegistered(name=name, organisation=organisation, enterprise_number=number, is_since_known=known):
            named = NamedSince(name=name, since=event.effective if known else None)
            cluster = event.stream.partition("/")[2]
            registered = _with(counted, cluster=cluster, is_registered=True, names=(named,))
            return _with(registered, organisation=organisation, enterprise_number=number)
        case ClusterRenamed(name=name):
            return _with(counted, names=(*state.names, NamedSince(name=name, since=event.effective)))
        case ClusterOrganisationReplaced(organisation=organisation, enterprise_number=number):
            return _with(counted, organisation=organisation, enterprise_number=number)
        case ClusterRecognised(recognised_on=on):
            spell = Recognition(recognised_on=on)
            return _with(counted, is_recognised=True, recognitions=(*state.recognitions, spell))
        case ClusterRecognitionEnded(ended_on=on):
            return _with(counted, is_recognised=False, recognitions=_ended(state.recognitions, on))
        case ClusterMerged(into=other):
            return _with(counted, relations=(*state.relations, (MERGED_INTO, other, event.effective)))
        case ClusterSplit(origin=other):
            return _with(counted, relations=(*state.relations, (SPLIT_FROM, other, event.effective)))
        case ActivitiesTakenOver(origin=other):
            return _with(counted, relations=(*state.relations, (TOOK_OVER, other, event.effective)))
        case _:
            return counted


def is_recognised_on(state: ClusterState, on: date) -> bool:
    """Tell whether the cluster was recognised on a day; the day on which it ended no longer counts."""
    return any(
        spell.recognised_on <= on and (spell.ended_on is None or on < spell.ended_on) for spell in state.recognitions
    )


def reorganised(state: ClusterState) -> tuple[Effective, ...]:
    """Say when the cluster became another one to count for: each breaks the series of its KPIs."""
    return tuple(since for _, _, since in state.relations)


def is_called(state: ClusterState, text: str) -> bool:
    """Tell whether the text is a name that the cluster has or had, whatever the case of its letters."""
    return any(named.name.casefold() == text.strip().casefold() for named in state.names)


def _register(command: RegisterCluster, state: ClusterState, today: Effective) -> list[Pending]:
    if state.is_registered:
        known = command.name == state.names[0].name
        require(known, "already_registered", f"this cluster is registered as '{state.names[0].name}'")
        return []
    payload = ClusterRegistered(
        name=command.name,
        cluster_type=command.cluster_type,
        organisation=command.organisation,
        enterprise_number=command.enterprise_number,
        is_since_known=command.named_since is not None,
    )
    return _one(payload, command.named_since or today)


def _rename(command: RenameCluster, state: ClusterState) -> list[Pending]:
    """Keep the former name as a dated alias; a name that it already got on that day changes nothing."""
    if NamedSince(name=command.name, since=command.since) in state.names[1:]:
        return []
    latest = state.names[-1]
    require(command.name != latest.name, "same_name", f"the cluster is already called '{latest.name}'")
    in_order = latest.since is None or compare(latest.since, command.since) != Ordering.AFTER
    require(in_order, "earlier_than_last_name", f"it has been called '{latest.name}' since a later day")
    return _one(ClusterRenamed(name=command.name, former_name=latest.name), command.since)


def _replace_organisation(command: ReplaceClusterOrganisation, state: ClusterState) -> list[Pending]:
    """Name another legal entity, or give the one that is known its number."""
    known_numbers = {None, state.enterprise_number}
    if command.organisation == state.organisation and command.enterprise_number in known_numbers:
        return []
    payload = ClusterOrganisationReplaced(
        organisation=command.organisation, enterprise_number=command.enterprise_number
    )
    return _one(payload, command.since)


def _recognise(command: RecogniseCluster, state: ClusterState) -> list[Pending]:
    """Recognise the cluster for the first time, or again after an end."""
    if state.is_recognised:
        since = state.recognitions[-1].recognised_on
        require(since == command.recognised_on, "already_recognised", f"the cluster is recognised since {since}")
        return []
    ended = state.recognitions[-1].ended_on if state.recognitions else None
    in_order = ended is None or ended <= command.recognised_on
    require(in_order, "earlier_than_end", f"the recognition before this one ended on {ended}")
    return _one(ClusterRecognised(recognised_on=command.recognised_on), day(command.recognised_on))


def _end_recognition(command: EndRecognition, state: ClusterState) -> list[Pending]:
    """End the recognition; the file, its members and its running projects stay as they are."""
    if not state.is_recognised and state.recognitions and state.recognitions[-1].ended_on == command.ended_on:
        return []
    require(state.is_recognised, "not_recognised", "this cluster is not recognised")
    since = state.recognitions[-1].recognised_on
    require(since <= command.ended_on, "before_recognition", f"the cluster is recognised since {since}")
    return _one(ClusterRecognitionEnded(ended_on=command.ended_on), day(command.ended_on), reason=command.reason)


def _reorganise(command: RecordReorganisation, state: ClusterState) -> list[Pending]:
    """Record what became of the cluster; activities may be taken over in several steps, the rest happens once."""
    if (command.sort, command.other, command.on) in state.relations:
        return []
    require(command.other != state.cluster, "same_cluster", "a cluster is not reorganised with itself")
    match command.sort:
        case "merged_into":
            _require_once(MERGED_INTO, "already_merged", state)
            payload: Payload = ClusterMerged(into=command.other)
        case "split_from":
            _require_once(SPLIT_FROM, "already_split", state)
            payload = ClusterSplit(origin=command.other)
        case "took_over_activities_of":
            payload = ActivitiesTakenOver(origin=command.other)
        case _:
            assert_never(command.sort)
    return _one(payload, command.on, reason=command.remark)


def _require_once(sort: str, code: str, state: ClusterState) -> None:
    for known, other, since in state.relations:
        require(known != sort, code, f"{sort} {other}, {since.earliest} to {since.latest}, is recorded")


def _ended(spells: tuple[Recognition, ...], on: date) -> tuple[Recognition, ...]:
    if not spells:
        return spells
    return (*spells[:-1], spells[-1].model_copy(update={"ended_on": on}))


def _one(payload: Payload, effective: Effective, reason: str | None = None) -> list[Pending]:
    return [Pending(payload=payload, effective=effective, reason=reason)]


def _with(state: ClusterState, **changes: object) -> ClusterState:
    return state.model_copy(update=changes)
