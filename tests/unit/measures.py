"""Drafts and decisions on measures, as the tests ask for them."""

from datetime import date

from domain.preparation import proposal_hash
from schemas.support import (
    EndorseTermination,
    EndPact,
    Measure,
    MeasureProposed,
    ProposeMeasure,
    ResumeSupport,
    SupportSuspended,
    SuspendPact,
    SuspendSupport,
    TerminateAgreement,
)

Taking = SuspendSupport | ResumeSupport | TerminateAgreement | SuspendPact | EndPact

GROUNDS = "demo grounds"


def draft(measure: Measure, on: date, grounds: str = GROUNDS) -> ProposeMeasure:
    """The proposal of a measure."""
    return ProposeMeasure(measure=measure, on=on, grounds=grounds)


def drafted(measure: Measure, on: date) -> MeasureProposed:
    """What that proposal records."""
    return MeasureProposed(measure=measure, on=on, grounds=GROUNDS, proposal_hash=proposal_hash(draft(measure, on)))


def endorsing(on: date) -> EndorseTermination:
    """The step between that proposal and the committee."""
    return EndorseTermination(proposal_hash=proposal_hash(draft(Measure.TERMINATE_SUPPORT, on)))


def taking(measure: Measure, on: date) -> Taking:
    """The decision on that proposal."""
    seen = proposal_hash(draft(measure, on))
    match measure:
        case Measure.SUSPEND_SUPPORT:
            return SuspendSupport(proposal_hash=seen)
        case Measure.RESUME_SUPPORT:
            return ResumeSupport(proposal_hash=seen)
        case Measure.TERMINATE_SUPPORT:
            return TerminateAgreement(proposal_hash=seen, decided_on=date(2020, 2, 27), minutes="demo minutes 9")
        case Measure.SUSPEND_PACT | Measure.RESUME_PACT:
            return SuspendPact(proposal_hash=seen)
        case Measure.END_PACT | Measure.SUPERSEDE_PACT | Measure.TERMINATE_PACT:
            return EndPact(proposal_hash=seen)


SUSPENDED = SupportSuspended(period=1, suspended_on=date(2020, 1, 15), grounds=GROUNDS)
"""Support of the first period, suspended from 15 January 2020."""
