"""Where the pact stands: in effect or over, and the side stages that lie over a pact in force.

Suspended and under remediation can be true at once; the suspension is then what shows.
"""

from schemas.pact import PactDocument, PactStage, PactState
from schemas.refusal import Refused

IN_EFFECT = (PactStage.IN_FORCE, PactStage.SUSPENDED, PactStage.REMEDIATION)
"""The stages of a pact that all signed and that nobody ended; in each of them it is still evaluated every year."""

OVER = (PactStage.ENDED, PactStage.SUPERSEDED, PactStage.TERMINATED)
"""The stages that no pact leaves."""


def standing(document: PactDocument) -> PactDocument:
    """Give a pact in effect the stage that its suspension and its remediations say; any other keeps its own."""
    if document.stage not in IN_EFFECT:
        return document
    if document.suspended_on is not None:
        return document.model_copy(update={"stage": PactStage.SUSPENDED})
    stage = PactStage.REMEDIATION if document.remediation else PactStage.IN_FORCE
    return document.model_copy(update={"stage": stage})


def require_not_over(state: PactState) -> None:
    """Refuse with ``pact_over`` what cannot follow the end of the pact."""
    if state.pact is not None and state.pact.stage in OVER:
        raise Refused("pact_over", f"the pact is {state.pact.stage} since {state.pact.ended_on}")
