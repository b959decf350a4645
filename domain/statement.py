"""One sentence of an answer: its text, its value, its status, and the evidence without which it is not made."""

from collections.abc import Callable, Iterable, Sequence

from domain.phrase import listing, on_the_day, say, shown, when, word
from schemas.answer import Brief, Conclusion, Conflict, Fact, Statement, StatementEvidence, Status
from schemas.claim import DateValue, Grade

Phrase = Callable[[Fact], str]
"""How the value of a fact is written inside a sentence."""


def about(
    brief: Brief,
    conclusion: Conclusion,
    key: str,
    place: str,
    phrase: Phrase,
    *,
    value: object = None,
    **places: object,
) -> Statement:
    """Say what one conclusion holds; where it is contested, with every alternative in the text and as a conflict."""
    texts = brief.texts
    sentence = say(texts, key, **{**places, place: phrase(conclusion.leading)})
    others = [phrase(fact) for fact in _distinct(conclusion.rivals, phrase)]
    if conclusion.is_contested and f"{key}_contested" in texts.sentences:
        alternatives = listing(texts, [phrase(conclusion.leading), *others], "or")
        sentence = say(texts, f"{key}_contested", **places, alternatives=alternatives)
    elif conclusion.rivals:
        how = "contested" if conclusion.is_contested else "resolved"
        sentence = say(texts, how, sentence=sentence, alternatives=listing(texts, others, "or"))
    return Statement(
        subject=conclusion.subject,
        predicate=conclusion.predicate,
        text=qualified(brief, confirmed(brief, sentence, [conclusion]), [conclusion]),
        value=shown(conclusion.leading.value) if value is None else value,
        status=Status.CONTESTED if conclusion.is_contested else Status.STATED,
        evidence=evidence_of([conclusion]),
        conflicts=conflicts_of(brief, conclusion, key, place, phrase, **places),
    )


def conflicts_of(
    brief: Brief, conclusion: Conclusion, key: str, place: str, phrase: Phrase, **places: object
) -> tuple[Conflict, ...]:
    """Give what others say, one entry for each different value, resolved or not: the rejected claim stays readable."""
    return tuple(
        Conflict(
            value=shown(fact.value),
            text=say(brief.texts, key, **{**places, place: phrase(fact)}),
            evidence=in_order(
                one for other in conclusion.rivals if phrase(other) == phrase(fact) for one in other.evidence
            ),
        )
        for fact in _distinct(conclusion.rivals, phrase)
    )


def dated(brief: Brief, conclusion: Conclusion, key: str, **places: object) -> Statement:
    """Say when something happened."""
    return about(brief, conclusion, key, "date", lambda fact: written_date(brief, fact), **places)


def coded(brief: Brief, group: str) -> Phrase:
    """Write codes by the words of a group."""
    return lambda fact: word(brief.texts, group, str(shown(fact.value)))


def told(  # noqa: PLR0913 - the parts of a sentence
    brief: Brief,
    conclusions: Sequence[Conclusion],
    subject: str,
    predicate: str,
    text: str,
    value: object,
    *,
    status: Status = Status.STATED,
    inputs: tuple[str, ...] = (),
    dated_by: Sequence[Conclusion] | None = None,
) -> Statement:
    """Say something that rests on several conclusions; contested as soon as one of them is.

    ``dated_by`` names those that tell whether it held on the day asked for, where not all of them do.
    """
    contested = [one for one in conclusions if one.is_contested]
    is_computed = status is Status.COMPUTED  # how sure its inputs are is told with them
    return Statement(
        subject=subject,
        predicate=predicate,
        text=text if is_computed else _qualified(brief, text, conclusions, dated_by),
        value=value,
        status=Status.CONTESTED if contested else status,
        evidence=evidence_of(conclusions),
        conflicts=tuple(_bare_conflict(fact) for one in contested for fact in one.rivals),
        inputs=inputs,
    )


def silent(
    brief: Brief,
    searched: Sequence[Conclusion],
    subject: str,
    predicate: str,
    text: str,
    *,
    status: Status = Status.NOT_RECORDED,
) -> list[Statement]:
    """Say that something is not recorded or not decided, on what was searched; without that, say nothing."""
    if not searched:
        return []
    return [
        Statement(
            subject=subject,
            predicate=predicate,
            text=qualified(brief, text, [] if status is Status.NOT_RECORDED else searched),
            value=None,
            status=status,
            evidence=evidence_of(searched),
        )
    ]


def written_date(brief: Brief, fact: Fact) -> str:
    """Write the date that a fact holds, or since when it holds."""
    return when(brief.texts, fact.value.date if isinstance(fact.value, DateValue) else fact.effective)


def evidence_of(conclusions: Iterable[Conclusion]) -> tuple[StatementEvidence, ...]:
    """Gather what conclusions rest on, each piece once, in the order of the record."""
    return in_order(one for conclusion in conclusions for one in conclusion.evidence)


def in_order(evidence: Iterable[StatementEvidence]) -> tuple[StatementEvidence, ...]:
    """Give each piece of evidence once, in the order of the record."""
    return tuple(sorted(set(evidence), key=lambda one: (one.position, one.source)))


def confirmed(brief: Brief, sentence: str, conclusions: Sequence[Conclusion]) -> str:
    """Add that it was confirmed, where everything that it rests on was; in a programme that has words for that."""
    if not conclusions or not all(one.is_confirmed for one in conclusions):
        return sentence
    if "confirmed" not in brief.texts.sentences:
        return sentence
    return say(brief.texts, "confirmed", sentence=sentence.removesuffix("."))


def qualified(brief: Brief, sentence: str, conclusions: Sequence[Conclusion]) -> str:
    """Add that it may have come after the day asked for, where every interval runs on beyond that day."""
    if all(_had_begun(brief, conclusion) for conclusion in conclusions):
        return sentence
    day = on_the_day(brief.texts, brief.as_of)
    return say(brief.texts, "possibly_later", sentence=sentence.removesuffix("."), as_of=day)


def last_known(brief: Brief, sentence: str, state: Conclusion) -> str:
    """Add since when nothing newer was heard of a state that somebody told and that may have changed since."""
    if state.leading.grade is Grade.SYSTEM or state.leading.effective.latest >= brief.as_of:
        return sentence
    told_in = when(brief.texts, state.leading.effective)
    return say(brief.texts, "last_known", sentence=sentence.removesuffix("."), date=told_in)


def _qualified(
    brief: Brief, text: str, conclusions: Sequence[Conclusion], dated_by: Sequence[Conclusion] | None
) -> str:
    return qualified(brief, confirmed(brief, text, conclusions), conclusions if dated_by is None else dated_by)


def _had_begun(brief: Brief, conclusion: Conclusion) -> bool:
    return any(fact.effective.latest <= brief.as_of for fact in (conclusion.leading, *conclusion.agreeing))


def _bare_conflict(fact: Fact) -> Conflict:
    return Conflict(value=shown(fact.value), text=str(shown(fact.value)), evidence=in_order(fact.evidence))


def _distinct(facts: Sequence[Fact], phrase: Phrase) -> list[Fact]:
    """Keep the first fact of each different wording."""
    return list({phrase(fact): fact for fact in reversed(facts)}.values())[::-1]
