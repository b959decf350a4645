"""What every part of the model has in common: a step of a life, what the model says to it, who may take it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from random import Random
from typing import Any

from typing_extensions import override

from tests.model.deadlines import Deadlines, Fields
from tests.model.reckoning import local
from tests.unit.flanders import flanders

SERVICE = "system"
"""Who asks what follows from a decision elsewhere: person and role in one."""

Hand = tuple[str, frozenset[str]]
"""A preparing act, and whose hands were in it."""


@dataclass(frozen=True)
class Step:
    """One person asks one thing at one instant."""

    at: datetime
    person: str
    role: str | None
    behalf: str | None
    command: Fields

    @override
    def __str__(self) -> str:
        """One line that can be read, and pasted into a test."""
        who = f"{self.person} as {self.role}" + (f" for {self.behalf}" if self.behalf else "")
        return f"{self.at.isoformat()} {who}: {self.command}"


class No(Exception):
    """The model says that this is refused, with this code."""

    def __init__(self, code: str) -> None:
        """Keep the code."""
        super().__init__(code)
        self.code = code


def ask(holds: bool, code: str) -> None:
    """Go on where it holds."""
    if not holds:
        raise No(code)


def _no_more() -> tuple[str, ...]:
    return ()


@dataclass(frozen=True)
class Yes:
    """The model says that these events come; ``then`` is what changes, and gives the events that follow from that."""

    events: tuple[str, ...] = ()
    then: Callable[[], tuple[str, ...] | None] = field(default=_no_more)


NOTHING = Yes()


@dataclass(frozen=True)
class Held:
    """A role held from the first day to the last."""

    role: str
    cluster: str | None = None
    since: date = date(2015, 1, 1)
    until: date | None = None


CAST: dict[str, tuple[Held, ...]] = {
    "demo-fern": (Held("cluster_representative", "demo"),),
    "demo-gorse": (Held("cluster_representative", "other"),),
    "demo-berk": (Held("case_officer"),),
    "demo-linde": (Held("case_officer"),),
    "demo-iep": (Held("reviewer"),),
    "demo-den": (Held("head_of_unit"),),
    "demo-es": (Held("head_of_unit"), Held("case_officer")),
    "demo-eik": (Held("leading_official"),),
    "demo-hulst": (Held("committee_secretary"),),
    "demo-hazelaar": (Held("cabinet_liaison"),),
    "demo-gagel": (Held("budget_officer"),),
    "demo-brem": (Held("budget_officer"), Held("leading_official"), Held("committee_secretary"), Held("case_officer")),
    "demo-oud": (Held("case_officer", until=date(2016, 12, 31)),),
    "demo-kijk": (Held("auditor"),),
}
"""Who plays; some hold several roles, so that one person could be both pairs of eyes."""

LENT: dict[tuple[str, str], tuple[str, date, date]] = {
    ("demo-den", "demo-berk"): ("head_of_unit", date(2015, 1, 1), date(2035, 12, 31)),
    ("demo-eik", "demo-gagel"): ("leading_official", date(2015, 1, 1), date(2035, 12, 31)),
    ("demo-linde", "demo-fern"): ("case_officer", date(2015, 1, 1), date(2016, 12, 31)),
}
"""(who lends, to whom): which role, from when to when."""


@cache
def powers() -> dict[str, frozenset[str]]:
    """What each role may send, from the pack."""
    return {role.id: frozenset(role.may) for role in flanders().roles}


@cache
def bound_to_cluster() -> frozenset[str]:
    """Roles that reach their own cluster only."""
    return frozenset(role.id for role in flanders().roles if role.own_cluster_only)


@cache
def second_hands() -> dict[str, frozenset[str]]:
    """By decision: the acts whose hands do not take it."""
    return {row.decision: frozenset(row.preparation) for row in flanders().four_eyes}


@cache
def reaches() -> dict[str, int]:
    """By how many days in all a role moves a deadline, where the pack limits it."""
    return {role.id: role.extends_by_days for role in flanders().roles if role.extends_by_days is not None}


@cache
def steps() -> dict[str, frozenset[str]]:
    """By decision: the acts that come before it."""
    return {row.decision: frozenset(row.needs) for row in flanders().four_eyes}


def acting_role(step: Step, cluster: str | None) -> str:
    """The one role in which this may be asked, or a refusal."""
    kind, on = step.command["kind"], local(step.at)
    if step.person == SERVICE:
        ask(kind in powers()[SERVICE], "not_allowed")
        return SERVICE
    holder, lent = step.behalf or step.person, None
    if step.behalf is not None:
        lent = LENT.get((step.behalf, step.person))
        ask(lent is not None and lent[1] <= on <= lent[2], "not_allowed")
    fitting = {
        held.role
        for held in CAST.get(holder, ())
        if kind in powers()[held.role]
        and step.role in {None, held.role}
        and (lent is None or lent[0] == held.role)
        and held.since <= on
        and (held.until is None or on <= held.until)
        and ((held.cluster is None and held.role not in bound_to_cluster()) or held.cluster == cluster is not None)
    }
    ask(len(fitting) == 1, "not_allowed")
    return fitting.pop()


def hands_of(step: Step) -> frozenset[str]:
    """Who stands behind a step."""
    return frozenset({step.person} | ({step.behalf} if step.behalf else set()))


def other_eyes(decision: str, drafting: str, hands: Iterable[Hand], step: Step) -> None:
    """Nobody decides what they prepared, in whoever's name."""
    counting = second_hands().get(decision, frozenset()) | {drafting}
    busy = {person for act, persons in hands if act in counting for person in persons}
    ask(not busy & hands_of(step), "four_eyes")


