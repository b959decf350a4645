"""Work years in the model: the rounds of a plan, the report, and the yearly evaluation of the pact."""

from random import Random

from tests.model.deadlines import Fields
from tests.model.file import File
from tests.model.machine import NOTHING, No, Step, Yes, ask, hands_of, other_eyes
from tests.model.reckoning import fingerprint

ROUNDS = 3
DECIDED = ("approved", "approved_with_conditions", "rejected", "waived")
IN_FORCE = ("approved", "approved_with_conditions")
SETTLED = (*IN_FORCE, "waived")


class Years(File):
    """What is asked about a work year."""

    # the plan comes in

    def submit_year_plan(self, c: Fields, step: Step) -> Yes:
        plan = self._plan(c)
        ask(plan["stage"] not in DECIDED, "already_decided")
        if plan["hash"] == c["plan_hash"]:
            return NOTHING
        ask(plan["stage"] in {"expected", "withdrawn"}, "already_submitted")
        return Yes(("year_plan.submitted",), lambda: arrived(plan, c, step))

    def request_completion(self, c: Fields, step: Step) -> Yes:
        plan = self._plan(c)
        ask(plan["stage"] == "submitted", "not_submitted")
        return Yes(("year_plan.completion_requested",), lambda: moved(plan, "completion_asked", c, step))

    def supply_completion(self, c: Fields, step: Step) -> Yes:
        plan = self._plan(c)
        if (plan["stage"], plan["hash"]) == ("submitted", c["plan_hash"]):
            return NOTHING
        ask(plan["stage"] == "completion_asked", "not_completion_asked")
        return Yes(("year_plan.completion_supplied",), lambda: arrived(plan, c, step))

    def confirm_complete(self, c: Fields, step: Step) -> Yes:
        plan = self._plan(c)
        if (plan["stage"], plan["hash"]) == ("complete", c["plan_hash"]):
            return NOTHING
        ask(plan["stage"] == "submitted", "not_submitted")
        ask(plan["hash"] == c["plan_hash"], "content_changed")
        return Yes(("year_plan.found_complete",), lambda: moved(plan, "complete", c, step))

    def resubmit_year_plan(self, c: Fields, step: Step) -> Yes:
        plan = self._plan(c)
        if plan["stage"] == "submitted" and plan["round"] > 1 and plan["hash"] == c["plan_hash"]:
            return NOTHING
        ask(plan["stage"] == "rejected", "not_rejected")
        ask(plan["round"] < ROUNDS, "rounds_exhausted")
        ask(plan["hash"] != c["plan_hash"], "nothing_changed")

        def then() -> None:
            plan.update(round=plan["round"] + 1, was_last=False, verdict=None, mark=None, hands=[])
            arrived(plan, c, step)

        return Yes(("year_plan.resubmitted",), then)

    def withdraw_year_plan(self, c: Fields, _: Step) -> Yes:
        plan = self._plan(c)
        if plan["stage"] == "withdrawn":
            return NOTHING
        ask(plan["stage"] not in DECIDED, "already_decided")
        ask(plan["in_force"] is None and not plan["was_last"], "already_decided")
        ask(plan["hash"] is not None, "not_submitted")
        return Yes(("year_plan.withdrawn",), lambda: plan.update(stage="withdrawn", hash=None, verdict=None, mark=None))

    # the plan is judged

    def propose_year_plan_verdict(self, c: Fields, step: Step) -> Yes:
        plan, mark = self._plan(c), fingerprint(c)
        if plan["stage"] == "verdict_proposed" and plan["mark"] == mark:
            return NOTHING
        is_last = plan["stage"] == "rejected" and plan["was_last"]
        ask(is_last or plan["stage"] == "complete", "not_complete")
        ask(plan["hash"] == c["plan_hash"], "content_changed")
        is_conditional = c["verdict"] == "approved_with_conditions"
        ask(bool(c["conditions"]) or not is_conditional, "conditions_missing")
        ask(is_conditional or not c["conditions"], "conditions_unexpected")
        ask(c["verdict"] != "rejected" or bool(c["grounds"].strip()), "grounds_missing")

        def then() -> None:
            plan.update(verdict=c["verdict"], mark=mark)
            moved(plan, "verdict_proposed", c, step)

        return Yes(("year_plan.verdict_proposed",), then)

    def approve_year_plan_verdict(self, c: Fields, step: Step) -> Yes:
        plan = self._proposed_plan(c)
        ask(plan["hash"] == c["plan_hash"], "content_changed")
        ask(plan["mark"] == c["proposal_hash"], "content_changed")
        other_eyes("approve_year_plan_verdict", "propose_year_plan_verdict", plan["hands"], step)
        verdict = plan["verdict"]
        is_last = verdict == "rejected" and plan["round"] >= ROUNDS
        extra = ("year_plan.rounds_exhausted",) if is_last else ()

        def then() -> None:
            in_force = None if verdict == "rejected" else plan["hash"]
            plan.update(stage=verdict, in_force=in_force, was_last=plan["was_last"] or is_last)

        return Yes((f"year_plan.{verdict}", *extra), then)

    def return_verdict_proposal(self, c: Fields, _: Step) -> Yes:
        plan = self._proposed_plan(c)
        return Yes(("year_plan.verdict_returned",), lambda: plan.update(stage="complete", verdict=None, mark=None))

    # no plan, or another one

    def propose_year_plan_waiver(self, c: Fields, step: Step) -> Yes:
        plan, mark = self._plan(c), fingerprint(c)
        if plan["waiver"] == mark:
            return NOTHING
        self._waivable(plan)

        def then() -> None:
            plan["waiver"] = mark
            plan["hands"].append((c["kind"], hands_of(step)))

        return Yes(("year_plan.waiver_proposed",), then)

    def waive_year_plan(self, c: Fields, step: Step) -> Yes:
        plan = self._plan(c)
        self._waivable(plan)
        ask(plan["waiver"] is not None, "not_proposed")
        ask(plan["waiver"] == c["proposal_hash"], "content_changed")
        other_eyes("waive_year_plan", "propose_year_plan_waiver", plan["hands"], step)
        return Yes(("year_plan.waived",), lambda: plan.update(stage="waived", in_force=None, waiver=None))

    def propose_year_plan_amendment(self, c: Fields, step: Step) -> Yes:
        plan, mark = self._plan(c), fingerprint(c)
        self._amendable(plan)
        if plan["change"] and plan["change"][0] == mark:
            return NOTHING
        ask(plan["in_force"] != c["plan_hash"], "nothing_changed")

        def then() -> None:
            plan["change"] = mark, c["plan_hash"]
            plan["hands"].append((c["kind"], hands_of(step)))

        return Yes(("year_plan.amendment_proposed",), then)

    def amend_year_plan(self, c: Fields, step: Step) -> Yes:
        plan = self._plan(c)
        self._amendable(plan)
        if plan["change"] is None:
            raise No("not_proposed")
        mark, text = plan["change"]
        ask(mark == c["proposal_hash"], "content_changed")
        other_eyes("amend_year_plan", "propose_year_plan_amendment", plan["hands"], step)
        return Yes(("year_plan.amended",), lambda: plan.update(hash=text, in_force=text, change=None))

    # the report

    def receive_report(self, c: Fields, step: Step) -> Yes:
        report = self._report(c)
        if report["hash"] == c["report_hash"]:
            return NOTHING
        ask(report["stage"] == "expected", "already_received")
        return Yes(("report.received",), lambda: handed_in(report, c, step))

    def replace_report(self, c: Fields, step: Step) -> Yes:
        report = self._report(c)
        if report["hash"] == c["report_hash"]:
            return NOTHING
        ask(report["stage"] != "processed", "already_decided")
        ask(report["hash"] is not None, "not_received")
        return Yes(("report.replaced",), lambda: handed_in(report, c, step))

    def start_processing_report(self, c: Fields, step: Step) -> Yes:
        report = self._report(c)
        if report["stage"] == "in_processing":
            return NOTHING
        ask(report["stage"] != "processed", "already_decided")
        ask(report["stage"] == "received", "not_received")
        return Yes(("report.processing_started",), lambda: moved(report, "in_processing", c, step))

    def propose_report_verdict(self, c: Fields, step: Step) -> Yes:
        report, mark = self._report(c), fingerprint(c)
        ask(report["stage"] != "processed", "already_decided")
        if report["mark"] == mark:
            return NOTHING
        ask(report["stage"] in {"in_processing", "verdict_proposed"}, "not_in_processing")
        ask(report["hash"] == c["report_hash"], "content_changed")

        def then() -> None:
            report["mark"] = mark
            moved(report, "verdict_proposed", c, step)

        return Yes(("report.verdict_proposed",), then)

    def return_report_proposal(self, c: Fields, _: Step) -> Yes:
        report = self._proposed_report(c)
        return Yes(("report.verdict_returned",), lambda: report.update(stage="in_processing", mark=None))

    def approve_report_verdict(self, c: Fields, step: Step) -> Yes:
        report = self._proposed_report(c)
        ask(report["hash"] == c["report_hash"], "content_changed")
        ask(report["mark"] == c["proposal_hash"], "content_changed")
        other_eyes("approve_report_verdict", "propose_report_verdict", report["hands"], step)
        return Yes(("report.processed",), lambda: report.update(stage="processed"))

    # the pact, once a year

    def _first_year(self) -> int:
        days = [*(one["start"] for one in self.periods), *([self.in_force_on] if self.in_force_on else [])]
        return min((one.year for one in days), default=1)

    def propose_pact_evaluation(self, c: Fields, step: Step) -> Yes:
        self._registered()
        ask(self.pact_stage == "in_force", "not_in_force")
        year, mark = c["year"], fingerprint(c)
        before = self.yearly.get(year, {"done": False, "hands": [], "mark": None})
        ask(not before["done"], "already_evaluated")
        ask(year <= self.today.year + 1, "year_out_of_reach")
        ask(year >= self._first_year(), "not_a_year_of_the_pact")
        ask(c["text_hash"] is None or c["text_hash"] != self.text, "nothing_changed")
        is_missing = self._is_plan_missing(year)
        ask(is_missing or not c["without_plan"], "plan_not_missing")
        ask(c["without_plan"] or not is_missing, "plan_missing")
        if before["mark"] == mark:
            return NOTHING
        hands = [*before["hands"], (c["kind"], hands_of(step))]
        made = {"done": False, "mark": mark, "text": c["text_hash"], "excused": c["without_plan"], "hands": hands}
        return Yes(("pact.evaluation_proposed",), lambda: self.yearly.update({year: made}))

    def evaluate_pact(self, c: Fields, step: Step) -> Yes:
        self._registered()
        ask(self.pact_stage == "in_force", "not_in_force")
        one = self.yearly.get(c["year"])
        ask(one is None or not one["done"], "already_evaluated")
        if one is None:
            raise No("not_proposed")
        ask(one["mark"] == c["proposal_hash"], "content_changed")
        ask(one["excused"] or not self._is_plan_missing(c["year"]), "plan_missing")
        other_eyes("evaluate_pact", "propose_pact_evaluation", one["hands"], step)
        word = "pact.confirmed_unchanged" if one["text"] is None else "pact.version_adopted"

        def then() -> None:
            one["done"] = True
            if one["text"] is not None:
                self.text, self.pact_version = one["text"], self.pact_version + 1

        return Yes(("pact.yearly_evaluation_completed", word), then)

    # what they rest on

    def _plan(self, c: Fields) -> Fields:
        self._registered()
        if c["year"] not in self.plans:
            raise No("not_expected")
        return self.plans[c["year"]]

    def _proposed_plan(self, c: Fields) -> Fields:
        plan = self._plan(c)
        ask(plan["stage"] not in DECIDED, "already_decided")
        ask(plan["stage"] == "verdict_proposed", "not_proposed")
        return plan

    def _report(self, c: Fields) -> Fields:
        self._registered()
        if c["year"] not in self.reports:
            raise No("not_expected")
        return self.reports[c["year"]]

    def _proposed_report(self, c: Fields) -> Fields:
        report = self._report(c)
        ask(report["stage"] != "processed", "already_decided")
        ask(report["stage"] == "verdict_proposed", "not_proposed")
        return report

    def _waivable(self, plan: Fields) -> None:
        ask(plan["stage"] not in SETTLED, "already_decided")
        ask(plan["stage"] not in {"submitted", "complete", "verdict_proposed"}, "plan_in_hand")

    def _amendable(self, plan: Fields) -> None:
        ask(plan["stage"] in IN_FORCE, "not_approved")
        ask(self.today <= plan["year_end"], "year_ended")

    def _is_plan_missing(self, year: int) -> bool:
        return year in self.plans and self.plans[year]["stage"] not in SETTLED

    # drawing

    def _plan_hash(self, year: int, rng: Random) -> Fields:
        here = self.plans.get(year, {"hash": None})["hash"]
        return {"year": year, "plan_hash": here if here and rng.random() < 0.95 else rng.choice("abc") * 64}

    def _draw_submit_year_plan(self, rng: Random) -> Fields:
        return {"year": self._some_year(self.plans, rng), "plan_hash": rng.choice("abc") * 64, "title": "year plan"}

    def _draw_request_completion(self, rng: Random) -> Fields:
        return {"year": self._some_year(self.plans, rng), "missing": ["budget"]}

    def _draw_supply_completion(self, rng: Random) -> Fields:
        return {"year": self._some_year(self.plans, rng), "plan_hash": rng.choice("abc") * 64}

    def _draw_confirm_complete(self, rng: Random) -> Fields:
        return self._plan_hash(self._some_year(self.plans, rng), rng)

    def _draw_resubmit_year_plan(self, rng: Random) -> Fields:
        return self._draw_supply_completion(rng)

    def _draw_withdraw_year_plan(self, rng: Random) -> Fields:
        return {"year": self._some_year(self.plans, rng), "reason": "too early"}

    def _draw_propose_year_plan_verdict(self, rng: Random) -> Fields:
        verdict = rng.choice(["approved", "approved_with_conditions", "rejected", "rejected"])
        conditions = ["a budget"] if (verdict == "approved_with_conditions") != (rng.random() < 0.04) else []
        grounds = "thin" if verdict == "rejected" and rng.random() < 0.95 else ""
        about = self._plan_hash(self._some_year(self.plans, rng), rng)
        return {**about, "verdict": verdict, "conditions": conditions, "grounds": grounds}

    def _draw_approve_year_plan_verdict(self, rng: Random) -> Fields:
        year = self._some_year([y for y, one in self.plans.items() if one["mark"]] or self.plans, rng)
        mark = self.plans.get(year, {"mark": None})["mark"]
        right = mark if mark and rng.random() < 0.95 else "0" * 64
        return {**self._plan_hash(year, rng), "proposal_hash": right}

    def _draw_return_verdict_proposal(self, rng: Random) -> Fields:
        return {"year": self._some_year(self.plans, rng), "remarks": "say more"}

    def _draw_propose_year_plan_waiver(self, rng: Random) -> Fields:
        return {"year": self._some_year(self.plans, rng), "reason": rng.choice(["no means", "last year"])}

    def _draw_waive_year_plan(self, rng: Random) -> Fields:
        year = self._some_year([y for y, one in self.plans.items() if one["waiver"]] or self.plans, rng)
        return {"year": year, "proposal_hash": self.plans.get(year, {}).get("waiver") or "0" * 64}

    def _draw_propose_year_plan_amendment(self, rng: Random) -> Fields:
        year = self._some_year(self.plans, rng)
        return {"year": year, "plan_hash": rng.choice("abcd") * 64, "reason": "another action"}

    def _draw_amend_year_plan(self, rng: Random) -> Fields:
        year = self._some_year([y for y, one in self.plans.items() if one["change"]] or self.plans, rng)
        change = self.plans.get(year, {}).get("change")
        return {"year": year, "proposal_hash": change[0] if change else "0" * 64}

    def _draw_receive_report(self, rng: Random) -> Fields:
        year = self._some_year(self.reports, rng)
        return {"year": year, "report_hash": rng.choice("ab") * 64, "title": "work-year report"}

    def _draw_replace_report(self, rng: Random) -> Fields:
        return {"year": self._some_year(self.reports, rng), "report_hash": rng.choice("ab") * 64, "reason": "a mistake"}

    def _draw_start_processing_report(self, rng: Random) -> Fields:
        return {"year": self._some_year(self.reports, rng)}

    def _draw_propose_report_verdict(self, rng: Random) -> Fields:
        year = self._some_year(self.reports, rng)
        here = self.reports.get(year, {}).get("hash") or "a" * 64
        return {"year": year, "report_hash": here, "verdict": rng.choice(["reached", "partly_reached"])}

    def _draw_return_report_proposal(self, rng: Random) -> Fields:
        return {"year": self._some_year(self.reports, rng), "remarks": "say more"}

    def _draw_approve_report_verdict(self, rng: Random) -> Fields:
        year = self._some_year([y for y, one in self.reports.items() if one["mark"]] or self.reports, rng)
        one = self.reports.get(year, {})
        mark = one.get("mark") if rng.random() < 0.95 else None
        return {"year": year, "report_hash": one.get("hash") or "a" * 64, "proposal_hash": mark or "0" * 64}

    def _draw_propose_pact_evaluation(self, rng: Random) -> Fields:
        outcome = rng.choice(["new_version", "unchanged"])
        year = self.today.year + rng.choice([0, 0, 0, 1, 2, -1])
        return {
            "year": year,
            "outcome": outcome,
            "text_hash": rng.choice("abcd") * 64 if outcome == "new_version" else None,
            "findings": "on course",
            "without_plan": self._is_plan_missing(year) != (rng.random() < 0.2),
        }

    def _draw_evaluate_pact(self, rng: Random) -> Fields:
        year = self._some_year(self.yearly, rng)
        mark = self.yearly.get(year, {}).get("mark") if rng.random() < 0.95 else None
        return {"year": year, "proposal_hash": mark or "0" * 64}


def moved(one: Fields, stage: str, c: Fields, step: Step) -> None:
    """Another stage, and whose hands brought it."""
    one["stage"] = stage
    one["hands"].append((c["kind"], hands_of(step)))


def arrived(plan: Fields, c: Fields, step: Step) -> None:
    """A plan on the table: a waiver that was proposed is void."""
    plan.update(hash=c["plan_hash"], waiver=None)
    moved(plan, "submitted", c, step)


def handed_in(report: Fields, c: Fields, step: Step) -> None:
    """A report in hand: what was drafted on another one is void."""
    report.update(hash=c["report_hash"], mark=None)
    moved(report, "received", c, step)
