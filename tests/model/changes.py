"""Requests for change in the model: before and after in sight, decided by another person, and applied by themselves."""

from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from typing_extensions import override

from tests.model.deadlines import RUNNING, Clock, Fields
from tests.model.file import File
from tests.model.machine import NOTHING, No, Step, Yes, ask, hands_of, other_eyes, reaches
from tests.model.reckoning import DAY, fingerprint
from tests.unit.flanders import flanders

CHANGES = (
    *("request_change", "request_change", "approve_change", "approve_change", "refuse_change", "withdraw_change"),
    "set_kpi_target",
)
NONE = "—"
ABOUT = {
    "time": ("deadline",),
    "money": ("year",),
    "partner": ("partner",),
    "kpi_target": ("kpi", "year"),
    "scope": (),
}
"""By what a wish is on: the fields that say about which."""


class Changes(File):
    """What is asked to be changed of an agreement that runs."""

    def __init__(self) -> None:
        """Nothing was asked."""
        super().__init__()
        self.targets: dict[tuple[str, int], str] = {}
        self.applied: list[Fields] = []

    def request_change(self, c: Fields, step: Step) -> Yes:
        self._registered()
        known, wish = self.changes.get(c["change"]), c["wish"]
        if known is not None:
            ask((known["wish"], known["grounds"]) == (wish, c["grounds"]), "already_requested")
            return NOTHING
        ask(any(one["stage"] == "active" for one in self.periods), "not_active")
        waiting = [one["wish"] for one in self.changes.values() if one["state"] == "waiting"]
        ask(not any(_exclude(wish, other) for other in waiting), "change_excluded")
        self._possible_wish(wish, c["grounds"], step)
        before, after = self._before(wish), _after(wish)
        ask(before != after, "nothing_changed")
        made = {"wish": wish, "grounds": c["grounds"], "state": "waiting", "before": before, "after": after}
        made |= {"mark": fingerprint({**c, "before": before, "after": after}), "hands": [(c["kind"], hands_of(step))]}

        def then() -> None:
            self.changes[c["change"]] = made

        return Yes(("change.requested",), then)

    def approve_change(self, c: Fields, step: Step) -> Yes:
        one = self._change(c)
        if (one["state"], one["mark"]) == ("approved", c["proposal_hash"]):
            return NOTHING
        ask(one["state"] == "waiting", "already_decided")
        ask(one["mark"] == c["proposal_hash"], "content_changed")
        ask(one["before"] == self._before(one["wish"]), "content_changed")
        other_eyes("approve_change", "request_change", one["hands"], step)
        told = self._brings(one["wish"], step)

        def then() -> None:
            one["state"] = "approved"
            self.applied.append(one["wish"])
            self._apply(one["wish"])

        return Yes(("change.approved", *told), then)

    def refuse_change(self, c: Fields, _: Step) -> Yes:
        return self._ended(self._change(c), "refused")

    def withdraw_change(self, c: Fields, step: Step) -> Yes:
        one = self._change(c)
        is_own = any(persons & hands_of(step) for _, persons in one["hands"])
        ask(is_own or one["state"] != "waiting", "not_yours")
        return self._ended(one, "withdrawn")

    def set_kpi_target(self, c: Fields, _: Step) -> Yes:
        self._registered()
        ask(c["kpi"] in self.kpis, "unknown_kpi")
        known = self.targets.get((c["kpi"], c["year"]))
        if known is not None and Decimal(known) == Decimal(c["target"]):
            return NOTHING
        ask(known is None or c["reason"] is not None, "reason_missing")
        return Yes(self._target_told(c), lambda: self._keep_target(c))

    # what a change does

    def _possible_wish(self, wish: Fields, grounds: str, step: Step) -> None:
        if wish["on"] == "kpi_target":
            ask(wish["kpi"] in self.kpis, "unknown_kpi")
        if wish["on"] != "time":
            return
        clock, due = self._timed(wish)
        movable(clock)
        if clock.wish != (due, grounds, hands_of(step)):
            ask(clock.wish is None, "request_pending")
            ask(clock.may_end(due, self.today), "not_later")

    def _before(self, wish: Fields) -> str:
        """How it stands today, in the words that an approval is bound to."""
        same = [one for one in self.applied if one["on"] == wish["on"]]
        match wish["on"]:
            case "time":
                clock, _ = self._timed(wish)
                return f"{wish['deadline']}: {clock.due if clock.stage in RUNNING else clock.stage}"
            case "money":
                given = [one["cents"] for one in same if one["year"] == wish["year"]]
                return f"{wish['year']}: {_euros(given[-1]) if given else NONE}"
            case "kpi_target":
                return f"{wish['kpi']} {wish['year']}: {self.targets.get((wish['kpi'], wish['year']), NONE)}"
            case "scope":
                return str(same[-1]["description"]) if same else NONE
            case _:
                return self._partner_before(wish, [one for one in same if one["change"] == wish["change"]])

    def _partner_before(self, wish: Fields, same: list[Fields]) -> str:
        if wish["change"] == "joins":
            return NONE
        if wish["change"] == "leaves":
            return str(wish["partner"])
        return same[-1]["partner"] if same else self.cluster or NONE

    def _brings(self, wish: Fields, step: Step) -> tuple[str, ...]:
        """What an approval records beside itself; refused where whoever approves does not reach so far."""
        if wish["on"] == "kpi_target":
            return self._target_told(wish)
        if wish["on"] == "time":
            clock, due = self._timed(wish)
            ask(clock.wish is None, "request_pending")
            movable(clock)
            ask(clock.may_end(due, self.today), "not_later")
            days = clock.granted + (due - clock.due).days
            ask(days <= reaches().get(step.role or "", days), "takes_higher_role")
        return ()

    def _apply(self, wish: Fields) -> None:
        if wish["on"] == "kpi_target":
            self._keep_target(wish)
        if wish["on"] == "time":
            clock, due = self._timed(wish)
            clock.extend(due)

    def _target_told(self, wish: Fields) -> tuple[str, ...]:
        known = self.targets.get((wish["kpi"], wish["year"]))
        if known is None:
            return ("kpi.target_set",)
        return () if Decimal(known) == Decimal(wish["target"]) else ("kpi.target_revised",)

    def _keep_target(self, wish: Fields) -> None:
        if self._target_told(wish):
            self.targets[wish["kpi"], wish["year"]] = wish["target"]

    def _ended(self, one: Fields, state: str) -> Yes:
        if one["state"] == state:
            return NOTHING
        ask(one["state"] == "waiting", "already_decided")
        return Yes((f"change.{state}",), lambda: one.update(state=state))

    def _change(self, c: Fields) -> Fields:
        self._registered()
        if c["change"] not in self.changes:
            raise No("unknown_change")
        return self.changes[c["change"]]

    def _timed(self, wish: Fields) -> tuple[Clock, date]:
        return self._clock(wish), date.fromisoformat(wish["new_due"])

    # comparing

    @override
    def view(self) -> Fields:
        """Each request with what it shows, and the targets that stand."""
        told = {name: (one["state"], one["before"], one["after"], one["mark"]) for name, one in self.changes.items()}
        return {**super().view(), "changes": told, "targets": self.targets}

    @staticmethod
    @override
    def seen(state: Any) -> Fields:
        """The same of the service."""
        told = {one.change: (one.state, one.before, one.after, one.proposal_hash) for one in state.changes}
        targets = {(one.kpi, each.year): each.target for one in state.kpis for each in one.targets}
        return {**File.seen(state), "changes": told, "targets": targets}

    # drawing

    def _draw_request_change(self, rng: Random) -> Fields:
        wish = getattr(self, f"_wish_of_{rng.choice(['time', 'time', *ABOUT])}")(rng)
        return {"change": rng.choice(["v1", "v2", "v3", "v4"]), "wish": wish, "grounds": "illness"}

    def _wish_of_time(self, rng: Random) -> Fields:
        running = [name for name, clock in self.clocks.clocks.items() if clock.stage in RUNNING]
        name = rng.choice(running or list(self.clocks.clocks) or ["D99"])
        due = self.clocks.clocks[name].due if name in self.clocks.clocks else self.today
        later = max(due, self.today) + rng.choice([10, 29, 30, 31, 90]) * DAY
        return {"on": "time", "deadline": name, "new_due": (due if rng.random() < 0.05 else later).isoformat()}

    def _wish_of_money(self, rng: Random) -> Fields:
        return {"on": "money", "year": self.today.year + rng.choice([0, 1]), "cents": rng.choice([5, 45_000_050])}

    def _wish_of_partner(self, rng: Random) -> Fields:
        change = rng.choice(["joins", "leaves", "replaces_organisation"])
        return {"on": "partner", "change": change, "partner": rng.choice(["aa", "bb"]), "since": "2021-01-01"}

    def _wish_of_kpi_target(self, rng: Random) -> Fields:
        return {"on": "kpi_target", **self._some_target(rng)}

    def _wish_of_scope(self, rng: Random) -> Fields:
        return {"on": "scope", "description": rng.choice(["ports", "ports and rivers"])}

    def _draw_approve_change(self, rng: Random) -> Fields:
        name = self._waiting_change(rng)
        mark = self.changes[name]["mark"] if name in self.changes and rng.random() < 0.95 else "0" * 64
        return {"change": name, "proposal_hash": mark}

    def _draw_refuse_change(self, rng: Random) -> Fields:
        return {"change": self._waiting_change(rng), "reason": "no ground"}

    def _draw_withdraw_change(self, rng: Random) -> Fields:
        return {"change": self._waiting_change(rng)}

    def _draw_set_kpi_target(self, rng: Random) -> Fields:
        return {**self._some_target(rng), "reason": rng.choice([None, "more", "more"])}

    def _some_target(self, rng: Random) -> Fields:
        name = rng.choice([*self.kpis, "m1"])
        return {"kpi": name, "year": self.today.year, "target": rng.choice(["100", "120", "120.0"])}

    def _waiting_change(self, rng: Random) -> str:
        waiting = [name for name, one in self.changes.items() if one["state"] == "waiting"]
        return rng.choice([*waiting, *waiting, *waiting, *self.changes] or ["v1"])


def _exclude(one: Fields, other: Fields) -> bool:
    """The pack says of which wishes only one waits at a time."""
    is_same = [[each["on"], *(each[name] for name in ABOUT[each["on"]])] for each in (one, other)]
    return any(
        sorted((row.one, row.other)) == sorted((one["on"], other["on"]))
        and (not row.same_thing or is_same[0] == is_same[1])
        for row in flanders().change_exclusions
    )


def _after(wish: Fields) -> str:
    match wish["on"]:
        case "time":
            return f"{wish['deadline']}: {wish['new_due']}"
        case "money":
            return f"{wish['year']}: {_euros(wish['cents'])}"
        case "kpi_target":
            return f"{wish['kpi']} {wish['year']}: {wish['target']}"
        case "scope":
            return str(wish["description"])
        case _:
            who = NONE if wish["change"] == "leaves" else wish["partner"]
            return f"{who} ({wish['since']})"


def _euros(cents: int) -> str:
    return f"EUR {Decimal(cents).scaleb(-2):.2f}"


def movable(clock: Clock) -> None:
    """Only what somebody still owes gets another day."""
    ask(clock.row["kind"] == "action", "validity_end")
    ask(clock.stage in RUNNING, "not_running")
