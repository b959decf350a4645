"""The fourth question: when the pacts are renewed. "Renewed" can mean three things, and each has its own answer."""

from collections.abc import Iterator, Sequence

from domain import answer_cap as cap
from domain import answer_next as coming
from domain.answer_chain import ended
from domain.dates import last_day_of_period
from domain.knowledge import find
from domain.phrase import counted, listing, plain_date, say, shown, term, when, word
from domain.statement import about, coded, evidence_of, in_order, silent, told
from schemas.answer import Brief, ClusterFile, Conclusion, Conflict, Fact, Statement, Status
from schemas.claim import CodeValue, DateValue, TermValue
from schemas.effective import Effective, Precision
from schemas.policy import Span

QUESTION = "4"
MONTHS_PER_YEAR = 12


def renewal(brief: Brief) -> Iterator[Statement]:
    """Answer for the next yearly update, for the next extension of the agreement, and for what lies beyond it."""
    yield from _updates(brief)
    for cluster in brief.knowledge.clusters:
        yield from _period(brief, cluster)
        yield from coming.next_extension(brief, cluster)
        yield from _decisions(brief, cluster)
        yield from cap.room(brief, cluster)
    for cluster in brief.knowledge.clusters:
        yield from cap.absolute_end(brief, cluster)
        yield from cap.beyond(brief, cluster)
    yield from _no_decision(brief)
    yield from _beyond(brief)


def _updates(brief: Brief) -> Iterator[Statement]:
    """Say how often a pact is updated; for those evaluated here, which year comes next."""
    rules = find(brief.knowledge, None, "pact_review_interval")
    for rule in rules:
        yield about(brief, rule, "pact_review_interval", "every", lambda fact: _every(brief, fact))
    due = {one.stream: found for one in brief.knowledge.clusters if (found := coming.due_update(brief, one))}
    for cluster in brief.knowledge.clusters:
        if cluster.stream in due:
            yield coming.next_update(brief, cluster, *due[cluster.stream])
        yield from coming.no_update(brief, cluster)
    others = [
        cluster
        for cluster in brief.knowledge.clusters
        if cluster.stream not in due and ended(brief, cluster.pact or "") is None
    ]
    evaluated = [one for cluster in others for one in _last_evaluated(brief, cluster)]
    for cluster, yearly in evaluated:
        year = int(yearly.qualifier)
        text = say(brief.texts, "next_update", cluster=cluster.name, year=year, next_year=year + 1)
        inputs = (say(brief.texts, "input_evaluated", year=year),)
        yield told(
            brief,
            [yearly],
            yearly.subject,
            "next_update",
            text,
            {"year": year + 1},
            status=Status.COMPUTED,
            inputs=inputs,
        )
    asked = find(brief.knowledge, None, "question_asked", QUESTION)
    if rules and not evaluated and not due:
        text = say(brief.texts, "next_update_not_recorded")
        yield from silent(brief, [*rules, *asked], rules[0].subject, "next_update", text)


def _every(brief: Brief, fact: Fact) -> str:
    years = fact.value.years if isinstance(fact.value, TermValue) else 0
    return counted(brief.texts, "every", years)


def _last_evaluated(brief: Brief, cluster: ClusterFile) -> list[tuple[ClusterFile, Conclusion]]:
    yearly = find(brief.knowledge, cluster.pact or "", "yearly_evaluation")
    return [(cluster, max(yearly, key=lambda one: int(one.qualifier)))] if yearly else []


def _period(brief: Brief, cluster: ClusterFile) -> Iterator[Statement]:
    """Give the end of the agreement and the room under the cap: as recorded here, else computed from the start."""
    ends = find(brief.knowledge, cluster.pact or "", "agreement_end")
    if ends:
        return
    terms = find(brief.knowledge, None, "agreement_term")
    caps = find(brief.knowledge, None, "agreement_cap")
    for start in find(brief.knowledge, cluster.stream, "operations_start"):
        for length in terms:
            yield _computed(brief, cluster, "agreement_end", start, [length])
            for limit in caps:
                yield _computed(brief, cluster, "cap", start, [limit, length])


