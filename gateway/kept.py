"""What a pact file keeps beside its yearly cycle, in a few figures, and what waits on any file: for pages of a file."""

from collections.abc import Sequence

from domain.dated_view import Row
from domain.next_step import waiting
from schemas.event import Recorded
from schemas.pact import PactState
from schemas.policy import RulesState


def kept(state: PactState) -> Row:
    """Count what is kept, and what of it waits for somebody."""
    support = state.support
    return {
        "suspended_since": None if support.suspended_since is None else support.suspended_since.isoformat(),
        "recoveries_open": sum(one.state == "demanded" for one in support.recoveries),
        "remedial": [{"period": one.period, "stage": one.stage.value} for one in state.remedial],
        "commitments": len(state.commitments),
        "commitments_running": sum(one.state == "running" for one in state.commitments),
        "conditions": len(state.conditions),
        "conditions_open": sum(one.state in {"open", "reported", "missed"} for one in state.conditions),
        "changes": len(state.changes),
        "changes_waiting": sum(one.state == "waiting" for one in state.changes),
        "kpis": len(state.kpis),
        "lessons": len(state.lessons),
        "bottlenecks_open": sum(one.sort == "bottleneck" and one.resolved_on is None for one in state.lessons),
        "documents": len(state.documents),
        "corrections_waiting": len(state.claims.proposals),
    }


def waiting_rows(stream: str, events: Sequence[Recorded], rules: RulesState) -> list[Row]:
    """Show what waits for a second person on a file, as these events leave it, and the step that the rules ask for."""
    return [{"stream": stream, **one.model_dump(mode="json")} for one in waiting(stream, events, rules)]
