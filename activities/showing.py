"""What Temporal's own pages show of a pact: a few facts, taken from the same rows that people see elsewhere."""

from datetime import datetime

from domain.views import Row, pact_row
from schemas.calls import CommandAnswer, HandleResult
from schemas.pact import PactStage, PactState
from store.handle import Handled


def shown(handled: Handled, *, answer: CommandAnswer | None, wake_at: datetime | None) -> HandleResult:
    """Tell the workflow where its stream stands; ``wake_at`` is in the workflow's clock, everything else in ours."""
    result = HandleResult(
        version=handled.version,
        answer=answer,
        wake_at=wake_at,
        wake_for="" if handled.next_item is None else handled.next_item.summary,
    )
    if not isinstance(handled.state, PactState):
        return result
    row = pact_row(handled.stream, handled.state, handled.rules)
    return result.model_copy(
        update={
            "stage": _text(row["stage"]),
            "waiting_for": _roles(row),
            "next_due": _next_instant(handled.state, row),
            "work_year": row["work_year"],
            "is_overdue": bool(row["overdue"]),
            "details": _details(row),
            "is_closed": _is_closed(handled, handled.state, wake_at),
        }
    )


def _is_closed(handled: Handled, state: PactState, wake_at: datetime | None) -> bool:
    """Say whether nobody has to wait here: the pact is over, or there never was one."""
    is_over = state.pact is not None and state.pact.stage is PactStage.ENDED
    return wake_at is None and (is_over or handled.version == 0)


def _next_instant(state: PactState, row: Row) -> datetime | None:
    return next((one.instant for one in state.deadlines if one.id == row["next_deadline"]), None)


def _roles(row: Row) -> tuple[str, ...]:
    waiting = row["waiting_for"]
    return tuple(str(role) for role in waiting) if isinstance(waiting, list) else ()


def _details(row: Row) -> str:
    """A few lines of Markdown for whoever opens the workflow on Temporal's pages."""
    facts = {
        "Stage": row["stage"],
        "Work year": row["work_year"],
        "Waiting for": ", ".join(_roles(row)),
        "Next deadline": row["next_deadline"],
        "Due": row["next_due"],
        "Overdue": row["overdue"],
        "Next date": row["next_item"],
    }
    return "\n".join(f"- **{name}:** {fact}" for name, fact in facts.items() if fact)


def _text(value: object) -> str:
    return "" if value is None else str(value)
