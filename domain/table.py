"""Tables of an answer: cells with their evidence, and an honest word where nothing is recorded."""

from collections.abc import Callable, Iterable, Sequence

from domain.phrase import listing, say, shown
from domain.seen import evidence_behind
from domain.statement import evidence_of, in_order
from schemas.answer import Brief, Cell, Conclusion, Fact, Status
from schemas.event import Recorded

NOTHING = Cell(text="", status=Status.NOT_RECORDED)
"""Nothing is recorded: no text, and so no evidence."""


def told_cell(brief: Brief, conclusion: Conclusion | None, phrase: Callable[[Fact], str]) -> Cell:
    """Write what is concluded; where it is contested, every alternative."""
    if conclusion is None:
        return NOTHING
    texts = [phrase(fact) for fact in (conclusion.leading, *conclusion.rivals)]
    value = shown(conclusion.leading.value)
    if not conclusion.is_contested:
        return Cell(text=texts[0], value=value, evidence=evidence_of([conclusion]))
    told = listing(brief.texts, list(dict.fromkeys(texts)), "or")
    evidence = in_order((*conclusion.evidence, *(one for fact in conclusion.rivals for one in fact.evidence)))
    text = say(brief.texts, "cell_contested", alternatives=told)
    return Cell(text=text, value=value, status=Status.CONTESTED, evidence=evidence)


def concluded_cell(conclusions: Sequence[Conclusion], text: str, value: object, status: Status = Status.STATED) -> Cell:
    """Write what several conclusions tell together; contested as soon as one of them is."""
    if not conclusions:
        return NOTHING
    is_contested = any(one.is_contested for one in conclusions)
    rivals = (one for told in conclusions if told.is_contested for fact in told.rivals for one in fact.evidence)
    return Cell(
        text=text,
        value=value,
        status=Status.CONTESTED if is_contested else status,
        evidence=in_order((*evidence_of(conclusions), *rivals)),
    )


def recorded_cell(
    brief: Brief, events: Iterable[Recorded], text: str, value: object, status: Status = Status.STATED
) -> Cell:
    """Write what these events tell; without any, nothing is recorded."""
    evidence = evidence_behind(brief, events)
    return Cell(text=text, value=value, status=status, evidence=evidence) if evidence else NOTHING
