"""Files that are corrected in a test: decided with their whole history, and folded anew by a correction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self

from typing_extensions import override

from domain import stream
from domain.around import State
from schemas.claim import ApproveCorrection, CorrectionProposed, ProposeCorrection
from schemas.command import Command
from schemas.event import Pending, Recorded
from schemas.people import Actor
from schemas.policy import RulesState
from tests.unit.scenario import HEAD, OFFICER, Scenario


class File(Scenario[State]):
    """Any stream by its name, as the service decides and folds it; ``when`` gives the decision its history."""

    def __init__(self, name: str, rules: RulesState | None = None) -> None:
        def decide(command: Command, by: Actor, state: State, now: datetime, rules: RulesState) -> list[Pending]:
            history = self.history if stream.needs_history(command) else ()
            return stream.decide(name, command, by, state, now, rules, history=history)

        def evolve(state: State, event: Recorded) -> State:
            return stream.evolve(name, state, event)

        super().__init__(decide, evolve, stream.initial(name), stream=name, rules=rules)

    @override
    def _fold(self, events: Sequence[Pending], by: Actor) -> None:
        super()._fold(events, by)
        if any(stream.needs_refold(event) for event in events):
            self.state = stream.fold(self.stream, self.history)

    def last(self, kind: str) -> Recorded:
        """The last event of this wire name."""
        return next(event for event in reversed(self.history) if event.type == kind)

    def proposing(self, kind: str, by: Actor = OFFICER, **right: Any) -> Self:  # noqa: ANN401 - whatever the fields hold
        """Propose a correction of the last event of this wire name; without fields, its withdrawal."""
        told = {"correction_kind": "replaces" if right else "withdraws", "fields": list(right.items()), "reason": "r"}
        command = ProposeCorrection.model_validate({"corrects": self.last(kind).position, **told})
        self.when(command, by=by)
        return self

    def approving(self, by: Actor = HEAD, at: datetime | None = None) -> Self:
        """Approve what was proposed last."""
        payload = self.last("correction.proposed").payload
        assert isinstance(payload, CorrectionProposed)
        self.when(ApproveCorrection(corrects=payload.corrects, proposal_hash=payload.proposal_hash), by=by, at=at)
        return self

    def correcting(self, kind: str, by: Actor = HEAD, **right: Any) -> Self:  # noqa: ANN401 - whatever the fields hold
        """Propose and approve."""
        self.proposing(kind, **right)
        assert self.refusal is None, f"refused: {self.refusal}"
        self.approving(by)
        assert self.refusal is None, f"refused: {self.refusal}"
        return self
