"""The next yearly update and the next extension of each cluster: two answers, each with its own heading."""

from collections.abc import Iterator

from domain.answer_chain import date_of, ended, last_day, running, state_of
from domain.knowledge import find
from domain.phrase import on_the_day, plain_date, say, shown, word
from domain.seen import deadline_events, events_of, pact_of, recorded, rules_of
from domain.standing import is_taken_over
from domain.statement import about, coded, told
from schemas.answer import Brief, ClusterFile, Conclusion, Statement, Status
from schemas.deadline import Deadline, DeadlineStage
from schemas.evaluation import PactEvaluationProposed

RUNNING = (DeadlineStage.OPEN, DeadlineStage.MISSED, DeadlineStage.STOPPED)
MET_BY = "pact.yearly_evaluation_completed"
DECIDED = frozenset({"granted", "refused"})
"""A wish that was refused because of the cap leaves the decision open."""


def due_update(brief: Brief, cluster: ClusterFile) -> tuple[int, Deadline] | None:
    """Give the next yearly evaluation that has a deadline, and that deadline: the earliest that still runs."""
    running_on = [one for one in pact_of(brief, cluster).deadlines if one.stage in RUNNING and _is_update(brief, one)]
    years = [(int(value), one) for one in running_on for name, value in one.subject if name == "year"]
    return min(years, key=lambda each: each[0], default=None)


def next_update(brief: Brief, cluster: ClusterFile, year: int, deadline: Deadline) -> Statement:
    """Say for which year the pact is evaluated next, by when, and how far that is."""
    stream = cluster.pact or ""
    drafted = events_of(brief, stream, PactEvaluationProposed, year=year)
    state = "drafted" if drafted else "taken_over" if is_taken_over(deadline) else deadline.stage.value
    text = say(
        brief.texts,
        "next_update_due",
        cluster=cluster.name,
        year=year,
        due=on_the_day(brief.texts, deadline.due),
        state=word(brief.texts, "update_state", state),
    )
    value = {"year": year, "due": deadline.due.isoformat(), "state": state, "is_late": _is_late(deadline)}
    events = [*deadline_events(brief, stream, deadline), *drafted]
    return recorded(brief, stream, "next_update", text, value, events)


def next_extension(brief: Brief, cluster: ClusterFile) -> Iterator[Statement]:
    """Say where the extension after the running period stands: its end, its evaluation, its decision."""
    pact = cluster.pact or ""
    over = ended(brief, pact)
    if over is not None:
        yield _none_follows(brief, cluster, over, "no_next_extension")
        return
    period = running(brief, pact)
    for end in find(brief.knowledge, pact, "agreement_end", period) if period else ():
        completed = state_of(brief, pact, "interim_evaluation_completed", end.qualifier)
        evaluated = state_of(brief, pact, "interim_evaluation_state", end.qualifier)
        step = "completed" if completed else str(shown(evaluated.leading.value)) if evaluated else "none"
        decided = state_of(brief, pact, "extension_state", end.qualifier)
        text = say(
            brief.texts,
            "next_extension",
            ordinal=word(brief.texts, "ordinal", end.qualifier),
            cluster=cluster.name,
            end=plain_date(brief.texts, date_of(end.leading)),
            evaluation=word(brief.texts, "interim_state", step),
            decision=word(brief.texts, "extension_state", str(shown(decided.leading.value)) if decided else "none"),
        )
        value = {
            "period": int(end.qualifier),
            "end": last_day(end).isoformat(),
            "interim_evaluation": step,
            "decision": None if decided is None else shown(decided.leading.value),
        }
        rests_on = [one for one in (end, completed or evaluated, decided) if one is not None]
        is_decided = decided is not None and shown(decided.leading.value) in DECIDED
        status = Status.STATED if is_decided else Status.NOT_DECIDED
        yield told(brief, rests_on, pact, "next_extension", text, value, status=status)


def no_update(brief: Brief, cluster: ClusterFile) -> Iterator[Statement]:
    """Say that no yearly update follows, where support is over and nothing is due."""
    over = ended(brief, cluster.pact or "")
    if over is not None and due_update(brief, cluster) is None:
        yield _none_follows(brief, cluster, over, "no_next_update")


def _none_follows(brief: Brief, cluster: ClusterFile, over: Conclusion, key: str) -> Statement:
    statement = about(
        brief,
        over,
        key,
        "state",
        coded(brief, "agreement_state"),
        value={"period": int(over.qualifier), "state": shown(over.leading.value)},
        ordinal=word(brief.texts, "ordinal", over.qualifier),
        cluster=cluster.name,
        date=plain_date(brief.texts, over.leading.effective),
    )
    return statement.model_copy(update={"predicate": key.removeprefix("no_")})


def _is_update(brief: Brief, deadline: Deadline) -> bool:
    """Tell by the rules that were adopted whether the yearly evaluation meets this deadline."""
    return any(
        rule.id == deadline.rule and rule.version == deadline.rule_version and MET_BY in rule.met_by
        for policy in rules_of(brief).policies
        for rule in policy.deadlines
    )


def _is_late(deadline: Deadline) -> bool:
    return deadline.stage is DeadlineStage.MISSED
