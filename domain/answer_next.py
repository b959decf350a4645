"""The next yearly update, the next extension and the cap of each cluster: three answers, each with its own heading."""

from collections.abc import Iterator
from datetime import date

from domain.answer_stage import interim_cell, running
from domain.chain import room_in_months
from domain.dates import ONE_DAY
from domain.knowledge import find
from domain.phrase import listing, on_the_day, plain_date, say, shown, term, word
from domain.seen import deadline_events, events_of, pact_of, recorded, rules_of
from domain.statement import about, conflicts_of, evidence_of, told
from domain.table import NOTHING, concluded_cell, recorded_cell, told_cell
from schemas.answer import Brief, Cell, ClusterFile, Conclusion, Fact, Statement, Status, Table, TableRow
from schemas.claim import DateValue, TermValue
from schemas.deadline import Deadline, DeadlineStage
from schemas.effective import Effective
from schemas.evaluation import PactEvaluationProposed

COLUMNS = ("next_update", "due", "period_end", "interim_evaluation", "decision", "room", "cap")
RUNNING = (DeadlineStage.OPEN, DeadlineStage.MISSED, DeadlineStage.STOPPED)
MET_BY = "pact.yearly_evaluation_completed"
ENDED = frozenset({"expired", "terminated"})
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
    state = "drafted" if drafted else deadline.stage.value
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
    period = running(brief, pact)
    for end in find(brief.knowledge, pact, "agreement_end", period) if period else ():
        if has_ended(brief, end):
            return
        completed = _state(brief, pact, "interim_evaluation_completed", end.qualifier)
        evaluated = _state(brief, pact, "interim_evaluation_state", end.qualifier)
        step = "completed" if completed else str(shown(evaluated.leading.value)) if evaluated else "none"
        decided = _state(brief, pact, "extension_state", end.qualifier)
        text = say(
            brief.texts,
            "next_extension",
            ordinal=word(brief.texts, "ordinal", end.qualifier),
            cluster=cluster.name,
            end=plain_date(brief.texts, _date(end.leading)),
            evaluation=word(brief.texts, "interim_state", step),
            decision=word(brief.texts, "extension_state", str(shown(decided.leading.value)) if decided else "none"),
        )
        value = {
            "period": int(end.qualifier),
            "end": _last(end).isoformat(),
            "interim_evaluation": step,
            "decision": None if decided is None else shown(decided.leading.value),
        }
        rests_on = [one for one in (end, completed or evaluated, decided) if one is not None]
        is_decided = decided is not None and shown(decided.leading.value) in DECIDED
        status = Status.STATED if is_decided else Status.NOT_DECIDED
        yield told(brief, rests_on, pact, "next_extension", text, value, status=status)


def has_ended(brief: Brief, end: Conclusion) -> bool:
    """Tell whether the period that ends then is over and none follows it: it expired, or was terminated."""
    states = find(brief.knowledge, end.subject, "agreement_state", end.qualifier)
    return any(shown(one.leading.value) in ENDED for one in states)


def contested_room(brief: Brief, cluster: ClusterFile, end: Conclusion, cap: Conclusion) -> Statement:
    """Give the room under each of the caps that are possible."""
    rooms = [(fact, room_in_months(_last(end) + ONE_DAY, _date(fact).latest)) for fact in (cap.leading, *cap.rivals)]
    written = [_room(brief, months) for _, months in rooms]
    text = say(
        brief.texts,
        "cap_fixed_room_contested",
        cluster=cluster.name,
        end=on_the_day(brief.texts, _last(end)),
        alternatives=listing(brief.texts, list(dict.fromkeys(written)), "or"),
    )
    caps = (say(brief.texts, "input_cap_date", date=plain_date(brief.texts, _date(fact))) for fact, _ in rooms)
    return Statement(
        subject=end.subject,
        predicate="room_under_cap",
        text=text,
        value={"room_months": rooms[0][1]},
        status=Status.CONTESTED,
        evidence=evidence_of([end, cap]),
        conflicts=conflicts_of(
            brief,
            cap,
            "cap_fixed_room",
            "room",
            lambda fact: _room(brief, room_in_months(_last(end) + ONE_DAY, _date(fact).latest)),
            cluster=cluster.name,
            end=on_the_day(brief.texts, _last(end)),
        ),
        inputs=(say(brief.texts, "input_end", date=on_the_day(brief.texts, _last(end))), *caps),
    )


