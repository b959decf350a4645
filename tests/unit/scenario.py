"""The one way in which rules are tested: given events, when a command, then events or a refusal."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any, Generic, Self, TypeVar

from domain.recording import provisional
from schemas.command import Command
from schemas.effective import Effective
from schemas.event import Payload, Pending, Recorded
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused
from tests.unit.programme import rules_of

CLUSTER = Actor(person="demo-aster", role="cluster_representative")
OFFICER = Actor(person="demo-berk", role="case_officer")
REVIEWER = Actor(person="demo-ceder", role="reviewer")
HEAD = Actor(person="demo-den", role="head_of_unit")
LEADER = Actor(person="demo-eik", role="leading_official")
SECRETARY = Actor(person="demo-ficus", role="committee_secretary")
SYSTEM = Actor(person="system", role="system")

MORNING = datetime(2020, 3, 2, 9, 0, tzinfo=UTC)
"""Where every scenario starts, unless told otherwise: Monday 2 March 2020, 10:00 in Brussels."""

State = TypeVar("State")
Decide = Callable[[Any, Actor, State, datetime, RulesState], list[Pending]]
Evolve = Callable[[State, Recorded], State]


def on(day: date) -> Effective:
    """That exact day, as an effective date."""
    return Effective(earliest=day, latest=day)


def pending(payload: Payload, *, day: date | None = None, backfill: bool = False) -> Pending:
    """An event as a decision would have produced it, effective on ``day``."""
    return Pending(payload=payload, effective=on(day or MORNING.date()), backfill=backfill)


class Scenario(Generic[State]):
    """One stream under test; every method answers the scenario itself, so that a test reads as a sentence.

    ``given`` folds events that are already there, ``when`` decides and folds, and the ``then`` methods compare what
    the last ``when`` gave. ``decide`` and ``evolve`` are those of any module of the domain.
    """

    def __init__(
        self,
        decide: Decide[State],
        evolve: Evolve[State],
        state: State,
        *,
        stream: str = "pact/demo",
        rules: RulesState | None = None,
    ) -> None:
        self.decide, self.evolve, self.state, self.stream = decide, evolve, state, stream
        self.rules = rules if rules is not None else rules_of()
        self.now = MORNING
        self.history: list[Recorded] = []
        self.answer: list[Pending] = []
        self.refusal: Refused | None = None

    def at(self, now: datetime) -> Self:
        """Set the clock: what follows happens at this instant (UTC)."""
        self.now = now
        return self

    def under(self, rules: RulesState) -> Self:
        """Change the rules for what follows."""
        self.rules = rules
        return self

    def given(self, *events: Payload | Pending, by: Actor = OFFICER) -> Self:
        """Fold payloads, or whole pending events, as recorded by this actor at the present instant."""
        made = [event if isinstance(event, Pending) else pending(event, day=self.now.date()) for event in events]
        self._fold(made, by)
        return self

    def when(self, command: Command, by: Actor = OFFICER, at: datetime | None = None) -> Self:
        """Decide the command and fold what comes of it; a refusal is kept for ``then_refused``."""
        self.now = at or self.now
        self.answer, self.refusal = [], None
        try:
            self.answer = list(self.decide(command, by, self.state, self.now, self.rules))
        except Refused as refused:
            self.refusal = refused
            return self
        self._fold(self.answer, by)
        return self

    def then(self, *payloads: Payload) -> Self:
        """Expect exactly these payloads, in this order."""
        assert self.refusal is None, f"refused: {self.refusal}"
        assert list(payloads) == [event.payload for event in self.answer]
        return self

    def then_types(self, *types: str) -> Self:
        """Expect events of these wire names, in this order, whatever they hold."""
        assert self.refusal is None, f"refused: {self.refusal}"
        assert list(types) == [event.payload.type for event in self.answer]
        return self

    def then_nothing(self) -> Self:
        """Expect that it already was so."""
        return self.then()

    def then_refused(self, code: str) -> Self:
        """Expect a refusal with this stable code."""
        assert self.refusal is not None, f"not refused: {[event.payload.type for event in self.answer]}"
        assert code == self.refusal.code
        return self

    def _fold(self, events: Sequence[Pending], by: Actor) -> None:
        recorded = provisional(
            events,
            stream=self.stream,
            version=len(self.history),
            actor=by,
            now=self.now,
            command_id=f"test-{len(self.history):04d}",
        )
        for event in recorded:
            numbered = event.model_copy(update={"position": event.version})
            self.history.append(numbered)
            self.state = self.evolve(self.state, numbered)
