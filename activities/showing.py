"""What Temporal's own pages show of a stream: a few facts, taken from the same rows that people see elsewhere."""

from datetime import datetime

from domain.around import Dated
from domain.file_views import open_promises
from domain.views import Row, dated_row
from schemas.budget.whole import BudgetStage, BudgetState
from schemas.calls import CommandAnswer, HandleResult
from schemas.pact import PactStage, PactState
from schemas.question.whole import QuestionStage, QuestionState
from store.handle import Handled

_PACT_IS_OVER = (PactStage.ENDED, PactStage.TERMINATED, PactStage.SUPERSEDED)
_QUESTION_IS_OVER = (QuestionStage.PUBLISHED, QuestionStage.WITHDRAWN)


def shown(handled: Handled, *, answer: CommandAnswer | None, wake_at: datetime | None) -> HandleResult:
    """Tell the workflow where its stream stands; ``wake_at`` is in the workflow's clock, everything else in ours."""
    result = HandleResult(
        version=handled.version,
        answer=answer,
        wake_at=wake_at,
        wake_for="" if handled.next_item is None else handled.next_item.summary,
    )
    state = handled.state
    if not isinstance(state, Dated):
        return result
    _, row = dated_row(handled.stream, state, handled.rules)
    return result.model_copy(
        update={
            "stage": _text(row.get("stage")),
            "waiting_for": _roles(row),
            "next_due": _next_instant(state, row),
            "work_year": _year(row),
            "is_overdue": bool(row["overdue"]),
            "details": _details(row),
            "is_closed": wake_at is None and (handled.version == 0 or _is_over(state)),
        }
    )


def _is_over(state: Dated) -> bool:
    """Whether nobody has to wait for anything but time here; the next command starts the workflow again."""
    match state:
        case PactState():
            return state.pact is not None and state.pact.stage in _PACT_IS_OVER
        case BudgetState():
            return state.stage is BudgetStage.CLOSED
        case QuestionState():
            return state.stage in _QUESTION_IS_OVER and not open_promises(state)
        case _:  # a programme has no end, and waits for time alone
            return True


def _next_instant(state: Dated, row: Row) -> datetime | None:
    return next((one.instant for one in state.deadlines if one.id == row["next_deadline"]), None)


def _year(row: Row) -> int | None:
    """The work year of a pact, or the year of a budget."""
    year = row.get("work_year", row.get("year"))
    return year if isinstance(year, int) else None


def _roles(row: Row) -> tuple[str, ...]:
    waiting = row["waiting_for"]
    return tuple(str(role) for role in waiting) if isinstance(waiting, list) else ()


def _details(row: Row) -> str:
    """A few lines of Markdown for whoever opens the workflow on Temporal's pages."""
    facts = {
        "Stage": row.get("stage"),
        "Work year": row.get("work_year"),
        "Year": row.get("year"),
        "Waiting for": ", ".join(_roles(row)),
        "Next deadline": row["next_deadline"],
        "Due": row["next_due"],
        "Overdue": row["overdue"],
        "Next date": row["next_item"],
    }
    return "\n".join(f"- **{name}:** {fact}" for name, fact in facts.items() if fact)


def _text(value: object) -> str:
    return "" if value is None else str(value)
