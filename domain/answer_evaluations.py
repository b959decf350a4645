"""The first question: how far the evaluations of each pact have come."""

from collections.abc import Iterator

from domain import answer_life as life
from domain.knowledge import find
from domain.phrase import listing, plain_date, say, shown, when, word, work_year
from domain.statement import about, coded, dated, last_known, silent, told, written_date
from schemas.answer import Brief, ClusterFile, Conclusion, Fact, Statement, Status
from schemas.claim import CodeValue, CountValue, DateValue, ReferencesValue

QUESTION = "1"
STEPS = ("established", "award_decision", "recognised", "launched")
UNDER_WAY = frozenset({"received", "replaced", "in_processing"})


def evaluations(brief: Brief) -> Iterator[Statement]:
    """Say which clusters there are, and of each where its agreement, pact, evaluations and reports stand."""
    yield from _clusters(brief)
    for cluster in brief.knowledge.clusters:
        yield from _beginning(brief, cluster)
        yield from life.history(brief, cluster)
        yield from _agreement(brief, cluster)
        yield from life.support(brief, cluster)
        yield from _pact(brief, cluster)
        yield from life.pact(brief, cluster)
        yield from _interim(brief, cluster)
        yield from _years(brief, cluster)
    yield from _reports_of_all(brief)
    yield from _no_yearly_evaluation(brief)


def _clusters(brief: Brief) -> Iterator[Statement]:
    """Count the clusters and name them where a source lists them; a later count without a list stands alone."""
    lists = find(brief.knowledge, None, "clusters")
    counts = find(brief.knowledge, None, "cluster_count")
    for one in lists:
        streams = one.leading.value.streams if isinstance(one.leading.value, ReferencesValue) else ()
        names = {cluster.stream: cluster.name for cluster in brief.knowledge.clusters}
        same = [count for count in counts if count.subject == one.subject and _number(count) == len(streams)]
        counts = [count for count in counts if count not in same]
        text = say(
            brief.texts,
            "clusters",
            count=word(brief.texts, "number", str(len(streams))),
            clusters=listing(brief.texts, [names.get(stream, stream) for stream in streams]),
        )
        value = {"count": len(streams), "clusters": list(streams)}
        yield told(brief, [one, *same], one.subject, "clusters", text, value, dated_by=[one])
    for count in counts:
        if not any(one.leading.effective.earliest >= count.leading.effective.latest for one in lists):
            yield about(brief, count, "cluster_count", "count", lambda fact: _count(brief, fact))


def _number(conclusion: Conclusion) -> int | None:
    return conclusion.leading.value.number if isinstance(conclusion.leading.value, CountValue) else None


def _count(brief: Brief, fact: Fact) -> str:
    return word(brief.texts, "number", str(shown(fact.value)))


def _beginning(brief: Brief, cluster: ClusterFile) -> Iterator[Statement]:
    """Say when the cluster started; before it did, how far it had come; and when a source no longer lists it."""
    started = find(brief.knowledge, cluster.stream, "operations_start")
    for start in started:
        yield dated(brief, start, "operations_start", cluster=cluster.name)
    for step in () if started else STEPS:
        for subject in (cluster.stream, cluster.pact):
            for one in find(brief.knowledge, subject or "", step):
                yield dated(brief, one, step, cluster=cluster.name)
    for one in find(brief.knowledge, cluster.stream, "participation"):
        if one.leading.value == CodeValue(code="not_listed"):
            yield dated(brief, one, "not_listed", cluster=cluster.name)


def _agreement(brief: Brief, cluster: ClusterFile) -> Iterator[Statement]:
    """Say between which days each period runs that the service itself recorded."""
    for start in find(brief.knowledge, cluster.pact or "", "agreement_start"):
        for end in find(brief.knowledge, start.subject, "agreement_end", start.qualifier):
            days = [one.leading.value.date for one in (start, end) if isinstance(one.leading.value, DateValue)]
            text = say(
                brief.texts,
                "agreement_period",
                ordinal=word(brief.texts, "ordinal", start.qualifier),
                cluster=cluster.name,
                start=plain_date(brief.texts, days[0]),
                end=plain_date(brief.texts, days[1]),
            )
            first, last = (day.earliest.isoformat() for day in days)
            value = {"period": int(start.qualifier), "start": first, "end": last}
            yield told(brief, [start, end], start.subject, "agreement_period", text, value)


def _pact(brief: Brief, cluster: ClusterFile) -> Iterator[Statement]:
    pact = cluster.pact or ""
    concluded = find(brief.knowledge, pact, "pact_concluded")
    for one in concluded:
        yield dated(brief, one, "pact_concluded", cluster=cluster.name)
    for state in find(brief.knowledge, pact, "pact_state"):
        if not concluded and state.leading.value == CodeValue(code="not_signed"):
            yield dated(brief, state, "pact_not_signed", cluster=cluster.name)
    for version in find(brief.knowledge, pact, "pact_version"):
        yield about(
            brief,
            version,
            "pact_version",
            "version",
            lambda fact: str(shown(fact.value)),
            cluster=cluster.name,
            date=when(brief.texts, version.leading.effective),
        )


