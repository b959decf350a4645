"""Co-financing in the model: what is short of the support is counted here once more, and two decide what follows."""

from random import Random
from typing import Any

from typing_extensions import override

from tests.model.deadlines import Fields
from tests.model.file import File
from tests.model.machine import NOTHING, No, Step, Yes, ask, hands_of, other_eyes
from tests.model.reckoning import fingerprint
from tests.unit.flanders import flanders

COFINANCING = ("record_cofinancing", "record_cofinancing", "propose_shortfall_decision", "decide_shortfall")
PROOF = ("private_cents", "support_cents", "proof_hash")


class Cofinancing(File):
    """What companies pay in a year beside the support."""

    def __init__(self) -> None:
        """Nothing was proven."""
        super().__init__()
        self.cofinancing: dict[int, Fields] = {}

    def record_cofinancing(self, c: Fields, step: Step) -> Yes:
        self._registered()
        known, given = self.cofinancing.get(c["year"]), {name: c[name] for name in PROOF}
        if known is not None and {name: known[name] for name in PROOF} == given:
            return NOTHING
        ask(known is None or not known["decided"], "already_decided")
        ask(c["year"] <= self.today.year, "in_future")
        ask(any(one["start"].year <= c["year"] <= one["end"].year for one in self.periods), "no_support")
        short = max(0, _asked(c["support_cents"]) - c["private_cents"])
        hands = [*(known["hands"] if known else []), (c["kind"], hands_of(step))]
        kept = {**given, "short": short, "mark": None, "wish": None, "decided": False, "hands": hands}

        def then() -> None:
            self.cofinancing[c["year"]] = kept

        return Yes(("cofinancing.shortfall_found" if short else "cofinancing.proven",), then)

    def propose_shortfall_decision(self, c: Fields, step: Step) -> Yes:
        one, mark = self._short(c), fingerprint(c)
        if one["mark"] == mark:
            return NOTHING
        ask(not one["decided"], "already_decided")
        ask(c["consequence"] == "none" or c["cents"] > 0, "cents_missing")
        ask(c["consequence"] != "none" or c["cents"] == 0, "cents_unexpected")
        ask(c["cents"] <= one["support_cents"], "beyond_support")

        def then() -> None:
            one.update(mark=mark, wish=(c["consequence"], c["cents"]))
            one["hands"].append((c["kind"], hands_of(step)))

        return Yes(("cofinancing.decision_proposed",), then)

    def decide_shortfall(self, c: Fields, step: Step) -> Yes:
        one = self._short(c)
        if one["decided"] and one["mark"] == c["proposal_hash"]:
            return NOTHING
        ask(not one["decided"], "already_decided")
        ask(one["mark"] is not None, "not_proposed")
        ask(one["mark"] == c["proposal_hash"], "content_changed")
        other_eyes("decide_shortfall", "propose_shortfall_decision", one["hands"], step)
        return Yes(("cofinancing.shortfall_decided",), lambda: one.update(decided=True))

    def _short(self, c: Fields) -> Fields:
        self._registered()
        one = self.cofinancing.get(c["year"])
        if one is None or not one["short"]:
            raise No("no_shortfall")
        return one

    # comparing

    @override
    def view(self) -> Fields:
        """What is short of each year, what is to follow, and whether that was decided."""
        told = {
            year: (one["private_cents"], one["short"], one["mark"], one["wish"], one["decided"])
            for year, one in self.cofinancing.items()
        }
        return {**super().view(), "cofinancing": told}

    @staticmethod
    @override
    def seen(state: Any) -> Fields:
        """The same of the service."""
        told = {
            one.year: (
                one.private_cents,
                one.shortfall_cents,
                one.proposal_hash,
                one.proposal_hash and (str(one.consequence), one.cents),
                one.is_decided,
            )
            for one in state.cofinancing
        }
        return {**File.seen(state), "cofinancing": told}

    # drawing

    def _draw_record_cofinancing(self, rng: Random) -> Fields:
        years = [year for one in self.periods for year in range(one["start"].year, self.today.year + 1)]
        support = rng.choice([1_000_001, 50_000_000])
        private = _asked(support) + rng.choice([0, 1, -1, -1, -20_000])
        year = rng.choice([*(years or [self.today.year]), self.today.year + (rng.random() < 0.05)])
        return {"year": year, "private_cents": private, "support_cents": support, "proof_hash": rng.choice("ef") * 64}

    def _draw_propose_shortfall_decision(self, rng: Random) -> Fields:
        consequence = rng.choice(["none", "recover", "recover", "reduce_support"])
        cents = 0 if consequence == "none" and rng.random() < 0.9 else rng.choice([1, 20_000, 20_000, 50_000_001, 0])
        about = {"year": self._some_short(rng), "consequence": consequence}
        return {**about, "cents": cents, "grounds": "less than was promised"}

    def _draw_decide_shortfall(self, rng: Random) -> Fields:
        year = self._some_short(rng)
        mark = self.cofinancing.get(year, {}).get("mark")
        return {"year": year, "proposal_hash": mark if mark and rng.random() < 0.93 else "0" * 64}

    def _some_short(self, rng: Random) -> int:
        return int(rng.choice([year for year, one in self.cofinancing.items() if one["short"]] or [self.today.year]))


def _asked(support_cents: int) -> int:
    """Count the least private money beside this support, a cent for each begun part of one."""
    money = flanders().money
    assert money is not None
    whole, rest = divmod(support_cents * (money.cofinancing_percent or 0), 100)
    return whole + (rest > 0)