def _computed(
    brief: Brief, cluster: ClusterFile, key: str, start: Conclusion, lengths: Sequence[Conclusion]
) -> Statement:
    """Count a term from the start as told; from each start, where sources disagree about it."""
    length, *rest = [_term(one) for one in lengths]
    places: dict[str, object] = {"cluster": cluster.name, "years": term(brief.texts, length)}
    extra: dict[str, object] = {}
    if rest:
        extra["room_months"] = _months(length) - _months(rest[0])
        places["room"] = term(brief.texts, TermValue(months=_months(length) - _months(rest[0])))
    place = {"agreement_end": "end"}.get(key, key)
    ends = [(fact, _last_day(_day(fact), length)) for fact in (start.leading, *start.rivals)]
    written = list(dict.fromkeys(when(brief.texts, end) for _, end in ends))
    text = say(brief.texts, key, **places, **{place: written[0]})
    if start.is_contested:
        text = say(brief.texts, f"{key}_contested", **places, alternatives=listing(brief.texts, written, "or"))
    return Statement(
        subject=cluster.pact or cluster.stream,
        predicate={"cap": "agreement_cap_date"}.get(key, key),
        text=text,
        value={**ends[0][1].model_dump(mode="json", exclude={"wording"}), **extra},
        status=Status.CONTESTED if start.is_contested else Status.COMPUTED,
        evidence=evidence_of([start, *lengths]),
        conflicts=tuple(_rival_end(brief, fact, end, key, place, places) for fact, end in ends[1:]),
        inputs=tuple(_inputs(brief, cluster, [fact for fact, _ in ends], lengths)),
    )


def _rival_end(brief: Brief, fact: Fact, end: Effective, key: str, place: str, places: dict[str, object]) -> Conflict:
    return Conflict(
        value=end.model_dump(mode="json", exclude={"wording"}),
        text=say(brief.texts, key, **places, **{place: when(brief.texts, end)}),
        evidence=in_order(fact.evidence),
    )


def _inputs(brief: Brief, cluster: ClusterFile, starts: Sequence[Fact], lengths: Sequence[Conclusion]) -> Iterator[str]:
    for fact in starts:
        yield say(brief.texts, "input_start", cluster=cluster.name, date=when(brief.texts, _day(fact)))
    for one in lengths:
        key = "input_term" if one.predicate == "agreement_term" else "input_cap"
        yield say(brief.texts, key, years=term(brief.texts, _term(one)))


def _decisions(brief: Brief, cluster: ClusterFile) -> Iterator[Statement]:
    """Tell what was proposed and decided about the next period."""
    for state in find(brief.knowledge, cluster.pact or "", "extension_state"):
        ordinal = word(brief.texts, "ordinal", state.qualifier)
        ends = find(brief.knowledge, state.subject, "extension_end", state.qualifier)
        if state.leading.value == CodeValue(code="granted") and ends:
            until = plain_date(brief.texts, _day(ends[0].leading))
            text = say(brief.texts, "extension_granted", ordinal=ordinal, cluster=cluster.name, end=until)
            value = {
                "period": int(state.qualifier),
                "state": "granted",
                "end": _day(ends[0].leading).latest.isoformat(),
            }
            yield told(brief, [state, *ends], state.subject, "extension", text, value)
            continue
        yield about(
            brief,
            state,
            "extension",
            "state",
            coded(brief, "extension_state"),
            value={"period": int(state.qualifier), "state": shown(state.leading.value)},
            ordinal=ordinal,
            cluster=cluster.name,
        )


def _no_decision(brief: Brief) -> Iterator[Statement]:
    if find(brief.knowledge, None, "extension_state"):
        return
    asked = find(brief.knowledge, None, "question_asked", QUESTION)
    for limit in find(brief.knowledge, None, "agreement_cap"):
        text = say(brief.texts, "extension_not_recorded", years=term(brief.texts, _term(limit)))
        yield from silent(brief, [limit, *asked], limit.subject, "extension", text)


def _beyond(brief: Brief) -> Iterator[Statement]:
    foreseen = find(brief.knowledge, None, "policy_evaluation")
    for one in find(brief.knowledge, None, "renewal"):
        if one.leading.value == CodeValue(code="not_decided"):
            text = say(brief.texts, "renewal_not_decided")
            yield from silent(brief, [one, *foreseen], one.subject, "renewal", text, status=Status.NOT_DECIDED)
        else:
            yield about(brief, one, "renewal", "state", coded(brief, "renewal"))


def _last_day(start: Effective, length: TermValue) -> Effective:
    """Count the term from the earliest and from the latest first day: a loose start has a loose end."""
    span = Span(years=length.years, months=length.months)
    first, last = last_day_of_period(start.earliest, span), last_day_of_period(start.latest, span)
    return Effective(earliest=first, latest=last, precision=Precision.DAY if first == last else Precision.INTERVAL)


def _day(fact: Fact) -> Effective:
    return fact.value.date if isinstance(fact.value, DateValue) else fact.effective


def _term(one: Conclusion) -> TermValue:
    return one.leading.value if isinstance(one.leading.value, TermValue) else TermValue()


def _months(length: TermValue) -> int:
    return MONTHS_PER_YEAR * length.years + length.months