def every_step(decision: str, hands: Iterable[Hand]) -> None:
    """Nothing is decided before it went through every hand."""
    ask(steps().get(decision, frozenset()) <= {act for act, _ in hands}, "step_missing")


def endorsed(kind: str, drafting: str, wish: dict[str, Any], step: Step, told: str) -> Yes:
    """A draft is put to the committee once, by nobody who drew it up."""
    if (kind, hands_of(step)) in wish["hands"]:
        return NOTHING
    ask(kind not in {act for act, _ in wish["hands"]}, "already_endorsed")
    other_eyes(kind, drafting, wish["hands"], step)
    return Yes((told,), lambda: wish["hands"].append((kind, hands_of(step))))


def drafted_by(drafting: str, hands: Iterable[Hand]) -> list[Hand]:
    """Whoever drew it up, without those who passed it on."""
    return [hand for hand in hands if hand[0] == drafting]


def somebody(kind: str, rng: Random) -> tuple[str, str | None, str | None]:
    """Mostly somebody who may send this; sometimes anybody at all."""
    if rng.random() < 0.04:
        return rng.choice(list(CAST)), rng.choice([None, "case_officer", "head_of_unit"]), None
    if rng.random() < 0.02:
        giver, taker = rng.choice(list(LENT))
        return taker, None, giver
    fitting = _able(kind)
    return rng.choice(fitting) if fitting else (SERVICE, SERVICE, None)


@cache
def _able(kind: str) -> tuple[tuple[str, str | None, str | None], ...]:
    own = [
        (person, held.role, None)
        for person, roles in CAST.items()
        for held in roles
        if kind in powers()[held.role] and held.until is None and held.cluster in {None, "demo"}
    ]
    lent = [(taker, role, giver) for (giver, taker), (role, _, _) in LENT.items() if kind in powers()[role]]
    strangers = [
        (person, held.role, None) for person, roles in CAST.items() for held in roles if kind in powers()[held.role]
    ]
    return (*own, *own, *own, *lent, *strangers)


class Machine:
    """One stream in the model. What it does not predict it says: ``None``; there only the invariants are checked."""

    stream: str
    cluster: str | None = None

    def __init__(self) -> None:
        """Nothing has happened."""
        self.today = date(2000, 1, 1)
        self.now = datetime(2000, 1, 1, tzinfo=UTC)
        self.clocks = Deadlines()

    def predict(self, step: Step) -> Yes | None:
        """What comes of a step; raises ``No``."""
        step_role = acting_role(step, self.cluster)
        says = getattr(self, step.command["kind"], None)
        if says is None:
            return None
        verdict: Yes = says(step.command, Step(step.at, step.person, step_role, step.behalf, step.command))
        return verdict

    def draw(self, rng: Random) -> Fields:
        """A command that might make sense."""
        raise NotImplementedError

    def focus(self, rng: Random) -> None:
        """Choose what this life is mostly about."""

    def view(self) -> Fields:
        """Where everything stands, by the model."""
        raise NotImplementedError

    @staticmethod
    def seen(state: Any) -> Fields:  # noqa: ANN401 - each machine knows its own
        """Where everything stands, by the service."""
        raise NotImplementedError

    def absorb(self, event: Fields) -> None:
        """Take in what time brought; raises ``AssertionError`` where it could not have come."""
        raise AssertionError(f"time alone brings no {event['type']}")

    def told(self, position: int, event: Fields, role: str) -> None:
        """Keep what was recorded, where it can be spoken of later."""

    def fell_due(self, event: Fields) -> None:
        """Take in that a deadline was missed or reached."""

    def overdue(self) -> list[str]:
        """What time should have brought by now, and did not."""
        return []

    def followed(self) -> tuple[date | None, date | None]:
        """Since when deadlines stand still, and from when they run again."""
        return None, None

    def known_since(self, *, by_time: bool) -> datetime:
        """Since when what is recorded now could have been known."""
        del by_time
        return self.now
