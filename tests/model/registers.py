"""The pact's own text in the model, and what is kept beside it: commitments, figures, more time for a deadline."""

from datetime import date
from decimal import Decimal
from random import Random

from tests.model.changes import movable
from tests.model.deadlines import RUNNING, Fields
from tests.model.file import File
from tests.model.machine import NOTHING, No, Step, Yes, ask, bound_to_cluster, hands_of, other_eyes, reaches
from tests.model.reckoning import DAY, fingerprint

PARTIES = ["demo cluster", "demo minister"]
FAMILIES = ("direct-results", "members")


class Registers(File):
    """What is asked about the pact and its registers."""

    # the pact

    def register_pact(self, c: Fields, _: Step) -> Yes:
        if self.pact_stage is not None:
            ask(self.cluster == c["cluster"], "already_registered")
            return NOTHING
        ask(c["cluster"] == "demo", "other_file")

        def then() -> None:
            self.cluster, self.pact_stage = c["cluster"], "registered"

        return Yes(("pact.registered",), then)

    def open_pact_negotiation(self, _: Fields, __: Step) -> Yes:
        self._registered()
        self._not_over()
        if self.pact_stage == "in_negotiation":
            return NOTHING
        ask(self.pact_stage == "registered", "already_agreed")
        return Yes(("pact.negotiation_opened",), lambda: setattr(self, "pact_stage", "in_negotiation"))

    def agree_pact_text(self, c: Fields, step: Step) -> Yes:
        self._registered()
        self._not_over()
        if (self.text, self.signatories) == (c["text_hash"], c["signatories"]):
            return NOTHING
        ask(self.in_force_on is None, "already_in_force")
        ask(not self.signatures, "already_signed")
        ask(len(set(c["signatories"])) == len(c["signatories"]), "signatory_twice")

        def then() -> None:
            self.pact_stage, self.text, self.signatories = "agreed", c["text_hash"], c["signatories"]
            self.pact_hands.append((c["kind"], hands_of(step)))

        return Yes(("pact.text_agreed",), then)

    def record_signature(self, c: Fields, step: Step) -> Yes:
        self._registered()
        self._not_over()
        ask(self.pact_stage not in {"registered", "in_negotiation"}, "not_agreed")
        name, on = c["signatory"], date.fromisoformat(c["signed_on"])
        ask(name in self.signatories, "unknown_signatory")
        if name in self.signatures:
            ask(self.signatures[name] == on, "already_signed")
            return NOTHING
        ask(self.text == c["text_hash"], "content_changed")
        ask(on <= self.today, "in_future")

        def then() -> None:
            self.pact_stage = "signing"
            self.signatures[name] = on
            self.pact_hands.append((c["kind"], hands_of(step)))

        return Yes(("pact.signed_by_party",), then)

    def bring_pact_into_force(self, c: Fields, step: Step) -> Yes:
        self._registered()
        self._not_over()
        on = date.fromisoformat(c["in_force_on"])
        if self.in_force_on == on:
            return NOTHING
        ask(self.in_force_on is None, "already_in_force")
        ask(self.pact_stage not in {"registered", "in_negotiation"}, "not_agreed")
        ask(set(self.signatures) == set(self.signatories), "signatures_missing")
        ask(max(self.signatures.values()) <= on, "before_last_signature")
        ask(on <= self.today, "in_future")
        other_eyes("bring_pact_into_force", "agree_pact_text", self.pact_hands, step)

        def then() -> None:
            self.pact_stage, self.in_force_on, self.pact_version = "in_force", on, 1

        return Yes(("pact.entered_into_force",), then)

    # commitments

    def add_commitment(self, c: Fields, _: Step) -> Yes:
        self._registered()
        known, asked = self.commitments.get(c["commitment"]), c["pact_version"]
        version = asked or (known["version"] if known else max(self.pact_version, 1))
        ask(asked is None or 1 <= asked <= self.pact_version + 1, "unknown_version")
        said = {name: c[name] for name in ("party", "sort", "text_nl", "text_en", "due")}
        if known is not None:
            ask(
                known["version"] == version and all(known[name] == value for name, value in view(said)), "already_added"
            )
            return NOTHING
        ask(c["due"] is None or c["due"] >= self.today.isoformat(), "due_in_past")
        made = {**dict(view(said)), "version": version, "state": "running", "progress": None, "closed": None}

        def then() -> None:
            self.commitments[c["commitment"]] = made

        return Yes(("commitment.added",), then)

    def change_commitment(self, c: Fields, _: Step) -> Yes:
        one = self._commitment(c)
        due = c["due"] and date.fromisoformat(c["due"])
        if (one["text_nl"], one["text_en"], one["due"]) == (c["text_nl"], c["text_en"], due):
            return NOTHING
        ask(one["state"] == "running", "not_running")
        is_moved = one["due"] != due
        ask(not is_moved or due is None or due >= self.today, "due_in_past")
        moved = ("commitment.rescheduled",) if is_moved else ()
        said = {"text_nl": c["text_nl"], "text_en": c["text_en"], "due": due}
        return Yes(("commitment.changed", *moved), lambda: one.update(said))

    def report_commitment_progress(self, c: Fields, _: Step) -> Yes:
        one = self._commitment(c)
        if one["progress"] == (c["progress"], c["remark"]):
            return NOTHING
        ask(one["state"] == "running", "not_running")
        return Yes(("commitment.progress_reported",), lambda: one.update(progress=(c["progress"], c["remark"])))

    def close_commitment(self, c: Fields, _: Step) -> Yes:
        one = self._commitment(c)
        if (one["state"], one["closed"]) == (c["outcome"], c["on"]):
            return NOTHING
        ask(one["state"] == "running", "not_running")
        ask(c["on"] <= self.today.isoformat(), "in_future")
        return Yes((f"commitment.{c['outcome']}",), lambda: one.update(state=c["outcome"], closed=c["on"]))

    # figures

    def define_kpi(self, c: Fields, _: Step) -> Yes:
        self._registered()
        if c["kpi"] in self.kpis:
            ask(self.kpis[c["kpi"]]["said"] == c, "already_defined")
            return NOTHING
        ask(c["family"] in FAMILIES, "unknown_family")

        def then() -> None:
            self.kpis[c["kpi"]] = {"said": c, "versions": 1, "values": {}}

        return Yes(("kpi.defined",), then)

    def record_kpi_value(self, c: Fields, step: Step) -> Yes:
        one = self._kpi(c)
        self._figure_may_come(c, step)
        version = c["definition_version"] or one["versions"]
        ask(version <= one["versions"], "unknown_definition")
        key = (c["year"], c["source"], version)
        known = one["values"].get(key)
        if known is not None:
            ask((known["value"], known["on"]) == (c["value"], c["reference_date"]), "already_recorded")
            return NOTHING
        return Yes(("kpi.value_recorded",), lambda: self._keep(one, key, "provisional", c, step))

    def restate_kpi_value(self, c: Fields, step: Step) -> Yes:
        one = self._kpi(c)
        self._figure_may_come(c, step)
        ask(c["definition_version"] <= one["versions"], "unknown_definition")
        ask(any(key[:2] == (c["year"], c["source"]) for key in one["values"]), "unknown_value")
        key = (c["year"], c["source"], c["definition_version"])
        known = one["values"].get(key)
        if known and (Decimal(known["value"]), known["on"]) == (Decimal(c["value"]), c["reference_date"]):
            return NOTHING
        return Yes(("kpi.value_restated",), lambda: self._keep(one, key, "restated", c, step))

    def verify_kpi_value(self, c: Fields, step: Step) -> Yes:
        one = self._kpi(c)
        known = one["values"].get((c["year"], c["source"], c["definition_version"]))
        if known is None:
            raise No("unknown_value")
        ask(known["mark"] == c["value_hash"], "content_changed")
        if known["status"] == "verified":
            return NOTHING
        other_eyes("verify_kpi_value", known["hands"][0][0], known["hands"], step)
        return Yes(("kpi.value_verified",), lambda: known.update(status="verified"))

    # more time

    def request_extension_of_time(self, c: Fields, step: Step) -> Yes:
        clock, due = self._clock(c), date.fromisoformat(c["new_due"])
        movable(clock)
        wish = (due, c["ground"], hands_of(step))
        if clock.wish == wish:
            return NOTHING
        ask(clock.wish is None, "request_pending")
        ask(clock.may_end(due, self.today), "not_later")
        return Yes(("deadline.extension_requested",), lambda: setattr(clock, "wish", wish))

    def grant_extension_of_time(self, c: Fields, step: Step) -> Yes:
        clock, due = self._clock(c), date.fromisoformat(c["new_due"])
        if clock.wish is None and clock.revision > 1 and clock.due == due:
            return NOTHING
        movable(clock)
        if clock.wish is None:
            raise No("no_request")
        ask(not clock.wish[2] & hands_of(step), "four_eyes")
        ask(clock.wish[0] == due, "content_changed")
        ask(clock.may_end(due, self.today), "not_later")
        days = clock.granted + (due - clock.due).days
        ask(days <= reaches().get(step.role or "", days), "takes_higher_role")
        return Yes(clock.told_of_more_time(), lambda: clock.extend(due))

    def refuse_extension_of_time(self, c: Fields, _: Step) -> Yes:
        clock = self._clock(c)
        ask(clock.wish is not None, "no_request")
        return Yes(("deadline.extension_refused",), lambda: setattr(clock, "wish", None))

    # what they rest on

    def _commitment(self, c: Fields) -> Fields:
        self._registered()
        if c["commitment"] not in self.commitments:
            raise No("unknown_commitment")
        return self.commitments[c["commitment"]]

    def _kpi(self, c: Fields) -> Fields:
        self._registered()
        if c["kpi"] not in self.kpis:
            raise No("unknown_kpi")
        return self.kpis[c["kpi"]]

    def _figure_may_come(self, c: Fields, step: Step) -> None:
        ask(c["source"] != "counted", "counted_by_service")
        ask(c["source"] == "self_reported" or step.role not in bound_to_cluster(), "not_own_figure")
        on = date.fromisoformat(c["reference_date"])
        ask(on <= self.today, "in_future")
        ask(c["year"] <= on.year, "before_the_year")

    def _keep(self, one: Fields, key: tuple[int, str, int], status: str, c: Fields, step: Step) -> None:
        about = {"kpi": c["kpi"], "year": key[0], "source": key[1], "definition_version": key[2]}
        mark = fingerprint({**about, "value": c["value"], "reference_date": c["reference_date"]})
        kept = {"value": c["value"], "on": c["reference_date"], "status": status, "mark": mark}
        one["values"][key] = {**kept, "hands": [(c["kind"], hands_of(step))]}

    # drawing

    def _draw_register_pact(self, rng: Random) -> Fields:
        return {"cluster": rng.choice(["demo", "demo", "demo", "other"]), "succeeds": None, "legal_basis": None}

    def _draw_open_pact_negotiation(self, _: Random) -> Fields:
        return {}

    def _draw_agree_pact_text(self, rng: Random) -> Fields:
        parties = rng.choice([PARTIES, PARTIES, PARTIES[:1], [*PARTIES, PARTIES[0]]])
        return {"text_hash": rng.choice("ab") * 64, "signatories": parties}

    def _draw_record_signature(self, rng: Random) -> Fields:
        missing = [name for name in self.signatories if name not in self.signatures] or PARTIES
        name = rng.choice([*missing, *missing, "nobody"])
        text = self.text if self.text and rng.random() < 0.95 else "0" * 64
        return {"signatory": name, "text_hash": text, "signed_on": self._near(rng)}

    def _draw_bring_pact_into_force(self, rng: Random) -> Fields:
        return {"in_force_on": self._near(rng)}

    def _draw_add_commitment(self, rng: Random) -> Fields:
        due = rng.choice([None, (self.today + rng.choice([1, 30, 90, -1]) * DAY).isoformat()])
        version = rng.choice([None, None, None, 1, self.pact_version + 1, self.pact_version + 2])
        words = {"text_nl": "doen", "text_en": rng.choice(["do", "do"])}
        about = {"commitment": rng.choice(["k1", "k2"]), "party": "cluster", "sort": "policy_action"}
        return {**about, **words, "due": due, "pact_version": version}

    def _draw_change_commitment(self, rng: Random) -> Fields:
        due = rng.choice([None, (self.today + rng.choice([1, 40, 120, -1]) * DAY).isoformat()])
        words = {"text_nl": "doen", "text_en": rng.choice(["do", "do more"])}
        return {"commitment": rng.choice(["k1", "k2"]), **words, "due": due, "reason": "later"}

    def _draw_report_commitment_progress(self, rng: Random) -> Fields:
        return {"commitment": rng.choice(["k1", "k2"]), "progress": rng.choice(["on_track", "delayed"]), "remark": "so"}

    def _draw_close_commitment(self, rng: Random) -> Fields:
        outcome = rng.choice(["fulfilled", "abandoned"])
        return {"commitment": rng.choice(["k1", "k2"]), "outcome": outcome, "on": self._near(rng), "reason": "done"}

    def _draw_define_kpi(self, rng: Random) -> Fields:
        titles = {"title_nl": "leden", "title_en": rng.choice(["members", "members", "partners"])}
        about = {"kpi": rng.choice(["m1", "m2"]), "family": rng.choice([*FAMILIES, *FAMILIES, "unheard-of"])}
        how = {"definition": "counted", "unit": "count", "aggregation": "sum", "better": "higher"}
        return {**about, **titles, **how}

    def _draw_record_kpi_value(self, rng: Random) -> Fields:
        about = {"kpi": rng.choice(["m1", "m2"]), "year": self.today.year - rng.choice([0, 1, 1, -1])}
        source = rng.choice(["self_reported", "self_reported", "external", "counted"])
        figure = {"value": rng.choice(["5", "7.5"]), "reference_date": self._near(rng)}
        return {**about, **figure, "source": source, "definition_version": rng.choice([None, None, 1, 2])}

    def _draw_restate_kpi_value(self, rng: Random) -> Fields:
        return {**self._draw_record_kpi_value(rng), "definition_version": rng.choice([1, 1, 1, 2]), "reason": "recount"}

    def _draw_verify_kpi_value(self, rng: Random) -> Fields:
        name = rng.choice(["m1", "m2"])
        keys = list(self.kpis[name]["values"]) if name in self.kpis else []
        key = rng.choice(keys) if keys else (self.today.year, "external", 1)
        mark = self.kpis[name]["values"][key]["mark"] if keys and rng.random() < 0.93 else "0" * 64
        return {"kpi": name, "year": key[0], "source": key[1], "definition_version": key[2], "value_hash": mark}

    def _some_clock(self, rng: Random) -> str:
        running = [name for name, clock in self.clocks.clocks.items() if clock.stage in RUNNING]
        return rng.choice(running or list(self.clocks.clocks) or ["D99"])

    def _draw_request_extension_of_time(self, rng: Random) -> Fields:
        name = self._some_clock(rng)
        due = self.clocks.clocks[name].due if name in self.clocks.clocks else self.today
        return {"deadline": name, "new_due": (due + rng.choice([10, 30, 90, 0]) * DAY).isoformat(), "ground": "illness"}

    def _draw_grant_extension_of_time(self, rng: Random) -> Fields:
        wishes = [name for name, clock in self.clocks.clocks.items() if clock.wish]
        name = rng.choice(wishes) if wishes else self._some_clock(rng)
        wish = self.clocks.clocks[name].wish if name in self.clocks.clocks else None
        due = wish[0] if wish and rng.random() < 0.93 else self.today
        return {"deadline": name, "new_due": due.isoformat(), "reason": "as requested"}

    def _draw_refuse_extension_of_time(self, rng: Random) -> Fields:
        wishes = [name for name, clock in self.clocks.clocks.items() if clock.wish]
        return {"deadline": rng.choice(wishes) if wishes else self._some_clock(rng), "reason": "no ground"}


def view(said: Fields) -> list[tuple[str, object]]:
    """What was said, with its date as a date."""
    return [(name, value and date.fromisoformat(value) if name == "due" else value) for name, value in said.items()]
