"""Where each claim of a file stands for whoever looks at it: what two people found, else what others say against it."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from schemas.answer import Conclusion, Fact
from schemas.claim import ClaimsState, Standing


class ClaimState(StrEnum):
    """One word for a claim: what was found of it, and how it stands beside the others."""

    UNCONFIRMED = "unconfirmed"
    CONTESTED = "contested"  # with another, and nobody decided between them
    ACCEPTED = "accepted"  # of several that conflict
    SET_ASIDE = "set_aside"  # another one was accepted
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


def claim_states(claims: ClaimsState, concluded: Iterable[Conclusion]) -> Mapping[str, ClaimState]:
    """Say of each claim where it stands; a conflict says more than a confirmation, and a rejection ends it all."""
    states = {known.claim: ClaimState(known.standing.value) for known in claims.claims}
    gone = {known.claim for known in claims.claims if known.standing in {Standing.REJECTED, Standing.WITHDRAWN}}
    for one in concluded:
        if one.rivals:
            holds = ClaimState.ACCEPTED if one.is_resolved else ClaimState.CONTESTED
            loses = ClaimState.SET_ASIDE if one.is_resolved else ClaimState.CONTESTED
            told = {**_each(one.rivals, loses), **_each((one.leading, *one.agreeing), holds)}
            states |= {claim: state for claim, state in told.items() if claim not in gone}
    return states


def _each(facts: Iterable[Fact], state: ClaimState) -> dict[str, ClaimState]:
    return {fact.claim: state for fact in facts if fact.claim is not None}
