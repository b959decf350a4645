"""What the events of clusters, the programme and parliament say for an answer."""

from domain.said import Said, coded, dated, worded
from schemas.cluster import (
    ActivitiesTakenOver,
    ClusterMerged,
    ClusterOrganisationReplaced,
    ClusterRecognised,
    ClusterRecognitionEnded,
    ClusterSplit,
)
from schemas.event import Payload
from schemas.programme import LegalBasisRecorded, MinisterChanged, PolicyEvaluationRecorded
from schemas.question.promise import PromiseKept, PromiseRecorded


def said(payload: Payload) -> tuple[Said, ...]:
    """Give what one event of these nouns says; nothing for those of other nouns."""
    return _cluster(payload) + _programme(payload) + _promise(payload)


def _cluster(payload: Payload) -> tuple[Said, ...]:
    match payload:
        case ClusterRecognised(recognised_on=on):
            return (dated("recognised", on),)
        case ClusterRecognitionEnded(ended_on=on):
            return (dated("recognition_ended", on),)
        case ClusterMerged(into=other):
            return (coded("reorganisation", "merged", other),)
        case ClusterSplit(origin=other):
            return (coded("reorganisation", "split", other),)
        case ActivitiesTakenOver(origin=other):
            return (coded("reorganisation", "activities_taken_over", other),)
        case ClusterOrganisationReplaced(organisation=organisation):
            return (worded("organisation", organisation, organisation),)
        case _:
            return ()


def _programme(payload: Payload) -> tuple[Said, ...]:
    match payload:
        case MinisterChanged(office=office, holder=holder):
            return (worded("minister", holder, holder, office),)
        case LegalBasisRecorded(basis=basis, valid_from=first, valid_until=last):
            in_force = dated("legal_basis_in_force", first, basis)
            return (in_force,) if last is None else (in_force, dated("legal_basis_end", last, basis))
        case PolicyEvaluationRecorded(evaluation=evaluation, state=state):
            return (coded("policy_evaluation_state", state, evaluation),)
        case _:
            return ()


def _promise(payload: Payload) -> tuple[Said, ...]:
    match payload:
        case PromiseRecorded(promise=promise, text=text, follow_up_by=due):
            made = worded("promise", text, text, promise)
            return made, coded("promise_state", "open", promise), dated("promise_due", due, promise)
        case PromiseKept(promise=promise):
            return (coded("promise_state", "kept", promise),)
        case _:
            return ()