def _interim(brief: Brief, cluster: ClusterFile) -> Iterator[Statement]:
    """Tell of each interim evaluation; of a cluster without one, that nothing is recorded, if anybody asked."""
    pact = cluster.pact or ""
    completed = find(brief.knowledge, pact, "interim_evaluation_completed")
    for one in completed:
        yield _completed(brief, cluster, one)
    done = {one.qualifier for one in completed}
    opened = [one for one in find(brief.knowledge, pact, "interim_evaluation_state") if one.qualifier not in done]
    for one in opened:
        yield life.interim(brief, cluster, one)
    begun = find(brief.knowledge, cluster.stream, "operations_start")
    asked = find(brief.knowledge, None, "question_asked", QUESTION)
    if cluster.pact and begun and asked and not completed and not opened:
        text = say(brief.texts, "interim_evaluation_not_recorded", cluster=cluster.name)
        yield from silent(brief, [*asked, *begun], pact, "interim_evaluation", text)


def _completed(brief: Brief, cluster: ClusterFile, completed: Conclusion) -> Statement:
    verdicts = find(brief.knowledge, completed.subject, "interim_evaluation_verdict", completed.qualifier)
    ordinal = word(brief.texts, "ordinal", completed.qualifier)
    value: dict[str, object] = {"number": int(completed.qualifier), "completed": shown(completed.leading.value)}
    names = {"ordinal": ordinal, "cluster": cluster.name}
    if not verdicts:
        return dated(brief, completed, "interim_evaluation_undated", **names).model_copy(update={"value": value})
    code = str(shown(verdicts[0].leading.value))
    goal = code in {"reached", "largely_reached", "partly_reached", "not_reached", "undetermined"}
    text = say(
        brief.texts,
        "interim_evaluation" if goal else "interim_evaluation_decided",
        date=written_date(brief, completed.leading),
        verdict=word(brief.texts, "verdict", code),
        **names,
    )
    value["verdict"] = code
    return told(brief, [completed, *verdicts], completed.subject, "interim_evaluation", text, value)


def _years(brief: Brief, cluster: ClusterFile) -> Iterator[Statement]:
    """Tell of plans, yearly evaluations and reports, by work year."""
    pact = cluster.pact or ""
    for plan in find(brief.knowledge, pact, "year_plan_state"):
        state = coded(brief, "plan_state")
        yield about(brief, plan, "year_plan", "state", state, cluster=cluster.name, year=plan.qualifier)
    for yearly in find(brief.knowledge, pact, "yearly_evaluation"):
        outcome = coded(brief, "yearly_outcome")
        year = yearly.qualifier
        yield about(brief, yearly, "yearly_evaluation", "outcome", outcome, cluster=cluster.name, year=year)
    for report in find(brief.knowledge, pact, "report_state"):
        yield _report(brief, cluster, report)


def _report(brief: Brief, cluster: ClusterFile, report: Conclusion) -> Statement:
    verdicts = find(brief.knowledge, report.subject, "report_verdict", report.qualifier)
    state = str(shown(report.leading.value))
    places = {
        "cluster": cluster.name,
        "work_year": work_year(brief.texts, report.qualifier),
        "state": word(brief.texts, "report_state", state),
    }
    value: dict[str, object] = {"work_year": report.qualifier, "state": state}
    text = say(brief.texts, "report", **places)
    if verdicts:
        value["verdict"] = shown(verdicts[0].leading.value)
        verdict = word(brief.texts, "verdict", str(value["verdict"]))
        text = say(brief.texts, "report_with_verdict", verdict=verdict, **places)
    status = Status.STATED
    if state in UNDER_WAY:
        status, text = Status.IN_PROCESSING, last_known(brief, text, report)
    return told(brief, [report, *verdicts], report.subject, "work_year_report", text, value, status=status)


def _reports_of_all(brief: Brief) -> Iterator[Statement]:
    """Tell what a source says of the reports on a year without naming clusters."""
    pacts = {cluster.pact for cluster in brief.knowledge.clusters}
    for report in find(brief.knowledge, None, "report_state"):
        if report.subject not in pacts:
            state = str(shown(report.leading.value))
            text = say(
                brief.texts,
                "reports",
                work_year=work_year(brief.texts, report.qualifier),
                state=word(brief.texts, "report_state", state),
            )
            value = {"work_year": report.qualifier, "state": state}
            status = Status.STATED
            if state in UNDER_WAY:
                status, text = Status.IN_PROCESSING, last_known(brief, text, report)
            yield told(brief, [report], report.subject, "work_year_report", text, value, status=status)


def _no_yearly_evaluation(brief: Brief) -> Iterator[Statement]:
    if find(brief.knowledge, None, "yearly_evaluation"):
        return
    asked = find(brief.knowledge, None, "question_asked", QUESTION)
    for rule in find(brief.knowledge, None, "pact_review_interval"):
        text = say(brief.texts, "yearly_evaluation_not_recorded")
        yield from silent(brief, [rule, *asked], rule.subject, "yearly_evaluation", text)
