"""The cluster: its names over time, the organisation that stands for it, and its recognition."""

from datetime import datetime
from typing import assert_never

from domain import claim, document, membership
from domain.dates import compare, day, local_day
from domain.policy import current
from domain.refusing import require
from schemas.claim import ClaimCommand
from schemas.cluster import (
    ClusterCommand,
    ClusterOrganisationReplaced,
    ClusterRecognised,
    ClusterRecognitionEnded,
    ClusterRegistered,
    ClusterRenamed,
    ClusterState,
    EndRecognition,
    NamedSince,
    RecogniseCluster,
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
from schemas.refusal import Refused


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
        case ReplaceClusterOrganisation(organisation=organisation, since=since):
            known = organisation == state.organisation
            return [] if known else _one(ClusterOrganisationReplaced(organisation=organisation), since)
        case RecogniseCluster(recognised_on=on):
            return [] if state.is_recognised else _one(ClusterRecognised(recognised_on=on), day(on))
        case EndRecognition(ended_on=on, reason=reason):
            require(state.is_recognised, "not_recognised", "this cluster is not recognised")
            return _one(ClusterRecognitionEnded(ended_on=on), day(on), reason=reason)
        case RecordReorganisation():
            raise Refused("not_built", command.kind)
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
        case ClusterRegistered(name=name, organisation=organisation):
            named = NamedSince(name=name, since=event.effective)
            return _with(counted, is_registered=True, names=(named,), organisation=organisation)
        case ClusterRenamed(name=name):
            return _with(counted, names=(*state.names, NamedSince(name=name, since=event.effective)))
        case ClusterOrganisationReplaced(organisation=organisation):
            return _with(counted, organisation=organisation)
        case ClusterRecognised():
            return _with(counted, is_recognised=True)
        case ClusterRecognitionEnded():
            return _with(counted, is_recognised=False)
        case _:
            return counted


def is_called(state: ClusterState, text: str) -> bool:
    """Tell whether the text is a name that the cluster has or had, whatever the case of its letters."""
    return any(named.name.casefold() == text.strip().casefold() for named in state.names)


def _register(command: RegisterCluster, state: ClusterState, today: Effective) -> list[Pending]:
    if state.is_registered:
        known = command.name == state.names[0].name
        require(known, "already_registered", f"this cluster is registered as '{state.names[0].name}'")
        return []
    payload = ClusterRegistered(name=command.name, cluster_type=command.cluster_type, organisation=command.organisation)
    return _one(payload, command.named_since or today)


def _rename(command: RenameCluster, state: ClusterState) -> list[Pending]:
    """Keep the former name as a dated alias; a name that it already got on that day changes nothing."""
    if NamedSince(name=command.name, since=command.since) in state.names[1:]:
        return []
    latest = state.names[-1]
    require(command.name != latest.name, "same_name", f"the cluster is already called '{latest.name}'")
    in_order = len(state.names) == 1 or latest.since is None or compare(latest.since, command.since) != Ordering.AFTER
    require(in_order, "earlier_than_last_name", f"it has been called '{latest.name}' since a later day")
    return _one(ClusterRenamed(name=command.name, former_name=latest.name), command.since)


def _one(payload: Payload, effective: Effective, reason: str | None = None) -> list[Pending]:
    return [Pending(payload=payload, effective=effective, reason=reason)]


def _with(state: ClusterState, **changes: object) -> ClusterState:
    return state.model_copy(update=changes)
