"""Support in the model: award, chain of periods, cap, extension, suspension and end; months counted by the model."""

from datetime import date
from random import Random
from typing import Any

from tests.model.deadlines import Fields
from tests.model.file import File
from tests.model.machine import NOTHING, No, Step, Yes, ask, drafted_by, endorsed, every_step, hands_of, other_eyes
from tests.model.reckoning import DAY, fingerprint, last_day

PERIOD, CAP, LONGEST_BRIDGE = 36, 120, 6
OF_SUPPORT: tuple[str, ...] = ("suspend_support", "resume_support", "terminate_support")
OF_PACT = ("suspend_pact", "resume_pact")
ENDS = ("end_pact", "terminate_pact", "supersede_pact")
TAKEN_BY = {
    "suspend_support": ("suspend_support",),
    "resume_support": ("resume_support",),
    "terminate_agreement": ("terminate_support",),
    "suspend_pact": OF_PACT,
    "end_pact": ENDS,
}
RECORDED_AS = {
    "suspend_support": "support.suspended",
    "resume_support": "support.resumed",
    "terminate_support": "agreement.terminated",
    "suspend_pact": "pact.suspended",
    "resume_pact": "pact.resumed",
    "end_pact": "pact.ended",
    "terminate_pact": "pact.terminated",
    "supersede_pact": "pact.ended",
}


