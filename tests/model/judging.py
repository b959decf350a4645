"""Interim evaluations, remediation and conditions in the model: judged by two persons, each bound to what was seen."""

from random import Random

from tests.model.deadlines import Fields
from tests.model.file import File
from tests.model.machine import NOTHING, No, Step, Yes, ask, hands_of, other_eyes
from tests.model.reckoning import DAY, fingerprint

TEAM = ("demo-es", "demo-iep")


class Judging(File):
    """What is asked about evaluations, remedial plans and conditions."""

    # interim evaluations

    def plan_interim_evaluation(self, c: Fields, step: Step) -> Yes:
        self._registered()
        one = self.interims.get(c["period"])
        if one and (one["planned_for"], one["team"]) == (c["planned_for"], c["team"]):
            return NOTHING
        ask(one is None or one["stage"] == "planned", "already_opened")
        self._known_period(c["period"])

        def then() -> None:
            made = self.interims.setdefault(c["period"], new_interim())
            made.update(planned_for=c["planned_for"], team=c["team"])
            _moved(made, "planned", c, step)

        return Yes(("interim_evaluation.planned",), then)

    def open_interim_evaluation(self, c: Fields, step: Step) -> Yes:
        self._registered()
        one = self.interims.get(c["period"])
        if one and one["stage"] != "planned":
            ask(one["stage"] != "completed", "already_decided")
            return NOTHING
        ask(self._known_period(c["period"])["stage"] not in {"draft", "signed"}, "not_active")

        def then() -> None:
            _moved(self.interims.setdefault(c["period"], new_interim()), "opened", c, step)

        return Yes(("interim_evaluation.opened",), then)

    def submit_self_assessment(self, c: Fields, step: Step) -> Yes:
        one = self._interim(c)
        if one["assessment"] == c["assessment_hash"]:
            return NOTHING
        ask(one["stage"] != "completed", "already_decided")
        ask(one["stage"] in {"opened", "self_assessed"}, "already_reviewed")

        def then() -> None:
            one["assessment"] = c["assessment_hash"]
            _moved(one, "self_assessed", c, step)

        return Yes(("interim_evaluation.self_assessed",), then)

    def send_evaluation_draft(self, c: Fields, step: Step) -> Yes:
        one = self._interim(c)
        if one["draft"] == c["draft_hash"]:
            return NOTHING
        ask(one["stage"] != "completed", "already_decided")

        def then() -> None:
            one.update(draft=c["draft_hash"], reply=None, verdict=None, report=None, mark=None)
            _moved(one, "in_hearing", c, step)

        return Yes(("interim_evaluation.draft_sent",), then)

    def record_cluster_reply(self, c: Fields, step: Step) -> Yes:
        one = self._interim(c)
        if one["reply"] == c["reply_hash"]:
            return NOTHING
        ask(one["stage"] != "completed", "already_decided")

        def then() -> None:
            one.update(reply=c["reply_hash"], verdict=None, report=None, mark=None)
            _moved(one, "reply_recorded", c, step)

        return Yes(("interim_evaluation.reply_recorded",), then)

    def propose_interim_verdict(self, c: Fields, step: Step) -> Yes:
        one, mark = self._interim(c), fingerprint(c)
        ask(one["stage"] != "completed", "already_decided")
        if one["mark"] == mark:
            return NOTHING

        def then() -> None:
            one.update(verdict=c["verdict"], report=c["report_hash"], mark=mark)
            _moved(one, "verdict_proposed", c, step)
            one["hands"].append((c["kind"], frozenset(one["team"])))

        return Yes(("interim_evaluation.verdict_proposed",), then)

    def complete_interim_evaluation(self, c: Fields, step: Step) -> Yes:
        one = self._interim(c)
        ask(one["stage"] != "completed", "already_decided")
        ask(one["stage"] == "verdict_proposed", "not_proposed")
        ask(one["report"] == c["report_hash"], "content_changed")
        ask(one["mark"] == c["proposal_hash"], "content_changed")
        hearing = [
            clock
            for clock in self.clocks.clocks.values()
            if clock.row["id"] == "D22"
            and clock.stage in {"open", "stopped"}
            and clock.subject["period"] == str(c["period"])
        ]
        ask(not hearing, "hearing_open")
        other_eyes("complete_interim_evaluation", "propose_interim_verdict", one["hands"], step)
        return Yes(("interim_evaluation.completed",), lambda: one.update(stage="completed"))

    # remediation

    def request_remedial_plan(self, c: Fields, _: Step) -> Yes:
        self._registered()
        one = self.interims.get(c["period"])
        is_grounded = one is not None and (one["stage"], one["verdict"]) == ("completed", "negative_with_remediation")
        ask(is_grounded, "no_ground")
        if c["period"] in self.remedials:
            ask(self.remedials[c["period"]]["grounds"] == c["grounds"], "already_requested")
            return NOTHING
        made = {"stage": "requested", "round": 1, "grounds": c["grounds"], "hash": None, "mark": None, "hands": []}

        def then() -> None:
            self.remedials[c["period"]] = made
            self.remediations.add(c["period"])

        return Yes(("remedial_plan.requested",), then)

    def submit_remedial_plan(self, c: Fields, step: Step) -> Yes:
        one = self._remedial(c)
        is_refused = one["stage"] == "refused"
        if one["hash"] == c["plan_hash"]:
            ask(not is_refused, "same_plan")
            return NOTHING
        ask(one["stage"] in {"requested", "refused", "submitted"}, "already_submitted")

        def then() -> None:
            one.update(hash=c["plan_hash"], round=one["round"] + is_refused, mark=None, wish=None, hands=[])
            _moved(one, "submitted", c, step)

        return Yes(("remedial_plan.submitted",), then)

    def propose_remedial_verdict(self, c: Fields, step: Step) -> Yes:
        one, mark = self._remedial(c), fingerprint(c)
        if one["mark"] == mark:
            return NOTHING
        ask(one["stage"] in {"submitted", "verdict_proposed"}, "not_submitted")
        ask(one["hash"] == c["plan_hash"], "content_changed")

        def then() -> None:
            one.update(mark=mark, wish=c["verdict"])
            _moved(one, "verdict_proposed", c, step)

        return Yes(("remedial_plan.verdict_proposed",), then)

    def judge_remedial_plan(self, c: Fields, step: Step) -> Yes:
        one = self._remedial(c)
        if one["stage"] in {"accepted", "refused"} and one["mark"] == c["proposal_hash"]:
            return NOTHING
        ask(one["stage"] == "verdict_proposed", "not_proposed")
        ask(one["mark"] == c["proposal_hash"], "content_changed")
        other_eyes("judge_remedial_plan", "propose_remedial_verdict", one["hands"], step)
        return Yes((f"remedial_plan.{one['wish']}",), lambda: one.update(stage=one["wish"]))

    def propose_remediation_outcome(self, c: Fields, step: Step) -> Yes:
        one, mark = self._remedial(c), fingerprint(c)
        if one["mark"] == mark:
            return NOTHING
        ask(one["stage"] in {"accepted", "outcome_proposed"}, "not_accepted")

        def then() -> None:
            one.update(mark=mark, wish=c["outcome"])
            _moved(one, "outcome_proposed", c, step)

        return Yes(("remediation.outcome_proposed",), then)

    def close_remediation(self, c: Fields, step: Step) -> Yes:
        one = self._remedial(c)
        if one["stage"] in {"fulfilled", "failed"} and one["mark"] == c["proposal_hash"]:
            return NOTHING
        ask(one["stage"] == "outcome_proposed", "not_proposed")
        ask(one["mark"] == c["proposal_hash"], "content_changed")
        other_eyes("close_remediation", "propose_remediation_outcome", one["hands"], step)

        def then() -> None:
            one["stage"] = one["wish"]
            self.remediations.discard(c["period"])

        return Yes((f"remediation.{one['wish']}",), then)

    # conditions

    def set_condition(self, c: Fields, _: Step) -> Yes:
        self._registered()
        known = self.conditions.get(c["condition"])
        if known is not None:
            ask(known["said"] == c, "already_set")
            return NOTHING
        ask(self._has_ground(c["source"], c["reference"]), "no_ground")
        ask(c["due"] >= self.today.isoformat(), "due_in_past")
        made = {"said": c, "state": "open", "was_missed": False, "source": c["source"], "reference": c["reference"]}
        made |= {"told": None, "mark": None, "hands": []}

        def then() -> None:
            self.conditions[c["condition"]] = made

        return Yes(("condition.set",), then)

    def report_condition_met(self, c: Fields, step: Step) -> Yes:
        one = self._condition(c)
        if one["state"] == "met" or (one["state"], one["told"]) == ("reported", c["explanation"]):
            return NOTHING

        def then() -> None:
            one.update(state="reported", told=c["explanation"], mark=fingerprint(c))
            one["hands"].append((c["kind"], hands_of(step)))

        return Yes(("condition.reported",), then)

    def return_condition_report(self, c: Fields, _: Step) -> Yes:
        one = self._condition(c)
        ask(one["state"] == "reported", "not_reported")
        passed = any(
            clock.stage == "missed" and clock.row["id"] == "K01" and clock.subject["condition"] == c["condition"]
            for clock in self.clocks.clocks.values()
        )
        is_missed = passed and not one["was_missed"]

        def then() -> None:
            one["state"] = "missed" if one["was_missed"] else "open"
            if is_missed:
                self.condition_missed(c["condition"])

        return Yes(("condition.report_returned", *(("condition.missed",) if is_missed else ())), then)

    def record_condition_met(self, c: Fields, step: Step) -> Yes:
        one = self._condition(c)
        if (one["state"], one["mark"]) == ("met", c["report_hash"]):
            return NOTHING
        ask(one["state"] == "reported", "not_reported")
        ask(one["mark"] == c["report_hash"], "content_changed")
        other_eyes("record_condition_met", "report_condition_met", one["hands"], step)
        return Yes(("condition.met",), lambda: one.update(state="met"))

    # what they rest on

    def _known_period(self, number: int) -> Fields:
        for one in self.periods:
            if one["number"] == number:
                return one
        raise No("unknown_period")

    def _interim(self, c: Fields) -> Fields:
        self._registered()
        one = self.interims.get(c["period"])
        if one is None or one["stage"] == "planned":
            raise No("not_opened")
        return one

    def _remedial(self, c: Fields) -> Fields:
        self._registered()
        if c["period"] not in self.remedials:
            raise No("not_requested")
        return self.remedials[c["period"]]

    def _condition(self, c: Fields) -> Fields:
        self._registered()
        if c["condition"] not in self.conditions:
            raise No("unknown_condition")
        return self.conditions[c["condition"]]

    def _has_ground(self, source: str, reference: str) -> bool:
        if source == "change":
            return bool(self.changes.get(reference, {"state": None})["state"] == "approved")
        number = int(reference)
        match source:
            case "award":
                return self.awarded_on is not None
            case "year_plan":
                return number in self.plans and self.plans[number]["stage"] == "approved_with_conditions"
            case "interim_evaluation":
                one = self.interims.get(number, {"stage": None, "verdict": None})
                return (one["stage"], one["verdict"]) == ("completed", "positive_with_conditions")
            case "remedial_plan":
                return number in self.remedials and self.remedials[number]["stage"] == "accepted"
            case _:
                return False

    # drawing

    def _some_period(self, rng: Random) -> int:
        number = len(self.periods) or 1
        return rng.choice([number, number, number, max(number - 1, 1), number + (rng.random() < 0.1)])

    def _draw_plan_interim_evaluation(self, rng: Random) -> Fields:
        day = (self.today + 30 * DAY).isoformat()
        return {"period": self._some_period(rng), "planned_for": day, "team": rng.choice([[], list(TEAM)])}

    def _draw_open_interim_evaluation(self, rng: Random) -> Fields:
        return {"period": self._some_period(rng)}

    def _draw_submit_self_assessment(self, rng: Random) -> Fields:
        return {"period": self._some_period(rng), "assessment_hash": rng.choice("ab") * 64}

    def _draw_send_evaluation_draft(self, rng: Random) -> Fields:
        return {"period": self._some_period(rng), "draft_hash": rng.choice("ab") * 64}

    def _draw_record_cluster_reply(self, rng: Random) -> Fields:
        return {"period": self._some_period(rng), "reply_hash": rng.choice("ab") * 64}

    def _draw_propose_interim_verdict(self, rng: Random) -> Fields:
        verdicts = ["positive", "positive", "positive_with_conditions", "negative_with_remediation", "negative"]
        families = [{"family": "members", "verdict": "reached"}]
        about = {"period": self._some_period(rng), "verdict": rng.choice(verdicts)}
        return {**about, "report_hash": rng.choice("cd") * 64, "families": rng.choice([[], families])}

    def _draw_complete_interim_evaluation(self, rng: Random) -> Fields:
        period = self._some_period(rng)
        one = self.interims.get(period, {})
        mark = one.get("mark") if rng.random() < 0.95 else None
        return {"period": period, "report_hash": one.get("report") or "c" * 64, "proposal_hash": mark or "0" * 64}

    def _draw_request_remedial_plan(self, rng: Random) -> Fields:
        return {"period": self._some_period(rng), "grounds": rng.choice(["goals", "goals", "means"])}

    def _draw_submit_remedial_plan(self, rng: Random) -> Fields:
        return {"period": self._some_period(rng), "plan_hash": rng.choice("abc") * 64}

    def _draw_propose_remedial_verdict(self, rng: Random) -> Fields:
        period = self._some_period(rng)
        here = self.remedials.get(period, {}).get("hash") or "a" * 64
        verdict = rng.choice(["accepted", "accepted", "refused"])
        return {"period": period, "plan_hash": here, "verdict": verdict, "grounds": "enough"}

    def _draw_judge_remedial_plan(self, rng: Random) -> Fields:
        period = self._some_period(rng)
        mark = self.remedials.get(period, {}).get("mark") if rng.random() < 0.95 else None
        return {"period": period, "proposal_hash": mark or "0" * 64}

    def _draw_propose_remediation_outcome(self, rng: Random) -> Fields:
        outcome = rng.choice(["fulfilled", "fulfilled", "failed"])
        return {"period": self._some_period(rng), "outcome": outcome, "findings": "done"}

    def _draw_close_remediation(self, rng: Random) -> Fields:
        return self._draw_judge_remedial_plan(rng)

    def _draw_set_condition(self, rng: Random) -> Fields:
        source = rng.choice(["award", "year_plan", "interim_evaluation", "remedial_plan"])
        years = [year for year, one in self.plans.items() if one["stage"] == "approved_with_conditions"] or self.plans
        number = self._some_year(years, rng) if source == "year_plan" else self._some_period(rng)
        due = (self.today + rng.choice([0, 10, 30, 90, -1]) * DAY).isoformat()
        name, about = rng.choice(["c1", "c2", "c3"]), str(number)
        if self.changes and rng.random() < 0.3:
            source, about = "change", rng.choice(list(self.changes))
        return {"condition": name, "source": source, "reference": about, "text": "a budget", "due": due}

    def _draw_report_condition_met(self, rng: Random) -> Fields:
        return {"condition": self._some_condition(rng), "explanation": rng.choice(["see the annex", "see the letter"])}

    def _draw_return_condition_report(self, rng: Random) -> Fields:
        return {"condition": self._some_condition(rng), "remarks": "not there"}

    def _draw_record_condition_met(self, rng: Random) -> Fields:
        name = self._some_condition(rng)
        mark = self.conditions.get(name, {}).get("mark") if rng.random() < 0.95 else None
        return {"condition": name, "report_hash": mark or "0" * 64}

    def _some_condition(self, rng: Random) -> str:
        return rng.choice([*self.conditions, *self.conditions, "c1"])


def new_interim() -> Fields:
    """An evaluation of which nothing is known."""
    return {
        "stage": "planned",
        "planned_for": None,
        "team": [],
        "assessment": None,
        "draft": None,
        "reply": None,
        "verdict": None,
        "report": None,
        "mark": None,
        "hands": [],
    }


def _moved(one: Fields, stage: str, c: Fields, step: Step) -> None:
    one["stage"] = stage
    one["hands"].append((c["kind"], hands_of(step)))
