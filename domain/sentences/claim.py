"""Sentences about claims: what a source says, in the source's own words where we have them."""

from collections.abc import Mapping
from typing import assert_never

from domain.sentences.wording import Sentence, amount, listed, when, word
from schemas.claim import (
    ClaimConfirmed,
    ClaimEvent,
    ClaimRejected,
    ClaimValue,
    ClaimVerdictProposed,
    CodeValue,
    ConflictResolutionProposed,
    CorrectionProposed,
    CountValue,
    DateValue,
    FactConflictResolved,
    FactCorrected,
    HistoricalClaimImported,
    MoneyValue,
    ReferencesValue,
    TermValue,
    TextValue,
)
from schemas.event import Pending
from schemas.policy import RulesState


def sentence(payload: ClaimEvent, event: Pending, rules: RulesState) -> Sentence:
    """Tell one event about claims; the envelope holds the source, the rules the programme's own words."""
    words = _words(rules)
    match payload:
        case HistoricalClaimImported():
            return _imported(payload, event, words)
        case ClaimVerdictProposed() | ClaimConfirmed() | ClaimRejected():
            return _judged(payload, event)
        case ConflictResolutionProposed(predicate=predicate, qualifier=qualifier, accepted_claim=accepted):
            nl, en = _about(predicate, qualifier, words)
            return (
                f"Voor de tegenspraak over {nl} werd voorgesteld dat bewering {accepted} geldt{_because(event)}.",
                f"For the conflict about {en} it was proposed that claim {accepted} holds{_because(event)}.",
            )
        case FactConflictResolved(predicate=predicate, qualifier=qualifier, accepted_claim=accepted):
            nl, en = _about(predicate, qualifier, words)
            return (
                f"De tegenspraak over {nl} is beslecht: bewering {accepted} geldt.",
                f"The conflict about {en} is resolved: claim {accepted} holds.",
            )
        case CorrectionProposed(corrects=corrects, correction_kind=kind):
            nl, en = word(kind)
            return (
                f"Voor feit {corrects} werd een rechtzetting voorgesteld ({nl}).",
                f"A correction of fact {corrects} was proposed ({en}).",
            )
        case FactCorrected(corrects=corrects, correction_kind=kind):
            nl, en = word(kind)
            return f"Feit {corrects} werd rechtgezet ({nl}).", f"Fact {corrects} was corrected ({en})."
        case _:
            assert_never(payload)


def value_in_words(value: ClaimValue, words: Mapping[str, Sentence]) -> Sentence:
    """Write a value, in the source's wording where it gave one."""
    match value:
        case DateValue(date=effective):
            return when(effective)
        case MoneyValue(cents=cents):
            return amount(cents)
        case CountValue(number=number):
            return str(number), str(number)
        case TermValue():
            return _term(value)
        case CodeValue(code=code):
            return words.get(code) or word(code)
        case TextValue(nl=nl, en=en):
            return f"“{nl}”", f"“{en}”"
        case ReferencesValue(streams=streams):
            return listed(stream.partition("/")[2] or stream for stream in streams)
        case _:
            assert_never(value)


def _imported(payload: HistoricalClaimImported, event: Pending, words: Mapping[str, Sentence]) -> Sentence:
    about_nl, about_en = _about(payload.predicate, payload.qualifier, words)
    nl, en = value_in_words(payload.value, words)
    sources = [source.title or source.document for source in event.evidence]
    (from_nl, from_en), (on_nl, on_en) = listed(sources), when(event.effective)
    holds = ("", "") if isinstance(payload.value, DateValue) else (f" ({on_nl})", f" ({on_en})")
    return (
        f"Volgens {from_nl}: {about_nl}: {nl}{holds[0]}.",
        f"According to {from_en}: {about_en}: {en}{holds[1]}.",
    )


def _judged(payload: ClaimVerdictProposed | ClaimConfirmed | ClaimRejected, event: Pending) -> Sentence:
    """Tell a verdict, or the wish for one, with what it rests on and why."""
    on_nl, on_en = _resting_on(event)
    match payload:
        case ClaimVerdictProposed(claim=claim, verdict=verdict):
            nl, en = ("bevestigen", "confirm") if verdict == "confirmed" else ("verwerpen", "reject")
            return (
                f"Er werd voorgesteld bewering {claim} te {nl}{on_nl}{_because(event)}.",
                f"It was proposed to {en} claim {claim}{on_en}{_because(event)}.",
            )
        case ClaimConfirmed(claim=claim):
            return (
                f"Bewering {claim} is bevestigd{on_nl}{_because(event)}.",
                f"Claim {claim} is confirmed{on_en}{_because(event)}.",
            )
        case ClaimRejected(claim=claim):
            return (
                f"Bewering {claim} is verworpen{on_nl}{_because(event)}.",
                f"Claim {claim} is rejected{on_en}{_because(event)}.",
            )
        case _:
            assert_never(payload)


def _resting_on(event: Pending) -> Sentence:
    if not event.evidence:
        return "", ""
    nl, en = listed([source.title or source.document for source in event.evidence])
    return f" op grond van {nl}", f" on the strength of {en}"


def _because(event: Pending) -> str:
    return f": {event.reason.removesuffix('.')}" if event.reason else ""


def _about(predicate: str, qualifier: str, words: Mapping[str, Sentence]) -> Sentence:
    nl, en = words.get(predicate) or word(predicate)
    if not qualifier:
        return nl, en
    which_nl, which_en = words.get(qualifier, (qualifier, qualifier))
    return f"{nl} ({which_nl})", f"{en} ({which_en})"


def _words(rules: RulesState) -> Mapping[str, Sentence]:
    """What the pack in force calls its own terms; before one is adopted, nothing."""
    adopted = rules.policies[-1].words if rules.policies else ()
    return {one.id: (one.title.nl, one.title.en) for one in adopted}


def _term(value: TermValue) -> Sentence:
    years, months = value.years, value.months
    dutch = [f"{years} jaar"] if years else []
    english = [f"{years} year{'s' if years > 1 else ''}"] if years else []
    if months:
        dutch.append(f"{months} maand{'en' if months > 1 else ''}")
        english.append(f"{months} month{'s' if months > 1 else ''}")
    return listed(dutch)[0], listed(english)[1]