class Agreement(File):
    """What is asked about support."""

    # award and text

    def propose_award(self, c: Fields, step: Step) -> Yes:
        self._registered()
        mark = fingerprint(c)
        if self.wish and self.wish["mark"] == mark:
            return NOTHING
        self._not_over()
        ask(self.awarded_on is None, "already_awarded")

        def then() -> None:
            before = drafted_by("propose_award", self.wish["hands"]) if self.wish else []
            self.wish = {"mark": mark, "hands": [*before, ("propose_award", hands_of(step))]}

        return Yes(("award.proposed",), then)

    def endorse_award(self, c: Fields, step: Step) -> Yes:
        self._registered()
        if self.wish is None:
            raise No("not_proposed")
        ask(c["proposal_hash"] == self.wish["mark"], "content_changed")
        return endorsed("endorse_award", "propose_award", self.wish, step, "award.endorsed")

    def record_award_decision(self, c: Fields, step: Step) -> Yes:
        self._registered()
        on, is_refusal = day(c["decided_on"]), c["outcome"] == "refused"
        if on == (self.refused_on if is_refusal else self.awarded_on):
            return NOTHING
        self._not_over()
        ask(self.awarded_on is None, "already_awarded")
        ask(on <= self.today, "in_future")
        ask(self.refused_on is None or self.refused_on <= on, "before_refusal")
        hands = self.wish["hands"] if self.wish else []
        other_eyes("record_award_decision", "propose_award", hands, step)
        every_step("record_award_decision", hands)

        def then() -> None:
            self.wish = None
            if is_refusal:
                self.refused_on = on
            else:
                self.awarded_on, self.refused_on = on, None

        names = {"granted": "awarded", "granted_with_conditions": "awarded_with_conditions", "refused": "refused"}
        return Yes((f"support.{names[c['outcome']]}",), then)

    def draft_agreement(self, c: Fields, step: Step) -> Yes:
        self._registered()
        start, text = day(c["start"]), c["text_hash"]
        if any((one["start"], one["text"]) == (start, text) for one in self.periods):
            return NOTHING
        self._not_over()
        again = bool(self.periods) and self.periods[-1]["stage"] == "draft"
        number = len(self.periods) + (0 if again else 1)
        if number == 1:
            ask(self.refused_on is None, "not_awarded")
            ask(self.anchor is None or self.anchor <= start, "anchor_after_start")
            end = last_day(start, PERIOD)
            ask(self.cap is None or end <= self.cap, "beyond_cap")
        else:
            grants = [one for one in self.grants if one["period"] == number - 1]
            ask(bool(grants), "not_granted")
            ask(start == grants[-1]["start"], "other_than_granted")
            end = grants[-1]["end"]

        def then() -> None:
            hands = [hand for one in self.periods if one["number"] == number for hand in one["hands"]]
            made = {"number": number, "start": start, "end": end, "stage": "draft", "text": text, "signed_on": None}
            made |= {"hands": [*hands, ("draft_agreement", hands_of(step))], "known_at": None, "ended_on": None}
            self.periods = [*(one for one in self.periods if one["number"] != number), made]

        return Yes(("agreement.drafted",), then)

    def sign_agreement(self, c: Fields, step: Step) -> Yes:
        self._registered()
        one, on = self._period(c["period"]), day(c["signed_on"])
        if (one["signed_on"], one["text"]) == (on, c["text_hash"]):
            return NOTHING
        ask(one["stage"] == "draft", "already_signed")
        ask(one["text"] == c["text_hash"], "content_changed")
        ask(on <= self.today, "in_future")
        ask(self.cap is not None, "anchor_missing")
        ask(not self.contested, "cap_anchor_contested")
        ask(self.cap is not None and one["end"] <= self.cap, "beyond_cap")
        other_eyes("sign_agreement", "draft_agreement", one["hands"], step)
        before = [each for each in self.periods if each["number"] == one["number"] - 1 and each["stage"] == "expired"]

        def then() -> None:
            one.update(stage="signed", signed_on=on, known_at=self.now)
            for each in before:
                each["stage"] = "extended"

        return Yes(("agreement.signed", *("agreement.extended" for _ in before)), then)

    # cap

    def fix_cap_anchor(self, c: Fields, step: Step) -> Yes:
        self._registered()
        anchor, is_settled = day(c["anchor"]), self.anchor is not None and not self.contested
        if is_settled and self.anchor == anchor:
            return NOTHING
        ask(not is_settled, "already_fixed")
        cap = last_day(anchor, CAP)
        ask(all(anchor <= one["start"] for one in self.periods), "anchor_after_start")
        hands = [*self.anchor_hands, *(hand for one in self.periods for hand in one["hands"])]
        other_eyes("fix_cap_anchor", "contest_cap_anchor", hands, step)

        def then() -> None:
            self.anchor, self.cap, self.contested, self.anchor_hands = anchor, cap, [], []

        return Yes(("cap_anchor.fixed",), then)

    def contest_cap_anchor(self, c: Fields, step: Step) -> Yes:
        self._registered()
        anchor = day(c["anchor"])
        ask(self.anchor is not None, "no_cap_anchor")
        if anchor in self.contested:
            return NOTHING
        ask(anchor != self.anchor, "same_anchor")

        def then() -> None:
            self.contested.append(anchor)
            self.anchor_hands.append(("contest_cap_anchor", hands_of(step)))

        return Yes(("cap_anchor.contested",), then)

    # extension

    def propose_extension(self, c: Fields, step: Step) -> Yes:
        self._registered()
        self._not_over()
        self._undecided(c["period"])
        one = self._period(c["period"])
        if self.cap is not None and not self.contested:
            self._next(one, c["months"])
        ask(one is self.periods[-1] and one["stage"] in {"active", "expired"}, "not_active")
        ask(self.suspended_since is None or self.today < self.suspended_since, "suspended")
        self._ground(one, c["months"], bridging=c["bridging"])
        if c["bridging"]:
            ask(not self._verdicts(one), "evaluation_completed")
        start, end = self._next(one, c["months"])
        mark = fingerprint(c)
        if self.proposal and self.proposal["mark"] == mark:
            return NOTHING

        def then() -> None:
            hands = drafted_by("propose_extension", self.proposal["hands"]) if self.proposal else []
            self.proposal = {"period": one["number"], "months": c["months"], "start": start, "end": end, "mark": mark}
            self.proposal |= {"bridging": c["bridging"], "hands": [*hands, ("propose_extension", hands_of(step))]}

        return Yes(("extension.proposed",), then)

    def endorse_extension(self, c: Fields, step: Step) -> Yes:
        self._registered()
        self._undecided(c["period"])
        wish = self.proposal
        if wish is None or wish["period"] != c["period"]:
            raise No("not_proposed")
        ask(c["proposal_hash"] == wish["mark"], "content_changed")
        return endorsed("endorse_extension", "propose_extension", wish, step, "extension.endorsed")

    def record_extension_decision(self, c: Fields, step: Step) -> Yes:
        self._registered()
        self._undecided(c["period"])
        wish, on = self.proposal, day(c["decided_on"])
        if wish is None or wish["period"] != c["period"]:
            raise No("not_proposed")
        ask(c["proposal_hash"] == wish["mark"], "content_changed")
        ask(on <= self.today, "in_future")
        other_eyes("record_extension_decision", "propose_extension", wish["hands"], step)
        every_step("record_extension_decision", wish["hands"])
        if c["decision"] == "refused":
            return Yes(("extension.refused",), lambda: setattr(self, "proposal", None))
        ask(self.suspended_since is None or on < self.suspended_since, "suspended")
        one, months = self._period(c["period"]), c["months"]
        self._ground(one, months, bridging=wish["bridging"])
        ask(months <= wish["months"], "more_than_proposed")
        ask(on <= one["end"], "period_ended")
        start, end = self._next(one, months)
        made = {"period": c["period"], "months": months, "start": start, "end": end, "bridging": wish["bridging"]}

        def then() -> None:
            self.proposal = None
            self.grants.append(made)

        return Yes(("extension.granted",), then)

    # measures

    def propose_measure(self, c: Fields, step: Step) -> Yes:
        self._registered()
        mark, name, on = fingerprint(c), c["measure"], day(c["on"])
        if mark in self.taken or any(one["mark"] == mark for one in self.drafts.values()):
            return NOTHING
        self._possible(name, on)

        def then() -> None:
            before = self.drafts.pop(name, {"hands": []})
            hands = [*drafted_by("propose_measure", before["hands"]), ("propose_measure", hands_of(step))]
            self.drafts[name] = {"mark": mark, "on": on, "hands": hands}

        return Yes(("measure.proposed",), then)

    def suspend_support(self, c: Fields, step: Step) -> Yes:
        return self._take(c, step)

    def resume_support(self, c: Fields, step: Step) -> Yes:
        return self._take(c, step)

    def endorse_termination(self, c: Fields, step: Step) -> Yes:
        self._registered()
        draft = self.drafts.get("terminate_support")
        if draft is None:
            raise No("not_proposed")
        ask(c["proposal_hash"] == draft["mark"], "content_changed")
        return endorsed("endorse_termination", "propose_measure", draft, step, "termination.endorsed")

    def terminate_agreement(self, c: Fields, step: Step) -> Yes:
        return self._take(c, step)

    def suspend_pact(self, c: Fields, step: Step) -> Yes:
        return self._take(c, step)

    def end_pact(self, c: Fields, step: Step) -> Yes:
        return self._take(c, step)

    def _take(self, c: Fields, step: Step) -> Yes:
        self._registered()
        kind, seen = c["kind"], c["proposal_hash"]
        if seen in self.taken:
            return NOTHING
        waiting = [name for name in self.drafts if name in TAKEN_BY[kind]]
        ask(bool(waiting), "not_proposed")
        named = [name for name in waiting if self.drafts[name]["mark"] == seen]
        ask(bool(named), "content_changed")
        name, draft = named[0], self.drafts[named[0]]
        self._possible(name, draft["on"])
        other_eyes(kind, "propose_measure", draft["hands"], step)
        every_step(kind, draft["hands"])
        ask(day(c.get("decided_on", draft["on"].isoformat())) <= self.today, "in_future")
        return Yes((RECORDED_AS[name],), lambda: self._carry_out(name, draft))

    def _carry_out(self, name: str, draft: Fields) -> None:
        gone = OF_SUPPORT if name == "terminate_support" else (name,)
        gone = (*OF_SUPPORT, *OF_PACT, *ENDS) if name in ENDS else gone
        self.drafts = {other: one for other, one in self.drafts.items() if other not in gone}
        self.taken.append(draft["mark"])
        on = draft["on"]
        match name:
            case "suspend_support":
                self.suspended_since = on
            case "resume_support":
                self.lift(on)
            case "terminate_support":
                self._end_support(on)
            case "suspend_pact":
                self.pact_suspended_on = on
            case "resume_pact":
                self.pact_suspended_on = None
            case _:
                names = {"end_pact": "ended", "terminate_pact": "terminated", "supersede_pact": "superseded"}
                self.pact_stage = names[name]

    def _end_support(self, on: date) -> None:
        """What ran keeps its days; what was to come falls away with it."""
        number = self._running()["number"]
        self.lift(on + DAY)
        for one in self.periods:
            if one["number"] >= number and one["stage"] in {"draft", "signed", "active"}:
                one.update(stage="terminated", ended_on=on)
        self.remediations -= {number}
        self.proposal, self.grants = None, [one for one in self.grants if one["period"] < number]
        self.terminated_on = on

    def _possible(self, name: str, on: date) -> None:
        self._not_over()
        if name not in OF_SUPPORT:
            self._possible_for_pact(name, on)
            return
        one = self._running()
        match name:
            case "suspend_support":
                ask(self.suspended_since is None, "already_suspended")
                ask(one["start"] <= on <= one["end"], "outside_period")
                ask(all(after <= on for _, after in self.suspensions), "before_resumption")
            case "resume_support":
                ask(self.suspended_since is not None, "not_suspended")
                assert self.suspended_since is not None
                ask(on > self.suspended_since, "before_suspension")
                ask(on <= one["end"], "outside_period")
            case _:
                ask(one["start"] <= on <= one["end"], "outside_period")

    def _possible_for_pact(self, name: str, on: date) -> None:
        if name != "terminate_pact":
            ask(self.pact_stage == "in_force", "not_in_force")
        is_in_time = self.in_force_on is None or self.in_force_on <= on
        if name == "suspend_pact":
            ask(self.pact_suspended_on is None, "already_suspended")
            ask(is_in_time, "before_entry_into_force")
        elif name == "resume_pact":
            ask(self.pact_suspended_on is not None, "not_suspended")
            assert self.pact_suspended_on is not None
            ask(on > self.pact_suspended_on, "before_suspension")
        else:
            ask(name == "terminate_pact" or is_in_time, "before_entry_into_force")
            ask(all(one["stage"] not in {"signed", "active"} for one in self.periods), "support_running")

    # what they rest on

    def _period(self, number: int) -> Fields:
        for one in self.periods:
            if one["number"] == number:
                return one
        raise No("unknown_period")

    def _running(self) -> Fields:
        for one in self.periods:
            if one["stage"] == "active":
                return one
        raise No("not_active")

    def _undecided(self, number: int) -> None:
        ask(all(one["period"] != number for one in self.grants), "already_decided")

    def _bridges(self, number: int) -> list[Fields]:
        """The unbroken row of bridges that led to this period."""
        row: list[Fields] = []
        while True:
            before = [one for one in self.grants if one["bridging"] and one["period"] == number - 1 - len(row)]
            if not before:
                return row
            row.append(before[0])

    def _verdicts(self, one: Fields) -> list[tuple[int, str]]:
        counting = {one["number"], *(bridge["period"] for bridge in self._bridges(one["number"]))}
        return [
            (number, each["verdict"])
            for number, each in self.interims.items()
            if number in counting and each["stage"] == "completed"
        ]

    def _ground(self, one: Fields, months: int, *, bridging: bool) -> None:
        """No extension without a completed evaluation of what ends, nor behind a bad one."""
        verdicts = self._verdicts(one)
        if bridging:
            before = sum(bridge["months"] for bridge in self._bridges(one["number"]))
            ask(before + months <= LONGEST_BRIDGE, "bridging_too_long")
        else:
            ask(bool(verdicts), "no_interim_evaluation")
        for number, verdict in verdicts:
            ask(verdict != "negative", "negative_evaluation")
            if verdict == "negative_with_remediation":
                stage = self.remedials[number]["stage"] if number in self.remedials else None
                ask(stage != "failed", "remediation_failed")
                ask(stage == "fulfilled", "remediation_open")

    def _next(self, one: Fields, months: int) -> tuple[date, date]:
        """The next period, never beyond the cap."""
        if self.anchor is None or self.cap is None:
            raise No("no_cap_anchor")
        ask(not self.contested, "cap_anchor_contested")
        start = one["end"] + DAY
        end = last_day(start, months)
        ask(end <= self.cap, "beyond_cap")
        return start, end

    # drawing

    def _draw_propose_award(self, rng: Random) -> Fields:
        return {"outcome": rng.choice(["granted", "granted", "refused"]), "grounds": rng.choice("gh")}

    def _draw_endorse_award(self, rng: Random) -> Fields:
        return {"proposal_hash": self.wish["mark"] if self.wish and rng.random() < 0.93 else "0" * 64}

    def _draw_record_award_decision(self, rng: Random) -> Fields:
        outcome = rng.choice(["granted", "granted", "granted_with_conditions", "refused"])
        conditions = ["a plan"] if outcome == "granted_with_conditions" else []
        return {"decided_on": self._near(rng), "minutes": "m 1", "outcome": outcome, "conditions": conditions}

    def _draw_draft_agreement(self, rng: Random) -> Fields:
        starts = [one["start"] for one in self.grants] or [self.today, date(self.today.year + 1, 1, 1)]
        return {"start": rng.choice([starts[-1], starts[-1], *starts]).isoformat(), "text_hash": rng.choice("ab") * 64}

    def _draw_sign_agreement(self, rng: Random) -> Fields:
        one = self.periods[-1] if self.periods else {"number": 1, "text": "a" * 64}
        text = one["text"] if rng.random() < 0.93 else "c" * 64
        return {"period": one["number"], "text_hash": text, "signed_on": self._near(rng)}

    def _draw_fix_cap_anchor(self, rng: Random) -> Fields:
        first = self.periods[0]["start"] if self.periods else self.today
        other = self.contested[0] if self.contested else first - DAY
        anchor = rng.choice([first, other, first.replace(year=first.year - 8)])
        return {"anchor": anchor.isoformat(), "reason": "first day of support"}

    def _draw_contest_cap_anchor(self, rng: Random) -> Fields:
        first = self.periods[0]["start"] if self.periods else self.today
        return {"anchor": rng.choice([first, first - DAY, first + 31 * DAY]).isoformat(), "reason": "another source"}

    def _draw_propose_extension(self, rng: Random) -> Fields:
        bridging = rng.random() < 0.3
        months = rng.choice([1, 3, 6, 7]) if bridging else rng.choice([36, 36, 12, 11, 13, 24, 119])
        return {"period": len(self.periods) or 1, "months": months, "bridging": bridging}

    def _draw_endorse_extension(self, rng: Random) -> Fields:
        wish = self.proposal or {"period": 1, "mark": "0" * 64}
        return {"period": wish["period"], "proposal_hash": wish["mark"] if rng.random() < 0.93 else "0" * 64}

    def _draw_record_extension_decision(self, rng: Random) -> Fields:
        wish = self.proposal or {"period": 1, "months": 36, "mark": "0" * 64}
        decision = rng.choice(["granted", "granted", "granted", "refused"])
        months = rng.choice([wish["months"], wish["months"], max(wish["months"] - 1, 1), wish["months"] + 1])
        return {
            "period": wish["period"],
            "decision": decision,
            "proposal_hash": wish["mark"] if rng.random() < 0.93 else "0" * 64,
            "months": months if decision == "granted" else None,
            "decided_on": self._near(rng),
            "minutes": "m 2",
        }

    def _draw_propose_measure(self, rng: Random) -> Fields:
        running = [one for one in self.periods if one["stage"] == "active"]
        names = (*OF_SUPPORT, *OF_PACT, *ENDS)
        if running and rng.random() < 0.8:
            names = ("suspend_support", "resume_support", "suspend_pact", "resume_pact")
        on = self.today + rng.choice([0, 0, 0, -1, -20, 10]) * DAY
        return {"measure": rng.choice(names), "on": on.isoformat(), "grounds": rng.choice("gh"), "running_projects": []}

    def _draw_taking(self, kind: str, rng: Random) -> Fields:
        waiting = [one["mark"] for name, one in self.drafts.items() if name in TAKEN_BY[kind]]
        mark = rng.choice(waiting) if waiting and rng.random() < 0.95 else "0" * 64
        return {"proposal_hash": mark}

    def _draw_suspend_support(self, rng: Random) -> Fields:
        return self._draw_taking("suspend_support", rng)

    def _draw_resume_support(self, rng: Random) -> Fields:
        return self._draw_taking("resume_support", rng)

    def _draw_endorse_termination(self, rng: Random) -> Fields:
        return self._draw_taking("terminate_agreement", rng)

    def _draw_terminate_agreement(self, rng: Random) -> Fields:
        return {**self._draw_taking("terminate_agreement", rng), "decided_on": self._near(rng), "minutes": "m 3"}

    def _draw_suspend_pact(self, rng: Random) -> Fields:
        return self._draw_taking("suspend_pact", rng)

    def _draw_end_pact(self, rng: Random) -> Fields:
        return self._draw_taking("end_pact", rng)


def day(text: Any) -> date:  # noqa: ANN401 - JSON
    """A date as JSON has it."""
    return date.fromisoformat(text)
