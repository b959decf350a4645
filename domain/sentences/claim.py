"""Sentences about claims: what a source says, in the source's own words where we have them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import assert_never

from domain.sentences.wording import Sentence, amount, listed, when, word
from schemas.claim import (
    ClaimEvent,
    ClaimValue,
    CodeValue,
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

PREDICATES: Mapping[str, Sentence] = MappingProxyType(
    {
        "agreement_cap": ("maximale looptijd van de steun", "maximum term of support"),
        "agreement_cap_date": ("uiterste einddatum van de steun", "last day of support"),
        "agreement_end": ("einde van de steunovereenkomst", "end of the support agreement"),
        "agreement_start": ("begin van de steunovereenkomst", "start of the support agreement"),
        "agreement_term": ("looptijd van de steunovereenkomst", "term of the support agreement"),
        "award_decision": ("toekenning van de steun", "award of support"),
        "broader_commitments": ("bredere engagementen", "broader commitments"),
        "cap_anchor": ("begin van de maximale looptijd", "start of the maximum term"),
        "cluster_count": ("aantal clusters", "number of clusters"),
        "clusters": ("clusters", "clusters"),
        "established": ("oprichting", "establishment"),
        "extension_end": ("einde van de verlenging", "end of the extension"),
        "extension_state": ("stand van de verlenging", "state of the extension"),
        "goal_verdict": ("oordeel over de doelstellingen", "verdict on the goals"),
        "interim_evaluation_completed": ("afronding van de tussentijdse evaluatie", "completion of interim evaluation"),
        "interim_evaluation_state": ("stand van de tussentijdse evaluatie", "state of the interim evaluation"),
        "interim_evaluation_verdict": ("oordeel van de tussentijdse evaluatie", "verdict of the interim evaluation"),
        "launched": ("start", "launch"),
        "legal_basis_approved": ("goedkeuring van de rechtsgrond", "approval of the legal basis"),
        "legal_basis_in_force": ("inwerkingtreding van de rechtsgrond", "entry into force of the legal basis"),
        "lesson": ("geleerde les", "lesson learned"),
        "means_foreseen": ("voorziene middelen", "means foreseen"),
        "name": ("naam", "name"),
        "operations_start": ("start van de werking", "start of operations"),
        "pact_concluded": ("sluiten van het pact", "conclusion of the pact"),
        "pact_review_interval": ("termijn tussen evaluaties van het pact", "interval between evaluations of the pact"),
        "pact_state": ("stand van het pact", "state of the pact"),
        "pact_version": ("versie van het pact", "version of the pact"),
        "policy_evaluation": ("evaluatie van het beleid", "evaluation of the policy"),
        "project_means": ("projectmiddelen", "project means"),
        "promise": ("toezegging", "promise"),
        "question_asked": ("gestelde vraag", "question asked"),
        "recognised": ("erkenning", "recognition"),
        "recognition_ended": ("einde van de erkenning", "end of recognition"),
        "renewal": ("vernieuwing", "renewal"),
        "report_state": ("stand van het werkjaarverslag", "state of the work-year report"),
        "report_verdict": ("oordeel over het werkjaarverslag", "verdict on the work-year report"),
        "reservation": ("voorbehouden middelen", "reserved means"),
        "residual_use": ("gebruik van de restmiddelen", "use of the residual means"),
        "year_plan_state": ("stand van het jaarplan", "state of the year plan"),
        "yearly_evaluation": ("jaarlijkse evaluatie", "yearly evaluation"),
    }
)
"""Words for what claims are about; a programme's own predicates are shown as they are."""


def sentence(payload: ClaimEvent, event: Pending) -> Sentence:
    """Tell one event about claims; the envelope holds the source."""
    match payload:
        case HistoricalClaimImported():
            return _imported(payload, event)
        case FactConflictResolved(predicate=predicate, qualifier=qualifier, accepted_claim=accepted):
            nl, en = _about(predicate, qualifier)
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


def value_in_words(value: ClaimValue) -> Sentence:
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
            return word(code)
        case TextValue(nl=nl, en=en):
            return f"“{nl}”", f"“{en}”"
        case ReferencesValue(streams=streams):
            return listed(stream.partition("/")[2] or stream for stream in streams)
        case _:
            assert_never(value)


def _imported(payload: HistoricalClaimImported, event: Pending) -> Sentence:
    (about_nl, about_en), (nl, en) = _about(payload.predicate, payload.qualifier), value_in_words(payload.value)
    sources = [source.title or source.document for source in event.evidence]
    (from_nl, from_en), (on_nl, on_en) = listed(sources), when(event.effective)
    holds = ("", "") if isinstance(payload.value, DateValue) else (f" ({on_nl})", f" ({on_en})")
    return (
        f"Volgens {from_nl}: {about_nl}: {nl}{holds[0]}.",
        f"According to {from_en}: {about_en}: {en}{holds[1]}.",
    )


def _about(predicate: str, qualifier: str) -> Sentence:
    plain = predicate.replace("_", " ")
    nl, en = PREDICATES.get(predicate, (plain, plain))
    return (f"{nl} {qualifier}", f"{en} {qualifier}") if qualifier else (nl, en)


def _term(value: TermValue) -> Sentence:
    years, months = value.years, value.months
    dutch = [f"{years} jaar"] if years else []
    english = [f"{years} year{'s' if years > 1 else ''}"] if years else []
    if months:
        dutch.append(f"{months} maand{'en' if months > 1 else ''}")
        english.append(f"{months} month{'s' if months > 1 else ''}")
    return listed(dutch)[0], listed(english)[1]
