"""Corrections in the model: which fact may read otherwise, who lets it, and what the file is from then on.

The model knows in full what is corrected of commitments, of an award and of the pact's own days; of every other fact it
knows what is refused.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random
from typing import Any

from typing_extensions import override

from tests.model.deadlines import Clock, Fields
from tests.model.file import File
from tests.model.machine import NOTHING, No, Step, Yes, ask, hands_of, other_eyes
from tests.model.reckoning import fingerprint
from tests.unit.flanders import flanders

CORRECTIONS = ("propose_correction", "propose_correction", "approve_correction")
WORDS, DAYS = ("do", "do less", "", 5), ("today", "tomorrow", "long ago", None)
MAY: dict[str, dict[str, tuple[Any, ...]]] = {
    "commitment.added": {"text_en": WORDS, "due": DAYS, "party": ("cluster", "agency"), "sort": ("policy_action", "x")},
    "commitment.changed": {"text_en": WORDS, "due": DAYS},
    "commitment.rescheduled": {"due": DAYS},
    "commitment.progress_reported": {"progress": ("on_track", "blocked", "gone"), "remark": ("so", "not so", "")},
    "commitment.fulfilled": {"on": DAYS},
    "commitment.abandoned": {"on": DAYS},
    "support.awarded": {"decided_on": DAYS},
    "support.awarded_with_conditions": {"decided_on": DAYS},
    "pact.signed_by_party": {"signed_on": DAYS},
    "pact.entered_into_force": {"in_force_on": DAYS},
}
"""By fact: the fields of which the model knows what follows, with values that might be given, good and bad."""

OPEN_ENDED = frozenset({"commitment.added", "commitment.changed", "commitment.rescheduled"})
"""Facts whose day may lie ahead, or be none."""

NEVER = frozenset(
    {
        *("agreement.activated", "agreement.expired", "agreement.extended", "support.ended", "condition.missed"),
        *("report.expected", "work_year.started", "year_plan.expected"),
        *("cap_anchor.contested", "cap_anchor.fixed", "cofinancing.proven", "cofinancing.shortfall_found"),
        *("extension.refused_because_cap", "kpi.value_recorded", "kpi.value_restated", "kpi.value_verified"),
    }
)
"""What came with its day, or has an act of its own that puts it right."""


@dataclass(frozen=True)
class Told:
    """A fact as it was recorded; a copy of a life shares it."""

    position: int
    kind: str
    role: str
    fields: Fields

    def __deepcopy__(self, _: object) -> "Told":
        return self


class Corrections(File):
    """What is asked about facts that were recorded."""

    def __init__(self) -> None:
        """Nothing was recorded."""
        super().__init__()
        self.record: dict[int, Told] = {}
        self.wishes: list[Fields] = []
        self.righted: dict[int, Fields] = {}
        self.withdrawn: set[int] = set()

    @override
    def told(self, position: int, event: Fields, role: str) -> None:
        kind = event["type"]
        is_claim = kind.partition(".")[0] in {"claim", "correction", "conflict", "fact", "deadline"}
        if not is_claim and not kind.endswith("proposed"):
            self.record[position] = Told(position, kind, role, event)

    def propose_correction(self, c: Fields, step: Step) -> Yes:
        fact = self._fact(c["corrects"])
        self._sound(fact, c)
        mark = fingerprint({name: value for name, value in c.items() if name != "kind"})
        if any(one["mark"] == mark for one in self.wishes):
            return NOTHING
        self._holds(fact, c)
        wish = {"mark": mark, "said": c, "hands": [(c["kind"], hands_of(step))]}
        return Yes(("correction.proposed",), lambda: self.wishes.append(wish))

    def approve_correction(self, c: Fields, step: Step) -> Yes:
        waiting = [one for one in self.wishes if one["said"]["corrects"] == c["corrects"]]
        ask(bool(waiting), "not_proposed")
        seen = [one for one in waiting if one["mark"] == c["proposal_hash"]]
        ask(bool(seen), "content_changed")
        other_eyes("approve_correction", "propose_correction", seen[0]["hands"], step)
        fact, said = self._fact(c["corrects"]), seen[0]["said"]
        before = [fact.role, *self.righted.get(fact.position, {}).get("by", ())]
        ask(_levels()[step.role or ""] >= max(_levels()[role] for role in before), "level_too_low")
        self._holds(fact, said)

        def then() -> None:
            self.wishes = [one for one in self.wishes if one["said"]["corrects"] != fact.position]
            if said["correction_kind"] == "withdraws":
                self._withdraw(fact)
            else:
                known = self.righted.get(fact.position, {"fields": {}, "by": []})
                fields = {**known["fields"], **dict(said["fields"])}
                self.righted[fact.position] = {"fields": fields, "by": [*known["by"], step.role]}
            self._retell(fact)

        return Yes(("fact.corrected",), then)

    # what is refused

    def _fact(self, position: int) -> Told:
        ask(position not in self.withdrawn, "already_withdrawn")
        if position not in self.record:
            raise No("unknown_fact")
        return self.record[position]

    def _sound(self, fact: Told, c: Fields) -> None:
        ask(fact.kind not in NEVER, "not_correctable")
        says = bool(c["fields"]) or c["effective"] is not None
        ask(says == (c["correction_kind"] == "replaces"), "empty_correction")
        names = [name for name, _ in c["fields"]]
        ask(len(names) == len(set(names)), "field_twice")
        for name, value in c["fields"]:
            ask(name in fact.fields and name != "type", "unknown_field")
            ask(name in MAY.get(fact.kind, {}), "not_correctable_field")
            ask(_fits(fact.kind, name, value), "wrong_value_kind")

    def _holds(self, fact: Told, said: Fields) -> None:
        """A fact is not taken from under another, and no day to come is told as past."""
        if said["correction_kind"] == "withdraws":
            later = [one for one in self._standing() if one.position > fact.position]
            is_first = fact == self._standing()[0]
            resting = later if is_first else [one for one in later if _about(one, fact)]
            ask(not resting, "rests_on_it")
        for name, value in said["fields"]:
            is_day = MAY[fact.kind][name] is DAYS and fact.kind not in OPEN_ENDED
            is_new = value != self._reads(fact)[name]
            ask(not (is_day and is_new) or value <= self.today.isoformat(), "in_future")

    # what it changes

    def _standing(self) -> list[Told]:
        return [one for position, one in self.record.items() if position not in self.withdrawn]

    def _reads(self, fact: Told) -> Fields:
        return {**fact.fields, **self.righted.get(fact.position, {"fields": {}})["fields"]}

    def _withdraw(self, fact: Told) -> None:
        """What it had set falls away, what it had ended runs again until its old day."""
        self.withdrawn.add(fact.position)
        for clock in self.clocks.clocks.values():
            if clock.placed_by == fact.position and clock.stage in {"open", "missed", "stopped"}:
                clock.stage, clock.has_fallen, clock.wish = "cancelled", True, None
            elif self._was_ended_by(fact, clock):
                clock.stage, clock.revision, clock.wish = "open", clock.revision + 1, None

    def _was_ended_by(self, fact: Told, clock: Clock) -> bool:
        is_over = clock.stage in {"met", "cancelled"} and not clock.has_fallen
        standing = [one for one in self._standing() if one.position > clock.placed_by]
        is_ended_yet = any(_ends(one, clock) for one in standing)
        return is_over and fact.position > clock.placed_by and _ends(fact, clock) and not is_ended_yet

    def _retell(self, fact: Told) -> None:
        """Read once more what the fact is about."""
        told = self._reads(fact)
        match fact.kind:
            case "pact.registered":
                self.pact_stage, self.cluster = None, None
            case "support.awarded" | "support.awarded_with_conditions":
                self.awarded_on = date.fromisoformat(told["decided_on"])
            case "pact.signed_by_party":
                self.signatures[told["signatory"]] = date.fromisoformat(told["signed_on"])
            case "pact.entered_into_force":
                self.in_force_on = date.fromisoformat(told["in_force_on"])
            case _:
                self._retell_commitment(told["commitment"])

    def _retell_commitment(self, name: str) -> None:
        self.commitments.pop(name, None)
        for one in self._standing():
            if one.kind.startswith("commitment.") and one.fields["commitment"] == name:
                self._tell_commitment(name, one.kind, self._reads(one))

    def _tell_commitment(self, name: str, kind: str, told: Fields) -> None:
        if kind == "commitment.added":
            begun = {"version": told["pact_version"], "state": "running", "progress": None, "closed": None}
            self.commitments[name] = {one: told[one] for one in ("party", "sort")} | begun
        here = self.commitments[name]
        here |= {one: told[one] for one in ("text_nl", "text_en") if one in told}
        if "due" in told:
            here["due"] = told["due"] and date.fromisoformat(told["due"])
        if "progress" in told:
            here["progress"] = (told["progress"], told["remark"])
        if "on" in told:
            here |= {"state": kind.removeprefix("commitment."), "closed": told["on"]}

    # comparing

    @override
    def view(self) -> Fields:
        """The corrections that wait, and how far each commitment reads as it was put right."""
        said = {
            name: (one["text_en"], one["party"], one["sort"], one["progress"], one["closed"])
            for name, one in self.commitments.items()
        }
        days = (self.in_force_on, dict(self.signatures))
        return {**super().view(), "wishes": [one["mark"] for one in self.wishes], "said": said, "days": days}

    @staticmethod
    @override
    def seen(state: Any) -> Fields:
        """The same of the service."""
        said = {
            one.commitment: (
                *(one.text_en, one.party, one.sort, one.progress and (one.progress, one.remark)),
                one.closed_on and one.closed_on.isoformat(),
            )
            for one in state.commitments
        }
        signed = {one.signatory: one.signed_on for one in state.pact.signatures} if state.pact else {}
        days = (state.pact and state.pact.in_force_on, signed)
        waiting = [one.proposal_hash for one in state.claims.proposals]
        return {**File.seen(state), "wishes": waiting, "said": said, "days": days}

    # drawing

    def _draw_propose_correction(self, rng: Random) -> Fields:
        known = [one for one in self.record.values() if one.kind in MAY]
        promises = [one for one in known if one.kind.startswith("commitment.")]
        some = rng.choice([promises[-3:], promises, known, list(self.record.values())])
        fact = rng.choice(some) if some else Told(rng.choice([1, 999]), "", "", {})
        is_withdrawn = rng.random() < 0.4 and (fact in promises or fact in self._standing()[:1])
        fields = [] if is_withdrawn else self._some_fields(fact, rng)
        kind = "withdraws" if is_withdrawn else "replaces"
        about = {"corrects": fact.position, "correction_kind": kind, "fields": fields}
        return {**about, "value": None, "effective": None, "moved_to": None, "reason": "misread", "evidence": []}

    def _some_fields(self, fact: Told, rng: Random) -> list[list[Any]]:
        values = MAY.get(fact.kind, {})
        if not values or rng.random() < 0.1:
            return rng.choice([[], [["no_such_field", 1]]])
        name = rng.choice(list(values))
        value = rng.choice(values[name])
        ahead = {"today": 0, "tomorrow": 1, "long ago": -400}
        if value in ahead and values[name] is DAYS:
            value = date.fromordinal(self.today.toordinal() + ahead[value]).isoformat()
        return [[name, value]] * (2 if rng.random() < 0.03 else 1)

    def _draw_approve_correction(self, rng: Random) -> Fields:
        wish = rng.choice(self.wishes) if self.wishes else None
        mark = wish["mark"] if wish and rng.random() < 0.95 else "0" * 64
        return {"corrects": wish["said"]["corrects"] if wish else 1, "proposal_hash": mark}


def _fits(kind: str, name: str, value: object) -> bool:
    """A value is one that the act could have had."""
    if MAY[kind][name] is DAYS:
        return value is not None or kind in OPEN_ENDED
    allowed = {"progress": {"on_track", "blocked"}, "sort": {"policy_action"}}
    return isinstance(value, str) and bool(value) and value in allowed.get(name, {value})


def _about(one: Told, fact: Told) -> bool:
    """Two facts of one commitment."""
    same = one.kind.partition(".")[0] == fact.kind.partition(".")[0] == "commitment"
    return same and one.fields["commitment"] == fact.fields["commitment"]


def _ends(fact: Told, clock: Clock) -> bool:
    ending = {*clock.row["met_by"], *clock.row["cancelled_by"]}
    return fact.kind in ending and all(
        str(fact.fields.get(name, value)) == value for name, value in clock.subject.items()
    )


@cache
def _levels() -> dict[str, int]:
    return {role.id: role.level for role in flanders().roles} | {"system": 0}
