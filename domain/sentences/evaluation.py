"""Sentences about the yearly and the interim evaluations."""

from typing import assert_never

from domain.sentences import template
from domain.sentences.wording import Sentence, in_words, word
from schemas.evaluation import (
    ClusterReplyRecorded,
    EvaluationEvent,
    InterimEvaluationCompleted,
    InterimEvaluationOpened,
    InterimVerdictProposed,
    PactConfirmedUnchanged,
    PactEvaluationProposed,
    PactVersionAdopted,
    PactYearlyEvaluationCompleted,
)

_InterimEvent = InterimEvaluationOpened | ClusterReplyRecorded | InterimVerdictProposed | InterimEvaluationCompleted


def sentence(payload: EvaluationEvent) -> Sentence:
    """Tell one event of an evaluation."""
    match payload:
        case PactEvaluationProposed(year=year, outcome=outcome):
            nl, en = word(outcome)
            return (
                f"De jaarlijkse evaluatie van het pact voor {year} ligt ter goedkeuring voor: {nl}.",
                f"The yearly evaluation of the pact for {year} waits for approval: {en}.",
            )
        case PactYearlyEvaluationCompleted(year=year, completed_on=completed_on):
            nl, en = in_words(completed_on)
            return (
                f"De jaarlijkse evaluatie van het pact voor {year} werd afgerond op {nl}.",
                f"The yearly evaluation of the pact for {year} was completed on {en}.",
            )
        case PactVersionAdopted(pact_version=version, adopted_on=adopted_on):
            nl, en = in_words(adopted_on)
            return (
                f"Versie {version} van het pact geldt sinds {nl}.",
                f"Version {version} of the pact is in force since {en}.",
            )
        case PactConfirmedUnchanged(pact_version=version, confirmed_on=confirmed_on):
            nl, en = in_words(confirmed_on)
            return (
                f"Het pact werd op {nl} ongewijzigd bevestigd (versie {version}).",
                f"The pact was confirmed unchanged on {en} (version {version}).",
            )
        case (
            InterimEvaluationOpened() | ClusterReplyRecorded() | InterimVerdictProposed() | InterimEvaluationCompleted()
        ):
            return _interim(payload)
        case _:
            return template.told(payload)


def _interim(payload: _InterimEvent) -> Sentence:
    of_nl, of_en = f"de tussentijdse evaluatie van periode {payload.period}", f"period {payload.period}"
    match payload:
        case InterimEvaluationOpened(opened_on=opened_on):
            nl, en = in_words(opened_on)
            return f"Op {nl} startte {of_nl}.", f"The interim evaluation of {of_en} opened on {en}."
        case ClusterReplyRecorded():
            return (
                f"De cluster reageerde op het ontwerp van {of_nl}.",
                f"The cluster replied to the draft interim evaluation of {of_en}.",
            )
        case InterimVerdictProposed(verdict=verdict):
            nl, en = word(verdict)
            return (
                f"Het oordeel in {of_nl} ligt ter goedkeuring voor: {nl}.",
                f"The verdict of the interim evaluation of {of_en} waits for approval: {en}.",
            )
        case InterimEvaluationCompleted(verdict=verdict, completed_on=completed_on):
            (nl, en), (on_nl, on_en) = word(verdict), in_words(completed_on)
            return (
                f"Op {on_nl} werd {of_nl} afgerond, met als oordeel: {nl}.",
                f"The interim evaluation of {of_en} was completed on {on_en}, with the verdict: {en}.",
            )
        case _:
            assert_never(payload)
