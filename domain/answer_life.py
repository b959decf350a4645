"""What befell a cluster, its support and its pact beside the yearly round, as the first question asks it."""

from collections.abc import Iterator

from domain.knowledge import find
from domain.phrase import money, on_the_day, plain_date, say, shown, word
from domain.seen import events_of, pact_of, recorded
from domain.statement import about, coded, dated
from schemas.answer import Brief, ClusterFile, Conclusion, Fact, Statement, Status
from schemas.claim import DateValue, Grade, MoneyValue, TextValue
from schemas.condition import Condition, ConditionEvent
from schemas.support import Recovery, RecoveryDemanded, RecoverySettled, RepaymentReceived

AWARDS_TOLD = frozenset({"granted_with_conditions", "refused"})
PERIODS_TOLD = frozenset({"expired", "suspended", "terminated"})
PACTS_TOLD = frozenset({"agreed", "ended", "in_negotiation", "signing", "superseded", "suspended", "terminated"})
"""The states that are worth a sentence: the others are told by what brought them."""


def history(brief: Brief, cluster: ClusterFile) -> Iterator[Statement]:
    """Tell of the cluster itself: recognition that ended, reorganisations, another organisation."""
    for one in find(brief.knowledge, cluster.stream, "recognition_ended"):
        yield dated(brief, one, "recognition_ended", cluster=cluster.name)
    names = {each.id: each.name for each in brief.knowledge.clusters}
    for one in find(brief.knowledge, cluster.stream, "reorganisation"):
        other = names.get(one.qualifier, one.qualifier)
        value = {"sort": shown(one.leading.value), "other": one.qualifier}
        since = plain_date(brief.texts, one.leading.effective)
        sort = coded(brief, "reorganisation")
        places = {"cluster": cluster.name, "other": other, "date": since}
        yield about(brief, one, "reorganisation", "sort", sort, value=value, **places)
    for one in find(brief.knowledge, cluster.stream, "organisation"):
        since = plain_date(brief.texts, one.leading.effective)
        places = {"cluster": cluster.name, "date": since}
        name = _words(brief, one.leading)
        yield about(brief, one, "organisation", "name", lambda fact: _words(brief, fact), value=name, **places)


def support(brief: Brief, cluster: ClusterFile) -> Iterator[Statement]:
    """Tell of an award that was refused or conditional, of periods that stopped, and of money claimed back."""
    for one in find(brief.knowledge, cluster.pact or "", "award_outcome"):
        if shown(one.leading.value) in AWARDS_TOLD:
            yield _state(brief, cluster, one, "award_outcome")
    for one in find(brief.knowledge, cluster.pact or "", "agreement_state"):
        if shown(one.leading.value) in PERIODS_TOLD:
            yield _state(brief, cluster, one, "agreement_state")
    for recovery in pact_of(brief, cluster).support.recoveries:
        if recovery.state != "proposed":
            yield _recovery(brief, cluster, recovery)


def pact(brief: Brief, cluster: ClusterFile) -> Iterator[Statement]:
    """Tell where the pact stands, unless it simply is in force; what has to be mended; what was made a condition."""
    for one in find(brief.knowledge, cluster.pact or "", "pact_state"):
        if shown(one.leading.value) in PACTS_TOLD:
            yield _state(brief, cluster, one, "pact_state")
    for one in find(brief.knowledge, cluster.pact or "", "remedial_state"):
        yield _state(brief, cluster, one, "remedial_state")
    for condition in pact_of(brief, cluster).conditions:
        yield _condition(brief, cluster, condition)


def interim(brief: Brief, cluster: ClusterFile, one: Conclusion) -> Statement:
    """Tell how far an interim evaluation is that is not completed."""
    ordinal = word(brief.texts, "ordinal", one.qualifier)
    code = str(shown(one.leading.value))
    places = {"cluster": cluster.name, "ordinal": ordinal}
    if code == "planned":
        for planned in find(brief.knowledge, one.subject, "interim_evaluation_planned", one.qualifier):
            return about(brief, planned, "interim_evaluation_planned", "date", lambda fact: _day(brief, fact), **places)
    if one.leading.grade is not Grade.SYSTEM or code == "opened":
        statement = about(brief, one, "interim_evaluation_opened", "date", lambda fact: _day(brief, fact), **places)
    else:
        since = plain_date(brief.texts, one.leading.effective)
        state = coded(brief, "interim_state")
        statement = about(brief, one, "interim_evaluation_under_way", "state", state, date=since, **places)
    return statement.model_copy(update={"status": Status.IN_PROCESSING})


def _state(brief: Brief, cluster: ClusterFile, one: Conclusion, group: str) -> Statement:
    """Say where something stands since a day; the words stand in a group of the same name."""
    return about(
        brief,
        one,
        group,
        "state",
        coded(brief, group),
        value={"state": shown(one.leading.value), **({"period": int(one.qualifier)} if one.qualifier else {})},
        cluster=cluster.name,
        ordinal=word(brief.texts, "ordinal", one.qualifier),
        date=plain_date(brief.texts, one.leading.effective),
    )


def _condition(brief: Brief, cluster: ClusterFile, condition: Condition) -> Statement:
    due = on_the_day(brief.texts, condition.due)
    text = say(
        brief.texts,
        "condition",
        cluster=cluster.name,
        text=condition.text.removesuffix("."),
        due=due,
        state=word(brief.texts, "condition_state", condition.state),
    )
    stream = cluster.pact or ""
    events = events_of(brief, stream, ConditionEvent, condition=condition.condition)
    value = {"condition": condition.condition, "due": condition.due.isoformat(), "state": condition.state}
    return recorded(brief, stream, "condition", text, value, events)


def _recovery(brief: Brief, cluster: ClusterFile, recovery: Recovery) -> Statement:
    text = say(
        brief.texts,
        "recovery",
        cluster=cluster.name,
        amount=money(brief.texts, MoneyValue(cents=recovery.cents)),
        due=on_the_day(brief.texts, recovery.pay_by),
        repaid=money(brief.texts, MoneyValue(cents=recovery.repaid_cents)),
    )
    stream = cluster.pact or ""
    kinds = (RecoveryDemanded, RepaymentReceived, RecoverySettled)
    events = events_of(brief, stream, *kinds, recovery=recovery.recovery)
    value = {"recovery": recovery.recovery, "cents": recovery.cents, "repaid_cents": recovery.repaid_cents}
    return recorded(brief, stream, "recovery", text, value, events)


def _day(brief: Brief, fact: Fact) -> str:
    return plain_date(brief.texts, fact.value.date if isinstance(fact.value, DateValue) else fact.effective)


def _words(brief: Brief, fact: Fact) -> str:
    return str(getattr(fact.value, brief.texts.lang)) if isinstance(fact.value, TextValue) else str(shown(fact.value))