def beyond_cap(brief: Brief, cluster: ClusterFile) -> Iterator[Statement]:
    """Say that nothing is decided beyond the cap: no period of the record passes it."""
    for cap in find(brief.knowledge, cluster.pact or "", "agreement_cap_date"):
        statement = about(
            brief, cap, "beyond_cap", "cap", lambda fact: plain_date(brief.texts, _date(fact)), cluster=cluster.name
        )
        status = Status.CONTESTED if cap.is_contested else Status.NOT_DECIDED
        yield statement.model_copy(update={"predicate": "beyond_cap", "status": status})


def renewal_table(brief: Brief) -> Iterator[Table]:
    """Lay the three answers side by side, for each cluster whose periods are recorded here."""
    rows = tuple(
        TableRow(heading=cluster.name, cells=_cells(brief, cluster))
        for cluster in brief.knowledge.clusters
        if cluster.pact and find(brief.knowledge, cluster.pact, "agreement_end")
    )
    if rows:
        columns = tuple(word(brief.texts, "column", column) for column in COLUMNS)
        title, note = word(brief.texts, "table", "renewal"), word(brief.texts, "note", "renewal")
        yield Table(id="renewal", title=title, columns=columns, rows=rows, note=note)


def _cells(brief: Brief, cluster: ClusterFile) -> tuple[Cell, ...]:
    pact = cluster.pact or ""
    period = running(brief, pact)
    end = next(iter(find(brief.knowledge, pact, "agreement_end", period)), None)
    cap = next(iter(find(brief.knowledge, pact, "agreement_cap_date")), None)
    decision = None if period is None else _state(brief, pact, "extension_state", period)
    return (
        *_update(brief, cluster),
        told_cell(brief, end, lambda fact: plain_date(brief.texts, _date(fact))),
        NOTHING if period is None else interim_cell(brief, pact, period),
        told_cell(brief, decision, lambda fact: word(brief.texts, "extension_state", str(shown(fact.value)))),
        _room_cell(brief, pact, cap),
        told_cell(brief, cap, lambda fact: plain_date(brief.texts, _date(fact))),
    )


def _update(brief: Brief, cluster: ClusterFile) -> tuple[Cell, Cell]:
    found = due_update(brief, cluster)
    if found is None:
        return NOTHING, NOTHING
    year, deadline = found
    events = deadline_events(brief, cluster.pact or "", deadline)
    due = on_the_day(brief.texts, deadline.due)
    return (
        recorded_cell(brief, events, str(year), year),
        recorded_cell(brief, events, due, deadline.due.isoformat()),
    )


def _room_cell(brief: Brief, pact: str, cap: Conclusion | None) -> Cell:
    """Count from the end of the last period that is signed or granted."""
    ends = [*find(brief.knowledge, pact, "agreement_end"), *find(brief.knowledge, pact, "extension_end")]
    if cap is None or not ends:
        return NOTHING
    last = max(ends, key=_last)
    days = [_date(fact).latest for fact in (cap.leading, *cap.rivals)]
    rooms = [room_in_months(_last(last) + ONE_DAY, day) for day in (days if cap.is_contested else days[:1])]
    text = listing(brief.texts, list(dict.fromkeys(_room(brief, one) for one in rooms)), "or")
    return concluded_cell([last, cap], text, {"room_months": rooms[0]}, Status.COMPUTED)


def _is_update(brief: Brief, deadline: Deadline) -> bool:
    """Tell by the rules that were adopted whether the yearly evaluation meets this deadline."""
    return any(
        rule.id == deadline.rule and rule.version == deadline.rule_version and MET_BY in rule.met_by
        for policy in rules_of(brief).policies
        for rule in policy.deadlines
    )


def _is_late(deadline: Deadline) -> bool:
    return deadline.stage is DeadlineStage.MISSED


def _state(brief: Brief, pact: str, predicate: str, period: str) -> Conclusion | None:
    return next(iter(find(brief.knowledge, pact, predicate, period)), None)


def _room(brief: Brief, months: int) -> str:
    return term(brief.texts, TermValue(months=months)) if months else word(brief.texts, "room", "none")


def _date(fact: Fact) -> Effective:
    return fact.value.date if isinstance(fact.value, DateValue) else fact.effective


def _last(one: Conclusion) -> date:
    return _date(one.leading).latest
