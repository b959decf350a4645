"""A budget year in the model: whole cents, one line after another, and never more than there is."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from typing_extensions import override

from schemas.budget.reservation import BudgetLine
from schemas.budget.whole import BudgetStage, BudgetState
from schemas.cluster import ClusterState
from schemas.pact import PactState
from schemas.support import SupportState
from tests.model.deadlines import Fields
from tests.model.machine import NOTHING, Hand, Machine, No, Step, Yes, ask, hands_of, other_eyes
from tests.model.reckoning import fingerprint

YEAR = 2020
M = 100_000_000
SUSPENDED_SINCE, TERMINATED_ON = date(2020, 5, 4), date(2020, 6, 30)
CLOSED_ON = date(2020, 1, 20)
UNUSED = {"demo": 2 * M, "stil": M, "intercluster-projects": 3 * M}
EARMARKS = ("intercluster-projects", "other-initiatives")
CLUSTERS = ("demo", "stil", "weg", "nieuw")
OPERATING_CAP, OPERATING_PERCENT = 50_000_000, 50

AROUND: Mapping[str, Any] = {
    "pact/stil": PactState(support=SupportState(suspended_since=SUSPENDED_SINCE)),
    "pact/weg": PactState(support=SupportState(terminated_on=TERMINATED_ON)),
    **{f"cluster/{name}": ClusterState(is_registered=True) for name in CLUSTERS},
    "budget/2019": BudgetState(
        year=2019,
        is_open=True,
        stage=BudgetStage.CLOSED,
        closed_on=CLOSED_ON,
        lines=tuple(
            BudgetLine(line=name, is_cluster=name not in EARMARKS, reserved_cents=cents)
            for name, cents in UNUSED.items()
        ),
        unused=tuple(UNUSED.items()),
    ),
}
"""The streams beside the year."""


def line(*, is_cluster: bool) -> Fields:
    """A line on which nothing stands yet."""
    return {"is_cluster": is_cluster, "own": 0, "carried": 0, "committed": 0, "released": 0, "why": None, "came": 0}


def left(one: Fields) -> int:
    """What can still be committed."""
    return int(one["own"] + one["carried"] - one["committed"])


def bound(one: Fields) -> int:
    """What of this year's own means is committed: what was carried over goes first."""
    return int(max(0, one["committed"] - one["carried"]))


