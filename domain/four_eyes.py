"""What a policy may ask of four eyes: the decisions that take a second person, and whose hands each of them knows."""

from collections.abc import Mapping
from types import MappingProxyType

PREPARATIONS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "bring_pact_into_force": frozenset({"agree_pact_text", "record_signature"}),
        "sign_agreement": frozenset({"draft_agreement"}),
        "fix_cap_anchor": frozenset({"contest_cap_anchor", "draft_agreement"}),
        "approve_year_plan_verdict": frozenset(
            {
                "submit_year_plan",
                "resubmit_year_plan",
                "request_completion",
                "supply_completion",
                "confirm_complete",
                "propose_year_plan_verdict",
            }
        ),
        "approve_report_verdict": frozenset(
            {"receive_report", "replace_report", "start_processing_report", "propose_report_verdict"}
        ),
        "waive_year_plan": frozenset({"propose_year_plan_waiver"}),
        "amend_year_plan": frozenset({"propose_year_plan_amendment"}),
        "classify_document": frozenset({"attach_document"}),
        "record_condition_met": frozenset({"report_condition_met"}),
        "approve_change": frozenset({"request_change"}),
        "evaluate_pact": frozenset({"propose_pact_evaluation"}),
        "complete_interim_evaluation": frozenset(
            {
                "plan_interim_evaluation",
                "open_interim_evaluation",
                "submit_self_assessment",
                "send_evaluation_draft",
                "record_cluster_reply",
                "propose_interim_verdict",
            }
        ),
        "endorse_award": frozenset({"propose_award"}),
        "record_award_decision": frozenset({"propose_award", "endorse_award"}),
        "endorse_extension": frozenset({"propose_extension"}),
        "record_extension_decision": frozenset({"propose_extension", "endorse_extension"}),
        "grant_extension_of_time": frozenset({"request_extension_of_time"}),
        "verify_kpi_value": frozenset({"record_kpi_value", "restate_kpi_value"}),
        "approve_correction": frozenset({"propose_correction"}),
        "confirm_claim": frozenset({"propose_claim_verdict"}),
        "reject_claim": frozenset({"propose_claim_verdict"}),
        "resolve_conflict": frozenset({"propose_conflict_resolution"}),
        "accept_recomputation": frozenset({"propose_recomputation"}),
        "revoke_miss": frozenset({"propose_miss_revocation"}),
        "decide_group_extension": frozenset({"propose_group_extension"}),
        "suspend_support": frozenset({"propose_measure"}),
        "resume_support": frozenset({"propose_measure"}),
        "endorse_termination": frozenset({"propose_measure"}),
        "terminate_agreement": frozenset({"propose_measure", "endorse_termination"}),
        "suspend_pact": frozenset({"propose_measure"}),
        "end_pact": frozenset({"propose_measure"}),
        "demand_recovery": frozenset({"propose_recovery"}),
        "judge_remedial_plan": frozenset({"submit_remedial_plan", "propose_remedial_verdict"}),
        "close_remediation": frozenset({"propose_remediation_outcome"}),
        "approve_envelope": frozenset({"propose_envelope"}),
        "resolve_over_allocation": frozenset({"propose_resolution"}),
        "decide_shortfall": frozenset({"record_cofinancing", "propose_shortfall_decision"}),
        "approve_answer_part": frozenset({"draft_answer_part", "approve_answer_part"}),
        "release_answer": frozenset({"draft_answer_part"}),
        "erase_document": frozenset({"propose_erasure"}),
        "adopt_policy": frozenset({"propose_policy"}),
    }
)
"""The decisions that ask for a second person, each with the acts whose hands it knows; a policy can name no others."""
