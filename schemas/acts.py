"""The named acts: what a workflow's updates carry beside the general ``command``, by the names of these updates."""

from typing import ClassVar

from schemas.calls import CommandCall


class SignAgreementCall(CommandCall):
    """Sign a period of the support agreement."""

    kinds: ClassVar[frozenset[str]] = frozenset({"sign_agreement"})

    period: int


class SubmitYearPlanCall(CommandCall):
    """Hand in the plan for a work year: first, completed, or anew after a rejection."""

    kinds: ClassVar[frozenset[str]] = frozenset({"submit_year_plan", "supply_completion", "resubmit_year_plan"})

    year: int


class JudgeYearPlanCall(CommandCall):
    """Decide on the verdict that was proposed for a plan."""

    kinds: ClassVar[frozenset[str]] = frozenset({"approve_year_plan_verdict", "return_verdict_proposal"})

    year: int


class SubmitReportCall(CommandCall):
    """Hand in the report on a work year."""

    kinds: ClassVar[frozenset[str]] = frozenset({"receive_report"})

    year: int


class JudgeReportCall(CommandCall):
    """Decide on the verdict that was proposed for a report."""

    kinds: ClassVar[frozenset[str]] = frozenset({"approve_report_verdict"})

    year: int


class EvaluatePactCall(CommandCall):
    """Complete the yearly evaluation: a new version of the pact, or the same one confirmed."""

    kinds: ClassVar[frozenset[str]] = frozenset({"evaluate_pact"})

    year: int


class CompleteInterimEvaluationCall(CommandCall):
    """Complete the interim evaluation of an agreement period."""

    kinds: ClassVar[frozenset[str]] = frozenset({"complete_interim_evaluation"})

    period: int


class DecideExtensionCall(CommandCall):
    """Record what the committee decided on the next period."""

    kinds: ClassVar[frozenset[str]] = frozenset({"record_extension_decision"})

    period: int


class GrantExtensionOfTimeCall(CommandCall):
    """Move a deadline, as somebody else asked."""

    kinds: ClassVar[frozenset[str]] = frozenset({"grant_extension_of_time"})

    deadline: str


class TerminateAgreementCall(CommandCall):
    """End the running support agreement before its time."""

    kinds: ClassVar[frozenset[str]] = frozenset({"terminate_agreement"})


class JudgeRemedialPlanCall(CommandCall):
    """Decide on a remedial plan as the verdict on it was proposed."""

    kinds: ClassVar[frozenset[str]] = frozenset({"judge_remedial_plan"})

    period: int


class ApproveChangeCall(CommandCall):
    """Approve a change to the running agreement; it applies itself."""

    kinds: ClassVar[frozenset[str]] = frozenset({"approve_change"})

    change: str


class ApproveEnvelopeCall(CommandCall):
    """Approve the drafted amount as the year's maximum."""

    kinds: ClassVar[frozenset[str]] = frozenset({"approve_envelope"})


class ReserveForClusterCall(CommandCall):
    """Reserve an amount for a cluster."""

    kinds: ClassVar[frozenset[str]] = frozenset({"reserve_for_cluster"})

    cluster: str


class ResolveOverAllocationCall(CommandCall):
    """Bring an envelope that was cut below what is reserved in order."""

    kinds: ClassVar[frozenset[str]] = frozenset({"resolve_over_allocation"})


class CloseBudgetYearCall(CommandCall):
    """Close the year."""

    kinds: ClassVar[frozenset[str]] = frozenset({"close_budget_year"})


class FreezeSnapshotCall(CommandCall):
    """Freeze what was known, for an answer to parliament."""

    kinds: ClassVar[frozenset[str]] = frozenset({"freeze_snapshot"})


class ApproveAnswerPartCall(CommandCall):
    """Approve one part of the answer, at one's own level."""

    kinds: ClassVar[frozenset[str]] = frozenset({"approve_answer_part"})

    part: int


class ReleaseAnswerCall(CommandCall):
    """Release the whole answer to the cabinet."""

    kinds: ClassVar[frozenset[str]] = frozenset({"release_answer"})


class RecordAnswerSentCall(CommandCall):
    """Record that the minister answered."""

    kinds: ClassVar[frozenset[str]] = frozenset({"record_answer_sent"})


class KeepPromiseCall(CommandCall):
    """Record that a promise to parliament was kept."""

    kinds: ClassVar[frozenset[str]] = frozenset({"keep_promise"})

    promise: str


class DecideGroupExtensionCall(CommandCall):
    """Grant or refuse one extension of time for many pacts."""

    kinds: ClassVar[frozenset[str]] = frozenset({"decide_group_extension"})

    group: str


ACTS: dict[str, type[CommandCall]] = {
    "sign_agreement": SignAgreementCall,
    "submit_year_plan": SubmitYearPlanCall,
    "judge_year_plan": JudgeYearPlanCall,
    "submit_report": SubmitReportCall,
    "judge_report": JudgeReportCall,
    "evaluate_pact": EvaluatePactCall,
    "complete_interim_evaluation": CompleteInterimEvaluationCall,
    "decide_extension": DecideExtensionCall,
    "grant_extension_of_time": GrantExtensionOfTimeCall,
    "terminate_agreement": TerminateAgreementCall,
    "judge_remedial_plan": JudgeRemedialPlanCall,
    "approve_change": ApproveChangeCall,
    "approve_envelope": ApproveEnvelopeCall,
    "reserve_for_cluster": ReserveForClusterCall,
    "resolve_over_allocation": ResolveOverAllocationCall,
    "close_budget_year": CloseBudgetYearCall,
    "freeze_snapshot": FreezeSnapshotCall,
    "approve_answer_part": ApproveAnswerPartCall,
    "release_answer": ReleaseAnswerCall,
    "record_answer_sent": RecordAnswerSentCall,
    "keep_promise": KeepPromiseCall,
    "decide_group_extension": DecideGroupExtensionCall,
}
"""The acts that have an update of their own; every other command goes by way of ``command``."""