class Budget(Machine):
    """The year 2020."""

    stream = f"budget/{YEAR}"

    def __init__(self) -> None:
        """A year that nobody opened."""
        super().__init__()
        self.is_open = False
        self.stage = "planned"
        self.foreseen: int | None = None
        self.wording: str | None = None
        self.approved: int | None = None
        self.wish: tuple[int, str] | None = None
        self.agreed: str | None = None
        self.cuts: tuple[list[list[Any]], str] | None = None
        self.cut: str | None = None
        self.hands: list[Hand] = []
        self.lines: dict[str, Fields] = {}
        self.projects: dict[str, Fields] = {}
        self.operating: dict[str, tuple[int, int]] = {}
        self.over = 0
        self.upto: dict[str, date] = {}
        self.held: list[tuple[str, date, int]] = []

    # what is asked

    def open_budget_year(self, _: Fields, __: Step) -> Yes:
        def then() -> None:
            self.is_open = True

        return NOTHING if self.is_open else Yes(("budget_year.opened",), then)

    def foresee_envelope(self, c: Fields, _: Step) -> Yes:
        self._may_act()
        if (self.foreseen, self.wording) == (c["cents"], c["wording"]):
            return NOTHING
        ask(self.approved is None, "already_approved")

        def then() -> tuple[str, ...]:
            self.stage, self.foreseen, self.wording = "foreseen", c["cents"], c["wording"]
            return self._balance()

        return self._in_order(c, Yes(("envelope.foreseen",), then), "", field="foreseen_on")

    def propose_envelope(self, c: Fields, step: Step) -> Yes:
        self._may_act()
        mark = fingerprint(c)
        if (self.wish and self.wish[1] == mark) or (self.wish is None and c["cents"] == self.approved):
            return NOTHING

        def then() -> None:
            self.wish = c["cents"], mark
            self.hands.append(("propose_envelope", hands_of(step)))

        return Yes(("envelope.proposed",), then)

    def approve_envelope(self, c: Fields, step: Step) -> Yes:
        self._may_act()
        if self.wish is None:
            ask(c["proposal_hash"] == self.agreed, "not_proposed")
            return NOTHING
        cents, mark = self.wish
        ask(c["proposal_hash"] == mark, "content_changed")
        other_eyes("approve_envelope", "propose_envelope", self.hands, step)
        is_first = self.approved is None

        def then() -> tuple[str, ...]:
            self.approved, self.agreed, self.wish = cents, mark, None
            self.hands = [hand for hand in self.hands if hand[0] != "propose_envelope"]
            self.stage = "approved" if is_first else self.stage
            return self._balance()

        return self._in_order(c, Yes(("envelope.approved" if is_first else "envelope.revised",), then), "")

    def reserve_for_cluster(self, c: Fields, _: Step) -> Yes:
        self._may_act()
        name, cents = c["cluster"], c["cents"]
        ask(name not in EARMARKS, "is_earmark")
        here = self.lines.get(name)
        ask(here is not None or name in CLUSTERS, "unknown_cluster")
        if here and (here["own"], here["why"]) == (cents, c["pro_rata"]):
            return NOTHING
        self._fits(here, cents)
        if cents > (here["own"] if here else 0):
            self._means_may_come((name,), self._in_year(c))

        def then() -> tuple[str, ...]:
            self._line(name).update(own=cents, why=c["pro_rata"])
            return self._balance()

        return self._in_order(c, Yes(("reservation.made",), then), name, wanted=cents)

    def allocate_residual(self, c: Fields, _: Step) -> Yes:
        self._may_act()
        name, cents = c["earmark"], c["cents"]
        ask(name in EARMARKS, "unknown_earmark")
        here = self.lines.get(name)
        if here and here["own"] == cents:
            return NOTHING
        self._fits(here, cents)

        def then() -> tuple[str, ...]:
            self._line(name).update(own=cents)
            return self._balance()

        return self._in_order(c, Yes(("residual.allocated",), then), name, wanted=cents)

    def transfer_reservation(self, c: Fields, _: Step) -> Yes:
        self._may_act()
        source, target, cents = c["source"], c["target"], c["cents"]
        ask(cents > 0, "no_amount")
        ask(source != target, "same_line")
        ask(source in self.lines, "unknown_line")
        ask(cents <= self.lines[source]["own"] - bound(self.lines[source]), "committed")
        if target not in EARMARKS:
            ask(target in self.lines or target in CLUSTERS, "unknown_line")
            self._means_may_come((target,), self._in_year(c))

        def then() -> tuple[str, ...]:
            self.lines[source]["own"] -= cents
            self._line(target)["own"] += cents
            return self._balance()

        return self._in_order(c, Yes(("reservation.transferred",), then), source, target)

    def carry_over(self, c: Fields, _: Step) -> Yes:
        self._may_act()
        name, cents = c["line"], c["cents"]
        ask(cents > 0, "no_amount")
        ask(c["from_year"] == YEAR - 1, "wrong_year")
        came = self.lines[name]["came"] if name in self.lines else 0
        if came == cents:
            return NOTHING
        ask(came == 0, "already_carried_over")
        ask(self._on(c) >= CLOSED_ON, "before_closing")
        ask(cents <= UNUSED.get(name, 0), "beyond_unused")
        if name not in EARMARKS:
            self._means_may_come((name,), self._in_year(c))

        def then() -> None:
            here = self._line(name)
            here["carried"], here["came"] = here["carried"] + cents, cents

        return self._in_order(c, Yes(("means.carried_over",), then), name)

    def release_reservation(self, c: Fields, _: Step) -> Yes:
        if not self.lines:
            return NOTHING
        here = self.lines.get(c["line"])
        if here is None or left(here) == 0 or self.stage == "closed":
            return NOTHING

        def then() -> tuple[str, ...]:
            own = here["own"] - bound(here)
            lapsed = left(here) - own
            here.update(
                own=here["own"] - own, carried=here["carried"] - lapsed, released=here["released"] + own + lapsed
            )
            return self._balance()

        return self._in_order(c, Yes(("reservation.released",), then), c["line"])

    def record_commitment_of_funds(self, c: Fields, _: Step) -> Yes:
        self._may_act()
        known = self.projects.get(c["project"])
        asked = {name: c[name] for name in ("line", "clusters", "cents", "decided_on")}
        if known is not None:
            ask(all(known[name] == value for name, value in asked.items()), "already_committed")
            return NOTHING
        ask(c["cents"] > 0, "no_amount")
        ask(self.approved is not None, "not_approved")
        ask(self.over == 0, "over_allocated")
        on = date.fromisoformat(c["decided_on"])
        ask(on <= self.today, "in_future")
        ask(on.year == YEAR, "other_year")
        ask(c["line"] in self.lines, "unknown_line")
        ask(on >= self.upto.get(c["line"], on), "before_reservation")
        self._means_may_come(self._concerned(c["line"], c["clusters"]), on)
        ask(c["cents"] <= left(self.lines[c["line"]]), "beyond_reservation")

        def then() -> None:
            self.projects[c["project"]] = {**asked, "paid": []}
            self.lines[c["line"]]["committed"] += c["cents"]
            self.stage = "in_execution"

        return Yes(("funds.committed",), then)

    def record_payment(self, c: Fields, _: Step) -> Yes:
        ask(self.is_open, "not_open")
        project = self.projects.get(c["project"])
        ask(project is not None, "unknown_project")
        assert project is not None
        paid = (c["cents"], c["paid_on"], c["reference"])
        if paid in project["paid"]:
            return NOTHING
        ask(c["cents"] > 0, "no_amount")
        on = date.fromisoformat(c["paid_on"])
        ask(on <= self.today, "in_future")
        ask(date.fromisoformat(project["decided_on"]) <= on, "before_commitment")
        for name in self._concerned(project["line"], project["clusters"]):
            ask(name != "stil" or on < SUSPENDED_SINCE, "suspended")
        ask(c["cents"] + sum(one[0] for one in project["paid"]) <= project["cents"], "beyond_commitment")
        return Yes(("funds.paid",), lambda: project["paid"].append(paid))

    def set_operating_support(self, c: Fields, _: Step) -> Yes:
        self._may_act()
        name, cents, costs = c["cluster"], c["cents"], c["eligible_cents"]
        ask(name in CLUSTERS, "unknown_cluster")
        if self.operating.get(name) == (cents, costs):
            return NOTHING
        ask(cents <= OPERATING_CAP, "beyond_yearly_cap")
        ask(100 * cents <= OPERATING_PERCENT * costs, "beyond_share")
        if cents > self.operating.get(name, (0, 0))[0]:
            self._means_may_come((name,), self._in_year(c))

        def then() -> None:
            self.operating[name] = cents, costs

        return self._in_order(c, Yes(("operating_support.set",), then), f"operating/{name}")

    def propose_resolution(self, c: Fields, step: Step) -> Yes:
        self._may_act()
        mark = fingerprint(c)
        if self.cuts and self.cuts[1] == mark:
            return NOTHING
        self._enough(c["cuts"])

        def then() -> None:
            self.cuts = c["cuts"], mark
            self.hands.append(("propose_resolution", hands_of(step)))

        return Yes(("over_allocation.resolution_proposed",), then)

    def resolve_over_allocation(self, c: Fields, step: Step) -> Yes:
        self._may_act()
        if self.cuts is None:
            ask(c["proposal_hash"] == self.cut, "not_proposed")
            return NOTHING
        cuts, mark = self.cuts
        ask(c["proposal_hash"] == mark, "content_changed")
        other_eyes("resolve_over_allocation", "propose_resolution", self.hands, step)
        self._enough(cuts)

        def then() -> None:
            for name, cents in cuts:
                self.lines[name]["own"] -= cents
            self.cut = mark if cuts else self.cut
            self._in_balance()

        return self._in_order(c, Yes(("over_allocation.resolved",), then), *(name for name, _ in cuts))

    def close_budget_year(self, _: Fields, __: Step) -> Yes:
        ask(self.is_open, "not_open")
        if self.stage == "closed":
            return NOTHING
        ask(self.over == 0, "over_allocated")

        def then() -> None:
            self.stage, self.wish = "closed", None

        return Yes(("budget_year.closed",), then)

    # what they rest on

    def _may_act(self) -> None:
        ask(self.is_open, "not_open")
        ask(self.stage != "closed", "year_closed")

    def _envelope(self) -> int | None:
        return self.foreseen if self.approved is None else self.approved

    def _on(self, c: Fields, field: str = "decided_on") -> date:
        return date.fromisoformat(c[field]) if c.get(field) else self.today

    def _in_year(self, c: Fields) -> date:
        return max(self._on(c), date(YEAR, 1, 1))

    def _in_order(
        self, c: Fields, yes: Yes, *matters: str, field: str = "decided_on", wanted: int | None = None
    ) -> Yes:
        """What says which means there are keeps its own day, and on the same means comes in the order of these days."""
        on = self._on(c, field)
        ask(on <= self.today, "in_future")
        ask(all(on >= self.upto.get(one, on) for one in matters), "before_last_decision")

        if wanted is not None:
            wish = [*self.held, (matters[0], on, wanted)]
            later = {on, *(when for _, when, _ in self.held if when > on)}
            ask(all(self._too_much(wish, when) <= self._too_much(self.held, when) for when in later), "beyond_envelope")

        def then() -> tuple[str, ...] | None:
            self.upto |= dict.fromkeys(matters, on)
            told = yes.then()
            for one in matters:
                own = self.lines[one]["own"] if one in self.lines else 0
                self.held.append((one, on, (self._envelope() or 0) if one == "" else own))
            return told

        return Yes(yes.events, then)

    def _too_much(self, held: list[tuple[str, date, int]], when: date) -> int:
        """What more than its envelope was set apart on a day, as far as one was known by then."""
        stood = {name: cents for name, since, cents in held if since <= when}
        return max(0, sum(stood.values()) - 2 * stood[""]) if "" in stood else 0  # the envelope is in the sum, too

    def _line(self, name: str) -> Fields:
        return self.lines.setdefault(name, line(is_cluster=name not in EARMARKS))

    def _concerned(self, name: str, clusters: list[str]) -> tuple[str, ...]:
        own = (name,) if name in self.lines and name not in EARMARKS else ()
        return (*own, *clusters)

    def _means_may_come(self, names: tuple[str, ...], on: date) -> None:
        for name in names:
            ask(name != "stil" or on < SUSPENDED_SINCE, "suspended")
            ask(name != "weg" or on <= TERMINATED_ON, "terminated")

    def _fits(self, here: Fields | None, cents: int) -> None:
        ask(cents > 0 or here is not None, "no_amount")
        envelope = self._envelope()
        if envelope is None:
            raise No("no_envelope")
        ask(self.over == 0, "over_allocated")
        ask(here is None or cents >= bound(here), "committed")
        ask(
            sum(one["own"] for one in self.lines.values()) - (here["own"] if here else 0) + cents <= envelope,
            "beyond_envelope",
        )

    def _enough(self, cuts: list[list[Any]]) -> None:
        ask(self.over > 0, "not_over_allocated")
        ask(len({name for name, _ in cuts}) == len(cuts), "line_twice")
        for name, cents in cuts:
            ask(name in self.lines, "unknown_line")
            ask(cents <= self.lines[name]["own"] - bound(self.lines[name]), "committed")
        ask(sum(cents for _, cents in cuts) >= self.over, "cuts_too_small")

    def _balance(self) -> tuple[str, ...]:
        """What more than the envelope is set apart is said at once, and said again when it changes."""
        envelope = self._envelope()
        used = sum(one["own"] for one in self.lines.values())
        over = 0 if envelope is None else max(0, used - envelope)
        if over == self.over:
            return ()
        if over == 0:
            self._in_balance()
            return ("over_allocation.resolved",)
        self.over = over
        return ("over_allocation.found",)

    def _in_balance(self) -> None:
        self.over, self.cuts = 0, None
        self.hands = [hand for hand in self.hands if hand[0] != "propose_resolution"]

    # comparing and drawing

    @override
    def absorb(self, event: Fields) -> None:
        """Only deadlines come by themselves."""
        raise AssertionError(event)

    @override
    def view(self) -> Fields:
        """Stage, envelope, lines, projects."""
        lines = {
            name: (one["is_cluster"], one["own"], one["carried"], one["committed"], one["released"], one["came"])
            for name, one in self.lines.items()
        }
        return {
            "stage": self.stage,
            "envelope": (self.foreseen, self.approved, self.over),
            "waiting": (self.wish and self.wish[1], self.cuts and self.cuts[1]),
            "lines": lines,
            "projects": {name: (one["line"], one["cents"], len(one["paid"])) for name, one in self.projects.items()},
            "operating": {name: cents for name, (cents, _) in self.operating.items()},
            "upto": self.upto,
        }

    @staticmethod
    @override
    def seen(state: Any) -> Fields:
        """The same of the service."""
        return {
            "stage": str(state.stage),
            "envelope": (state.foreseen_cents, state.approved_cents, state.over_cents),
            "waiting": (
                state.proposal and state.proposal.proposal_hash,
                state.resolution and state.resolution.proposal_hash,
            ),
            "lines": {
                one.line: (
                    one.is_cluster,
                    one.reserved_cents,
                    one.carried_cents,
                    one.committed_cents,
                    one.released_cents,
                    one.came_over_cents,
                )
                for one in state.lines
            },
            "projects": {one.project: (one.line, one.committed_cents, len(one.payments)) for one in state.projects},
            "operating": {one.cluster: one.cents for one in state.operating},
            "upto": dict(state.decided),
        }

    @override
    def draw(self, rng: Random) -> Fields:
        """Some command of a budget year, with amounts near what there is."""
        kind = rng.choice(KINDS) if self.is_open or rng.random() < 0.1 else "open_budget_year"
        if kind == "close_budget_year" and rng.random() < 0.8:  # little can be asked of a closed year
            kind = "record_payment" if self.projects else "propose_envelope"
        if self.over and rng.random() < 0.5:
            kind = rng.choice(["propose_resolution", "resolve_over_allocation"])
        return {"kind": kind, **getattr(self, f"_draw_{kind}", lambda _: {})(rng)}

    def _draw_foresee_envelope(self, rng: Random) -> Fields:
        return {
            "cents": rng.choice([75 * M, 40 * M, 20 * M]),
            "wording": rng.choice([None, "75 mio"]),
            "foreseen_on": self._decided(rng),
        }

    def _draw_propose_envelope(self, rng: Random) -> Fields:
        used = sum(one["own"] for one in self.lines.values())
        cents = rng.choice([75 * M, 60 * M, used, max(0, used - 1), used // 2, self.approved or M])
        return {"cents": cents, "grounds": rng.choice(["decree", "cut"])}

    def _draw_approve_envelope(self, rng: Random) -> Fields:
        return {
            "proposal_hash": self._hash(self.wish[1] if self.wish else self.agreed, rng),
            "decided_on": self._decided(rng),
        }

    def _draw_reserve_for_cluster(self, rng: Random) -> Fields:
        return {
            "cluster": self._name(rng),
            "cents": self._amount(rng),
            "pro_rata": rng.choice([None, None, "joins in May"]),
            "decided_on": self._decided(rng),
        }

    def _draw_allocate_residual(self, rng: Random) -> Fields:
        return {
            "earmark": rng.choice([*EARMARKS, *EARMARKS, "demo"]),
            "cents": self._amount(rng),
            "decided_on": self._decided(rng),
        }

    def _draw_transfer_reservation(self, rng: Random) -> Fields:
        source = rng.choice(list(self.lines) or ["demo"])
        free = self.lines[source]["own"] - bound(self.lines[source]) if source in self.lines else M
        cents = rng.choice([max(free, 0), max(free, 0) + 1, max(free, 0) // 2, 0])
        return {
            "source": source,
            "target": self._name(rng),
            "cents": cents,
            "reason": "moved",
            "decided_on": self._decided(rng),
        }

    def _draw_carry_over(self, rng: Random) -> Fields:
        name = rng.choice([*UNUSED, *UNUSED, "weg"])
        cents = rng.choice([M, UNUSED.get(name, 0), UNUSED.get(name, 0) + 1])
        return {
            "line": name,
            "from_year": rng.choice([2019, 2019, 2019, 2018]),
            "cents": cents,
            "reason": "unused",
            "decided_on": self._decided(rng),
        }

    def _draw_release_reservation(self, rng: Random) -> Fields:
        return {"line": self._name(rng), "reason": "not needed", "decided_on": self._decided(rng)}

    def _draw_record_commitment_of_funds(self, rng: Random) -> Fields:
        name = rng.choice(list(self.lines) or ["demo"])
        there = left(self.lines[name]) if name in self.lines else M
        return {
            "line": name,
            "project": f"p{rng.randint(1, 4)}",
            "clusters": rng.choice([[], [], ["demo"], ["stil"], ["weg"]]),
            "cents": rng.choice([max(there, 0), max(there, 0) + 1, max(there, 0) // 2, M]),
            "decided_on": self._day(rng),
        }

    def _draw_record_payment(self, rng: Random) -> Fields:
        name = rng.choice(list(self.projects) or ["p1"])
        project = self.projects.get(name, {"cents": M, "paid": []})
        there = project["cents"] - sum(one[0] for one in project["paid"])
        return {
            "project": name,
            "cents": rng.choice([there, there + 1, there // 2, M]),
            "paid_on": self._day(rng),
            "reference": rng.choice([None, "bank 1"]),
        }

    def _draw_set_operating_support(self, rng: Random) -> Fields:
        cents = rng.choice([OPERATING_CAP, OPERATING_CAP + 1, 20_000_000])
        return {
            "cluster": self._name(rng),
            "cents": cents,
            "eligible_cents": rng.choice([2 * cents, 2 * cents - 1, M]),
            "decided_on": self._decided(rng),
        }

    def _draw_propose_resolution(self, rng: Random) -> Fields:
        names = rng.sample(list(self.lines), min(len(self.lines), rng.randint(1, 2))) or ["demo"]
        free = {name: max(0, self.lines[name]["own"] - bound(self.lines[name])) for name in names if name in self.lines}
        cuts = [[name, rng.choice([free.get(name, 0), min(free.get(name, 0), self.over), self.over])] for name in names]
        return {"cuts": cuts, "grounds": "less"}

    def _draw_resolve_over_allocation(self, rng: Random) -> Fields:
        return {
            "proposal_hash": self._hash(self.cuts[1] if self.cuts else self.cut, rng),
            "decided_on": self._decided(rng),
        }

    def _hash(self, right: str | None, rng: Random) -> str:
        return right if right and rng.random() < 0.9 else "0" * 64

    def _name(self, rng: Random) -> str:
        return rng.choice([*CLUSTERS, *CLUSTERS, *EARMARKS, "niemand"])

    def _amount(self, rng: Random) -> int:
        room = int((self._envelope() or 0) - sum(one["own"] for one in self.lines.values()))
        return rng.choice([8 * M, 8 * M, M, max(room, 0), max(room, 0) + 1, max(room, 0) // 2, 0])

    def _decided(self, rng: Random) -> str | None:
        """Mostly no day of its own; else one that may be, or one before the last decision or after today."""
        days = [
            self.today,
            max(self.upto.values(), default=self.today),
            self.today - timedelta(days=2),
            self.today + timedelta(days=1),
        ]
        return None if rng.random() < 0.7 else rng.choice(days).isoformat()

    def _day(self, rng: Random) -> str:
        return (self.today - timedelta(days=rng.choice([0, 0, 3, 60, -1]))).isoformat()


KINDS = (
    "open_budget_year",
    "foresee_envelope",
    *("propose_envelope", "approve_envelope", "approve_envelope") * 2,
    *("reserve_for_cluster",) * 3,
    *("allocate_residual", "transfer_reservation", "carry_over") * 2,
    *("record_commitment_of_funds", "record_payment") * 3,
    "release_reservation",
    "set_operating_support",
    *("propose_resolution", "resolve_over_allocation") * 2,
    "close_budget_year",
)
