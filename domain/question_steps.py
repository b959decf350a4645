"""What a question asks for next, before anybody did it; ``domain.waiting`` tells what waits for a second person."""

from collections.abc import Iterator

from domain.question_sending import ANSWERED
from schemas.question.whole import QuestionStage, QuestionState

Step = tuple[str, dict[str, int]]
"""The kind of a command, and the fields that it is about."""

LEADS_TO = "release_answer"
"""What all these steps are taken for: a deadline for it is theirs too."""

_OVER = frozenset({*ANSWERED, QuestionStage.RELEASED, QuestionStage.WITHDRAWN})


def steps(state: QuestionState) -> Iterator[Step]:
    """Give the acts that come next, in order; none once the cabinet has the answer."""
    if state.stage is None or state.stage in _OVER:
        return
    if not state.parts:
        yield "split_question", {}
    if state.assigned_to is None:
        yield "assign_question", {}
    elif state.snapshot is None:
        yield "freeze_snapshot", {}
    else:
        yield from (("draft_answer_part", {"part": part.part}) for part in state.parts if part.draft_hash is None)
