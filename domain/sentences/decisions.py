"""What each decision that waits for a second person is called in a list."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.sentences.wording import Sentence, word

DECISIONS: Mapping[str, Sentence] = MappingProxyType(
    {
        "accept_recomputation": ("herberekening van een termijn aanvaarden", "accept a deadline counted anew"),
        "amend_year_plan": ("wijziging van het jaarplan goedkeuren", "approve a change of the year plan"),
        "approve_answer_part": ("deel van het antwoord goedkeuren", "approve a part of the answer"),
        "approve_change": ("wijziging goedkeuren", "approve a change"),
        "approve_correction": ("verbetering goedkeuren", "approve a correction"),
        "approve_envelope": ("jaarlijks maximum goedkeuren", "approve the yearly maximum"),
        "approve_report_verdict": ("oordeel over de werkjaarrapportering", "verdict on the work-year report"),
        "approve_year_plan_verdict": ("beslissing over het jaarplan", "verdict on the year plan"),
        "bring_pact_into_force": ("pact van kracht laten worden", "bring the pact into force"),
        "close_remediation": ("remediëring afsluiten", "close the remediation"),
        "complete_interim_evaluation": ("tussentijdse evaluatie afronden", "complete the interim evaluation"),
        "confirm_claim": ("uitspraak van een bron bevestigen", "confirm what a source says"),
        "decide_group_extension": ("uitstel voor een groep pacten", "more time for a group of pacts"),
        "decide_shortfall": ("beslissing over een tekort aan cofinanciering", "decision on short co-financing"),
        "demand_recovery": ("terugvordering beslissen", "claim support back"),
        "end_pact": ("pact beëindigen", "end the pact"),
        "endorse_award": ("toekenning voorleggen aan het comité", "put the award to the committee"),
        "endorse_extension": ("verlenging voorleggen aan het comité", "put the extension to the committee"),
        "endorse_termination": ("stopzetting voorleggen aan het comité", "put the termination to the committee"),
        "erase_document": ("document wissen", "erase a document"),
        "evaluate_pact": ("jaarlijkse evaluatie van het pact afronden", "complete the yearly evaluation of the pact"),
        "fix_cap_anchor": ("begin van de tien jaar vastleggen", "settle from when the ten years count"),
        "grant_extension_of_time": ("beslissing over gevraagd uitstel", "decision on a request for more time"),
        "judge_remedial_plan": ("beslissing over het remediëringsplan", "verdict on the remedial plan"),
        "record_award_decision": ("beslissing over de toekenning vastleggen", "record the decision on the award"),
        "record_condition_met": ("vervulde voorwaarde vaststellen", "find that a condition is met"),
        "record_extension_decision": (
            "beslissing over de verlenging vastleggen",
            "record the decision on the extension",
        ),
        "reject_claim": ("uitspraak van een bron verwerpen", "reject what a source says"),
        "release_answer": ("antwoord vrijgeven aan het kabinet", "release the answer to the cabinet"),
        "resolve_conflict": ("tegenspraak tussen bronnen beslechten", "settle what sources contradict"),
        "resolve_over_allocation": ("overschrijding van het maximum oplossen", "resolve what exceeds the maximum"),
        "resume_support": ("steun hervatten", "resume support"),
        "revoke_miss": ("overschrijding van een termijn intrekken", "revoke the miss of a deadline"),
        "sign_agreement": ("steunovereenkomst ondertekenen", "sign the support agreement"),
        "suspend_pact": ("pact schorsen", "suspend the pact"),
        "suspend_support": ("steun schorsen", "suspend support"),
        "terminate_agreement": ("steunovereenkomst stopzetten", "terminate the support agreement"),
        "verify_kpi_value": ("KPI-cijfer nazien", "verify a KPI figure"),
        "waive_year_plan": ("vrijstelling van het jaarplan", "waive the year plan"),
    }
)
"""By the kind of the command that decides."""

STEPS: Mapping[str, Sentence] = MappingProxyType(
    {
        "assign_question": ("vraag toewijzen", "assign the question"),
        "draft_answer_part": ("deel van het antwoord uitwerken", "draft a part of the answer"),
        "freeze_snapshot": ("gegevens voor het antwoord bevriezen", "freeze what is known for the answer"),
        "split_question": ("vraag in delen splitsen", "split the question into parts"),
    }
)
"""By the kind of a command that comes before any decision."""


def decision_in_words(kind: str) -> Sentence:
    """Name a decision, or a step before it; one that nobody worded is shown as it is, with spaces."""
    return DECISIONS.get(kind) or STEPS.get(kind) or word(kind)
