"""Rows for the files beside the pacts: a budget year, a question of parliament, the programme."""

from domain.dated_view import Row, day_text, what_comes
from schemas.budget.whole import BudgetState
from schemas.policy import RulesState
from schemas.programme import ProgrammeState
from schemas.question.draft import QuestionPart
from schemas.question.promise import Promise
from schemas.question.whole import QuestionState


def budget_row(stream: str, state: BudgetState, rules: RulesState) -> Row:
    """Show one budget year in cents, rung by rung; no two rungs are added up."""
    return {
        "stream": stream,
        "version": state.version,
        "year": state.year,
        "stage": state.stage.value,
        "foreseen_cents": state.foreseen_cents,
        "approved_cents": state.approved_cents,
        "over_cents": state.over_cents,
        "reserved_cents": sum(one.reserved_cents for one in state.lines if one.is_cluster),
        "allocated_cents": sum(one.reserved_cents for one in state.lines if not one.is_cluster),
        "committed_cents": sum(one.committed_cents for one in state.projects),
        "paid_cents": sum(one.paid_cents for one in state.projects),
        "lines": [one.model_dump(mode="json") for one in state.lines],
        "projects": [one.model_dump(mode="json") for one in state.projects],
        **what_comes(state, rules),
    }


def question_row(stream: str, state: QuestionState, rules: RulesState) -> Row:
    """Show one question: where it stands, who has it, how far each part is, which promises are open."""
    return {
        "stream": stream,
        "version": state.version,
        "number": state.number or None,
        "title": state.title or None,
        "stage": None if state.stage is None else state.stage.value,
        "office": state.office or None,
        "former_offices": [office for _, office in state.offices[:-1]],
        "coordinates": [*state.coordinates],
        "in_recess": state.in_recess,
        "assigned_to": state.assigned_to,
        "sent_on": day_text(state.sent_on),
        "answered_on": day_text(state.answered_on),
        "answer_hash": state.answer_hash,
        "snapshot_position": None if state.snapshot is None else state.snapshot.position,
        "parts": [_part(one) for one in state.parts],
        "open_promises": [one.promise for one in open_promises(state)],
        **what_comes(state, rules),
    }


def programme_row(stream: str, state: ProgrammeState, rules: RulesState) -> Row:
    """Show what concerns the programme and no single pact."""
    return {
        "stream": stream,
        "version": state.version,
        "offices": [{"office": one.office, "holder": one.holders[-1][0]} for one in state.offices if one.holders],
        "legal_bases": [basis for basis, _ in state.bases],
        "evaluations": dict(state.evaluations),
        "groups": [{"group": one.group, "state": one.state, "items": len(one.items)} for one in state.groups],
        "lessons": len(state.lessons),
        **what_comes(state, rules),
    }


def open_promises(state: QuestionState) -> tuple[Promise, ...]:
    """Give the promises to parliament that nobody kept yet."""
    return tuple(one for one in state.promises if one.kept_on is None)


def _part(one: QuestionPart) -> Row:
    return {
        "part": one.part,
        "is_drafted": one.draft_hash is not None,
        "draft_hash": one.draft_hash,
        "approvals": [*one.approvals],
    }
