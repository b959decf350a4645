"""The third question: what is learned, where it was taken up, and what became of promises to parliament."""

from collections.abc import Iterator, Sequence

from domain.answer_goals import as_told
from domain.knowledge import find
from domain.phrase import listing, on_the_day, plain_date, say, word
from domain.seen import deadline_events, events_of, recorded, streams
from domain.statement import about, coded, dated, silent
from schemas.answer import Brief, Statement
from schemas.claim import Grade
from schemas.deadline import Deadline, DeadlineStage
from schemas.lesson import Lesson, LessonEvent
from schemas.pact import PactState
from schemas.programme import ProgrammeState
from schemas.question.promise import Promise, PromiseKept, PromiseRecorded
from schemas.question.whole import QuestionState

QUESTION = "3"
TAKEN_UP, RESOLVED, OPEN, RECORDED = "taken_up", "resolved", "open", "recorded"


def lessons(brief: Brief) -> Iterator[Statement]:
    """Give what is recorded of lessons, of the evaluation of the policy and of promises."""
    told = [one for one in find(brief.knowledge, None, "lesson") if one.leading.grade is not Grade.SYSTEM]
    evaluated = find(brief.knowledge, None, "policy_evaluation")
    promised = [one for one in find(brief.knowledge, None, "promise") if one.leading.grade is not Grade.SYSTEM]
    register = list(_register(brief))
    yield from (as_told(brief, one) for one in told)
    yield from register
    yield from (as_told(brief, one) for one in evaluated)
    yield from _policy_evaluation(brief)
    yield from (as_told(brief, one) for one in promised)
    yield from _promises(brief)
    for one in find(brief.knowledge, None, "policy_paper"):
        yield dated(brief, one, "policy_paper", paper=word(brief.texts, "policy_paper", one.qualifier))
    asked = find(brief.knowledge, None, "question_asked", QUESTION)
    if asked and not told and not register:
        text = say(brief.texts, "lessons_not_recorded")
        yield from silent(brief, [*asked, *evaluated], asked[0].subject, "lesson", text)


def _policy_evaluation(brief: Brief) -> Iterator[Statement]:
    for one in find(brief.knowledge, None, "policy_evaluation_state"):
        since = plain_date(brief.texts, one.leading.effective)
        state = coded(brief, "policy_evaluation")
        places = {"evaluation": one.qualifier, "date": since}
        yield about(brief, one, "policy_evaluation_state", "state", state, **places)


def _register(brief: Brief) -> Iterator[Statement]:
    """Tell of each lesson in the files of pacts and of the programme."""
    names = {cluster.pact: cluster.name for cluster in brief.knowledge.clusters}
    for stream in (*streams(brief, "pact"), *streams(brief, "programme")):
        state = brief.files[stream].state
        if isinstance(state, PactState | ProgrammeState):
            for one in state.lessons:
                where = names.get(stream) or word(brief.texts, "table", "programme")
                yield _lesson(brief, stream, where, one)


def _lesson(brief: Brief, stream: str, where: str, one: Lesson) -> Statement:
    text = say(
        brief.texts,
        "lesson",
        sort=word(brief.texts, "lesson_sort", one.sort),
        where=where,
        text=(one.text_nl if brief.texts.lang == "nl" else one.text_en).removesuffix("."),
        origin=word(brief.texts, "lesson_origin", one.origin),
        reference=one.origin_reference,
        state=_state_of(brief, one),
    )
    value = {
        "lesson": one.lesson,
        "sort": one.sort,
        "origin": one.origin,
        "reference": one.origin_reference,
        "state": _code_of(one),
        "taken_up": [{"in": what, "version": version} for what, version in one.taken_up],
    }
    return recorded(brief, stream, "lesson", text, value, events_of(brief, stream, LessonEvent, lesson=one.lesson))


def _code_of(one: Lesson) -> str:
    if one.resolved_on is not None:
        return RESOLVED
    if one.taken_up:
        return TAKEN_UP
    return OPEN if one.sort == "bottleneck" else RECORDED


def _state_of(brief: Brief, one: Lesson) -> str:
    """Say how it stands; what was taken up, in which versions."""
    parts = [
        say(brief.texts, "lesson_taken_up", what=word(brief.texts, "taken_up_in", what).format(version=version))
        for what, version in one.taken_up
    ]
    code = _code_of(one)
    if code != TAKEN_UP:
        parts.append(word(brief.texts, "lesson_state", code))
    if one.resolved_on is not None and one.how:
        parts[-1] = f"{parts[-1]} ({on_the_day(brief.texts, one.resolved_on)}: {one.how.removesuffix('.')})"
    return listing(brief.texts, [part[:1].lower() + part[1:] for part in parts])


def _promises(brief: Brief) -> Iterator[Statement]:
    """Tell of each promise to parliament whether it was kept, is open, or is overdue on the day asked for."""
    for stream in streams(brief, "question"):
        state = brief.files[stream].state
        if isinstance(state, QuestionState):
            for one in state.promises:
                yield _promise(brief, stream, state, one)


def _promise(brief: Brief, stream: str, question: QuestionState, one: Promise) -> Statement:
    deadlines = [each for each in question.deadlines if ("promise", one.promise) in each.subject]
    code = _promise_code(brief, one, deadlines)
    kept = "" if one.kept_on is None else on_the_day(brief.texts, one.kept_on)
    text = say(
        brief.texts,
        f"promise_{code}",
        number=question.number or stream.partition("/")[2],
        text=one.text.removesuffix("."),
        due=on_the_day(brief.texts, one.follow_up_by),
        kept=kept,
        how=(one.how or "").removesuffix("."),
    )
    value = {"promise": one.promise, "state": code, "follow_up_by": one.follow_up_by.isoformat()}
    events = events_of(brief, stream, PromiseRecorded, PromiseKept, promise=one.promise)
    events += [event for each in deadlines for event in deadline_events(brief, stream, each)]
    return recorded(brief, stream, "promise", text, value, events)


def _promise_code(brief: Brief, one: Promise, deadlines: Sequence[Deadline]) -> str:
    """Tell how it stands: overdue by its deadline, or where none was set, by its date."""
    if one.kept_on is not None:
        return "kept"
    is_missed = any(each.stage is DeadlineStage.MISSED for each in deadlines)
    is_overdue = is_missed if deadlines else one.follow_up_by < brief.as_of
    return "overdue" if is_overdue else "open"
