"""One pact file in the model: what its parts share, what time brings to it, and how it is compared."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from typing_extensions import override

from tests.model.deadlines import Clock, Fields
from tests.model.machine import Hand, Machine, No, ask
from tests.model.reckoning import DAY

RAN = ("active", "extended", "expired", "terminated")
OVER = ("ended", "superseded", "terminated")


class File(Machine):
    """The state of a file, in plain lists and dictionaries."""

    stream = "pact/demo"

    def __init__(self) -> None:
        """Nobody opened it."""
        super().__init__()
        self.pact_stage: str | None = None
        self.text: str | None = None
        self.signatories: list[str] = []
        self.signatures: dict[str, date] = {}
        self.in_force_on: date | None = None
        self.pact_version = 0
        self.pact_suspended_on: date | None = None
        self.remediations: set[int] = set()
        self.pact_hands: list[Hand] = []
        self.awarded_on: date | None = None
        self.refused_on: date | None = None
        self.wish: Fields | None = None
        self.periods: list[Fields] = []
        self.anchor: date | None = None
        self.cap: date | None = None
        self.contested: list[date] = []
        self.anchor_hands: list[Hand] = []
        self.proposal: Fields | None = None
        self.grants: list[Fields] = []
        self.since_year: int | None = None
        self.suspended_since: date | None = None
        self.suspensions: list[tuple[date, date]] = []
        self.terminated_on: date | None = None
        self.drafts: dict[str, Fields] = {}
        self.taken: list[str] = []
        self.plans: dict[int, Fields] = {}
        self.reports: dict[int, Fields] = {}
        self.started: set[int] = set()
        self.yearly: dict[int, Fields] = {}
        self.interims: dict[int, Fields] = {}
        self.remedials: dict[int, Fields] = {}
        self.conditions: dict[str, Fields] = {}
        self.changes: dict[str, Fields] = {}
        self.commitments: dict[str, Fields] = {}
        self.kpis: dict[str, Fields] = {}

    def shown_stage(self) -> str | None:
        """The stage that shows: what lies over a pact in force comes first."""
        if self.pact_stage != "in_force":
            return self.pact_stage
        if self.pact_suspended_on is not None:
            return "suspended"
        return "remediation" if self.remediations else "in_force"

    def last_year(self) -> int:
        """The last year that the chain covers; a grant counts until its period runs, which then says when it ends."""
        ran = [one for one in self.periods if one["stage"] in RAN]
        begun = {one["number"] for one in ran}
        granted = [one["end"] for one in self.grants if one["period"] + 1 not in begun]
        return max((end.year for end in (*(one["ended_on"] or one["end"] for one in ran), *granted)), default=0)

    def lift(self, first_day_after: date) -> None:
        """End the suspension that lies over support."""
        if self.suspended_since is not None and self.suspended_since < first_day_after:
            self.suspensions.append((self.suspended_since, first_day_after))
        self.suspended_since = None

    @override
    def followed(self) -> tuple[date | None, date | None]:
        """Deadlines stand still from the suspension on, and run again from its end."""
        return self.suspended_since, max((after for _, after in self.suspensions), default=None)

    @override
    def known_since(self, *, by_time: bool) -> datetime:
        """What time brings has been known since the last signature under which support ran."""
        if not by_time:
            return self.now
        early = datetime(1, 1, 1, tzinfo=self.now.tzinfo)
        return max((one["known_at"] for one in self.periods if one["stage"] in RAN and one["known_at"]), default=early)

    def _registered(self) -> None:
        ask(self.pact_stage is not None, "not_registered")

    def _clock(self, c: Fields) -> Clock:
        self._registered()
        if c["deadline"] not in self.clocks.clocks:
            raise No("unknown_deadline")
        return self.clocks.clocks[c["deadline"]]

    def _not_over(self) -> None:
        ask(self.pact_stage not in OVER, "pact_over")

    # time

    @override
    def absorb(self, event: Fields) -> None:
        """What the calendar brings, where it can bring it."""
        match event["type"]:
            case "agreement.activated" | "agreement.expired" | "agreement.extended":
                self._period_moved(event)
            case "support.ended":
                [one] = [each for each in self.periods if each["number"] == event["period"]]
                assert (one["stage"], one["ended_on"]) == ("terminated", date.fromisoformat(event["ended_on"])), event
                assert one["ended_on"] < self.today, event
            case "year_plan.expected":
                assert event["year"] not in self.plans, event
                assert self.since_year is not None, event
                assert self.since_year < event["year"] <= self.last_year(), event
                assert self.today >= date(event["year"] - 1, 9, 1), event
                self.plans[event["year"]] = new_plan(date.fromisoformat(event["year_end"]))
            case "work_year.started":
                assert event["year"] not in self.started, event
                assert date(event["year"], 1, 1) <= self.today, event
                assert event["year"] <= self.last_year(), event
                self.started.add(event["year"])
            case "report.expected":
                assert event["year"] not in self.reports, event
                assert date(event["year"], 12, 31) < self.today, event
                self.reports[event["year"]] = new_report()
            case "condition.missed":
                assert self.conditions[event["condition"]]["state"] == "open", event
                assert date.fromisoformat(event["due"]) < self.today, event
                self.condition_missed(event["condition"])
            case _:
                super().absorb(event)

    def _period_moved(self, event: Fields) -> None:
        [one] = [each for each in self.periods if each["number"] == event["period"]]
        follows = any(
            each["number"] == one["number"] + 1 and each["stage"] in {"signed", "active"} for each in self.periods
        )
        if event["type"] == "agreement.activated":
            assert (one["stage"], one["start"] <= self.today) == ("signed", True), event
            one["stage"] = "active"
            self.since_year = self.since_year or self.today.year
            return
        assert (one["stage"], one["end"] < self.today) == ("active", True), event
        assert follows == (event["type"] == "agreement.extended"), event
        one["stage"] = "extended" if follows else "expired"
        if not follows:
            self.lift(one["end"] + DAY)
            self.remediations.discard(one["number"])

    def condition_missed(self, name: str) -> None:
        """What the condition was set for is open again."""
        one = self.conditions[name]
        one.update(state="missed", was_missed=True)
        if one["source"] == "year_plan":
            plan = self.plans[int(one["reference"])]
            if plan["stage"] == "approved_with_conditions":
                plan.update(stage="complete", verdict=None, mark=None, change=None)
        if one["source"] == "interim_evaluation":
            interim = self.interims[int(one["reference"])]
            if (interim["stage"], interim["verdict"]) == ("completed", "positive_with_conditions"):
                interim.update(stage="opened", verdict=None, report=None, mark=None)

    @override
    def overdue(self) -> list[str]:
        """Periods, plans, years and reports that should have come."""
        late = [
            f"period {one['number']} active"
            for one in self.periods
            if one["stage"] == "signed" and one["start"] <= self.today
        ]
        late += [
            f"period {one['number']} over"
            for one in self.periods
            if one["stage"] == "active" and one["end"] < self.today
        ]
        passed = [
            c.subject["condition"] for c in self.clocks.clocks.values() if (c.row["id"], c.stage) == ("K01", "missed")
        ]
        late += [f"condition {name} missed" for name in passed if self.conditions[name]["state"] == "open"]
        if self.since_year is None:
            return late
        last = self.last_year()
        runs = any(one["stage"] == "active" for one in self.periods)
        for year in range(self.since_year + 1, last + 1):
            if runs and year not in self.plans and date(year - 1, 9, 1) <= self.today:
                late.append(f"plan {year}")
            if year not in self.started and date(year, 1, 1) <= self.today:
                late.append(f"year {year}")
        covered = range(self.since_year, min(last, self.today.year - 1) + 1)
        return late + [f"report {year}" for year in covered if year not in self.reports]

    # comparing

    @override
    def view(self) -> Fields:
        """Every noun's stage with what a decision is bound to."""
        return {
            "pact": (self.shown_stage(), self.pact_version, self.text, len(self.signatures)),
            "award": (self.awarded_on, self.refused_on, self.wish and self.wish["mark"]),
            "cap": (self.anchor, self.cap, tuple(self.contested)),
            "periods": [(one["number"], one["start"], one["end"], one["stage"]) for one in self.periods],
            "proposal": self.proposal and (self.proposal["end"], self.proposal["mark"]),
            "grants": [(one["period"], one["end"], one["bridging"]) for one in self.grants],
            "suspended": (self.suspended_since, tuple(self.suspensions), self.terminated_on),
            "drafts": {name: one["mark"] for name, one in self.drafts.items()},
            "plans": {
                year: (one["stage"], one["round"], one["hash"], one["in_force"]) for year, one in self.plans.items()
            },
            "reports": {year: (one["stage"], one["hash"]) for year, one in self.reports.items()},
            "started": sorted(self.started),
            "yearly": {year: one["done"] for year, one in self.yearly.items()},
            "interims": {number: (one["stage"], one["verdict"]) for number, one in self.interims.items()},
            "remedials": {number: (one["stage"], one["round"]) for number, one in self.remedials.items()},
            "conditions": {name: (one["state"], one["was_missed"]) for name, one in self.conditions.items()},
            "commitments": {name: (one["state"], one["due"], one["version"]) for name, one in self.commitments.items()},
            "kpis": {
                name: {key: (value["value"], value["status"]) for key, value in one["values"].items()}
                for name, one in self.kpis.items()
            },
        }

    @staticmethod
    @override
    def seen(state: Any) -> Fields:
        """The same of the service."""
        pact, chain, support = state.pact, state.agreement, state.support
        plans = [(year.year, year.plan) for year in state.years if year.plan is not None]
        reports = [(year.year, year.report) for year in state.years if year.report is not None]
        return {
            "pact": (
                pact and str(pact.stage),
                pact.pact_version if pact else 0,
                pact and pact.text_hash,
                len(pact.signatures) if pact else 0,
            ),
            "award": (chain.awarded_on, chain.refused_on, chain.award and chain.award.proposal_hash),
            "cap": (chain.anchor, chain.cap, chain.contested_anchors),
            "periods": [(one.number, one.start, one.end, str(one.stage)) for one in chain.periods],
            "proposal": chain.proposal and (chain.proposal.new_end, chain.proposal.proposal_hash),
            "grants": [(one.period, one.new_end, one.bridging) for one in chain.grants],
            "suspended": (support.suspended_since, support.suspensions, support.terminated_on),
            "drafts": {str(one.measure): one.proposal_hash for one in support.proposals},
            "plans": {year: (str(one.stage), one.round, one.plan_hash, one.in_force_hash) for year, one in plans},
            "reports": {year: (str(one.stage), one.report_hash) for year, one in reports},
            "started": [year.year for year in state.years if year.is_started],
            "yearly": {one.year: one.is_completed for one in state.evaluations.yearly},
            "interims": {
                one.period: (str(one.stage), one.verdict and str(one.verdict)) for one in state.evaluations.interim
            },
            "remedials": {one.period: (str(one.stage), one.round) for one in state.remedial},
            "conditions": {one.condition: (one.state, one.is_missed) for one in state.conditions},
            "commitments": {one.commitment: (one.state, one.due, one.pact_version) for one in state.commitments},
            "kpis": {
                one.kpi: {
                    (value.year, str(value.source), value.definition_version): (value.value, str(value.status))
                    for value in one.values
                }
                for one in state.kpis
            },
        }

    # drawing

    def _near(self, rng: Random) -> str:
        """Mostly today, sometimes a while ago, sometimes tomorrow."""
        return (self.today - timedelta(days=rng.choice([0, 0, 0, 0, 1, 20, 400, -1]))).isoformat()

    def _some_year(self, known: Any, rng: Random) -> int:  # noqa: ANN401 - the keys of a dictionary
        years = sorted(known) or [self.today.year]
        return int(rng.choice([*years, *years[-2:], years[-1] + (rng.random() < 0.05)]))


def new_plan(year_end: date) -> Fields:
    """A plan that is expected."""
    return {
        "stage": "expected",
        "round": 1,
        "hash": None,
        "in_force": None,
        "verdict": None,
        "mark": None,
        "waiver": None,
        "change": None,
        "was_last": False,
        "hands": [],
        "year_end": year_end,
    }


def new_report() -> Fields:
    """A report that is expected."""
    return {"stage": "expected", "hash": None, "mark": None, "hands": []}
