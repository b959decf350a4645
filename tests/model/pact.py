"""A whole pact file in the model, and what might be asked of it at random."""

from random import Random
from typing import Any

from typing_extensions import override

from tests.model.agreement import Agreement
from tests.model.changes import CHANGES, Changes
from tests.model.cofinancing import COFINANCING, Cofinancing
from tests.model.corrections import CORRECTIONS, Corrections
from tests.model.deadlines import Fields
from tests.model.groups import GROUPS, Groups
from tests.model.judging import Judging
from tests.model.registers import Registers
from tests.model.years import Years

BEGINNING = (
    *("register_pact", "record_award_decision", "open_pact_negotiation", "agree_pact_text") * 2,
    *("propose_award", "endorse_award") * 2,
    *("record_signature", "bring_pact_into_force", "draft_agreement", "sign_agreement") * 4,
    *("fix_cap_anchor", "contest_cap_anchor"),
)
PLAN = (
    *("submit_year_plan", "confirm_complete", "propose_year_plan_verdict", "approve_year_plan_verdict") * 3,
    *("request_completion", "supply_completion", "resubmit_year_plan", "withdraw_year_plan", "return_verdict_proposal"),
    *("propose_year_plan_waiver", "waive_year_plan", "propose_year_plan_amendment", "amend_year_plan"),
)
REPORT = (
    *("receive_report", "start_processing_report", "propose_report_verdict", "approve_report_verdict") * 2,
    *("replace_report", "return_report_proposal", "propose_pact_evaluation", "evaluate_pact", "evaluate_pact"),
)
INTERIM = (
    *("open_interim_evaluation", "propose_interim_verdict", "complete_interim_evaluation") * 3,
    *("plan_interim_evaluation", "submit_self_assessment", "send_evaluation_draft", "record_cluster_reply"),
)
EXTENSION = (
    *("propose_extension", "endorse_extension", "endorse_extension", "record_extension_decision") * 2,
    *("draft_agreement", "sign_agreement") * 2,
    *("fix_cap_anchor", "contest_cap_anchor"),
)
REMEDY = (
    *("request_remedial_plan", "submit_remedial_plan", "propose_remedial_verdict", "judge_remedial_plan"),
    *("propose_remediation_outcome", "close_remediation"),
)
MEASURES = (
    *("propose_measure",) * 3,
    *("suspend_support", "resume_support", "endorse_termination", "terminate_agreement", "suspend_pact", "end_pact"),
)
CONDITIONS = ("set_condition", "report_condition_met", "return_condition_report", "record_condition_met")
COMMITMENTS = ("add_commitment", "change_commitment", "report_commitment_progress", "close_commitment")
FIGURES = ("define_kpi", "record_kpi_value", "restate_kpi_value", "verify_kpi_value")
TIME = ("request_extension_of_time", "grant_extension_of_time", "refuse_extension_of_time")


class Pact(Cofinancing, Changes, Corrections, Groups, Agreement, Years, Judging, Registers):
    """The file of one cluster."""

    about: tuple[tuple[str, ...], ...] = ()
    only: tuple[tuple[str, ...], ...] = ()
    """The chapters that a search keeps to; empty: all that the file is at."""

    @staticmethod
    @override
    def seen(state: Any) -> Fields:
        """Every part of it as the service has it."""
        return {**Cofinancing.seen(state), **Changes.seen(state), **Corrections.seen(state)}

    @override
    def focus(self, rng: Random) -> None:
        """One or two chapters of those that this file is at."""
        self.about = tuple(rng.choice(self._chapters()) for _ in range(rng.randint(1, 2)))

    @override
    def draw(self, rng: Random) -> Fields:
        """First what begins a file; then mostly what this life is about, and now and then anything."""
        if self.pact_stage is None and rng.random() < 0.9:
            kind = "register_pact"
        else:
            chapters = self.about if rng.random() < 0.6 else self._chapters()
            kind = rng.choice(rng.choice(chapters))
        return {"kind": kind, **getattr(self, f"_draw_{kind}")(rng)}

    def _chapters(self) -> tuple[tuple[str, ...], ...]:
        if self.only:
            return self.only
        is_begun = self.in_force_on is not None and bool(self.periods)
        is_bad = any(one["verdict"] == "negative_with_remediation" for one in self.interims.values())
        return (
            *(MEASURES, COMMITMENTS, FIGURES, TIME, CONDITIONS, GROUPS),
            *((CORRECTIONS,) if self.commitments else ()),
            *(BEGINNING,) * (1 if is_begun else 6),
            *((PLAN, PLAN, PLAN, REPORT, INTERIM, INTERIM, COFINANCING, CHANGES) if self.since_year else ()),
            *((EXTENSION, EXTENSION) if self.interims or self.proposal or self.grants else ()),
            *((REMEDY, REMEDY, REMEDY) if is_bad else ()),
        )
