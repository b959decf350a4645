"""The fifth question: which means there are, year by year, and what is left after the reservations."""

from collections.abc import Iterator

from domain.answer_cofinancing import cofinancing
from domain.answer_goals import in_language
from domain.answer_money import BUDGET, budget_years, envelope_of
from domain.answer_scope import told_of
from domain.knowledge import find
from domain.phrase import amount, money, say, shown
from domain.seen import budget_of, earmark_title, events_of, recorded
from domain.statement import about, silent, told
from schemas.answer import Brief, Conclusion, Fact, Statement, Status
from schemas.budget.envelope import EnvelopeForeseen, EnvelopeRevised, OverAllocationFound
from schemas.budget.whole import BudgetYearOpened
from schemas.claim import MoneyValue

QUESTION = "5"


def means(brief: Brief) -> Iterator[Statement]:
    """Tell of the year asked for and the years after it, then of what no source settles, then of earlier years."""
    years = budget_years(brief)
    coming = [year for year in years if year >= brief.as_of.year]
    for year in coming:
        yield from _budget(brief, year)
    yield from _practice(brief)
    yield from _later_years(brief, years)
    for year in sorted(set(years) - set(coming), reverse=True):
        yield from _budget(brief, year)
    yield from cofinancing(brief)


def _budget(brief: Brief, year: int) -> Iterator[Statement]:
    stream = f"{BUDGET}{year}"
    names = {cluster.id: cluster.name for cluster in brief.knowledge.clusters}
    envelopes = find(brief.knowledge, stream, "means_foreseen")
    for one in envelopes:
        yield _amount(brief, one, "means_foreseen", year=year)
    for one in find(brief.knowledge, stream, "means_approved"):
        yield _amount(brief, one, "means_approved", year=year)
    yield from _not_settled(brief, stream, year)
    reservations = find(brief.knowledge, stream, "reservation")
    for one in told_of(brief, reservations):
        name = names.get(one.qualifier, one.qualifier)
        value = {**_shown(one), "cluster": f"cluster/{one.qualifier}"}
        yield _amount(brief, one, "reservation", value, cluster=name)
    envelope = envelope_of(brief, stream)
    if envelope is not None:
        yield from _residual(brief, year, envelope, reservations)
    for one in find(brief.knowledge, stream, "residual_allocation"):
        value = {**_shown(one), "earmark": one.qualifier}
        yield _amount(brief, one, "residual_allocation", value, earmark=earmark_title(brief, one.qualifier))
    for one in find(brief.knowledge, stream, "residual_use"):
        yield about(brief, one, "residual_use", "text", lambda fact: in_language(brief, fact))
        if not find(brief.knowledge, stream, "residual_allocation"):
            text = say(brief.texts, "residual_split_not_recorded", year=year)
            yield from silent(brief, [one], stream, "residual_split", text)
    for one in told_of(brief, find(brief.knowledge, stream, "operating_support")):
        name = names.get(one.qualifier, one.qualifier)
        value = {**_shown(one), "cluster": f"cluster/{one.qualifier}"}
        yield _amount(brief, one, "operating_support_of_cluster", value, year=year, cluster=name)
    yield from _over(brief, stream, year)
    for one in find(brief.knowledge, stream, "project_means"):
        yield _amount(brief, one, "project_means", year=year)
    for key in ("project_call", "projects_awarded"):
        for one in told_of(brief, find(brief.knowledge, stream, key)):
            name = names.get(one.qualifier, one.qualifier)
            value = {**_shown(one), "cluster": f"cluster/{one.qualifier}"}
            yield _amount(brief, one, key, value, year=year, cluster=name)


def _not_settled(brief: Brief, stream: str, year: int) -> Iterator[Statement]:
    """Say of a year to come that its envelope is not approved, or that nothing is recorded for it at all."""
    if year <= brief.as_of.year or budget_of(brief, stream) is None or find(brief.knowledge, stream, "means_approved"):
        return
    opened = events_of(brief, stream, BudgetYearOpened, EnvelopeForeseen)
    if find(brief.knowledge, stream, "means_foreseen"):
        text, status = say(brief.texts, "envelope_not_decided", year=year), Status.NOT_DECIDED
    else:
        text, status = say(brief.texts, "envelope_not_recorded", year=year), Status.NOT_RECORDED
    yield recorded(brief, stream, "envelope", text, None, opened, status=status)


def _over(brief: Brief, stream: str, year: int) -> Iterator[Statement]:
    """Say by how much the reservations pass the envelope, as long as that is not resolved."""
    state = budget_of(brief, stream)
    if state is not None and state.over_cents:
        events = events_of(brief, stream, EnvelopeRevised, OverAllocationFound)
        excess = money(brief.texts, MoneyValue(cents=state.over_cents))
        text = say(brief.texts, "over_allocation", year=year, amount=excess)
        yield recorded(brief, stream, "over_allocation", text, amount(state.over_cents, "EUR"), events)


def _amount(brief: Brief, one: Conclusion, key: str, value: object = None, **places: object) -> Statement:
    return about(brief, one, key, "amount", lambda fact: _written(brief, fact), value=value, **places)


def _written(brief: Brief, fact: Fact) -> str:
    return money(brief.texts, fact.value) if isinstance(fact.value, MoneyValue) else str(shown(fact.value))


def _shown(one: Conclusion) -> dict[str, object]:
    return amount(_cents(one), "EUR")


def _cents(one: Conclusion) -> int:
    return one.leading.value.cents if isinstance(one.leading.value, MoneyValue) else 0


def _residual(brief: Brief, year: int, envelope: Conclusion, reservations: list[Conclusion]) -> Iterator[Statement]:
    """Subtract the reservations from the envelope: a computed value, which is recorded nowhere."""
    used = [envelope, *reservations]
    if not reservations or any(one.is_contested for one in used):
        return
    rest = _cents(envelope) - sum(map(_cents, reservations))
    text = say(brief.texts, "residual", year=year, amount=money(brief.texts, MoneyValue(cents=rest)))
    yield told(
        brief,
        used,
        envelope.subject,
        "residual",
        text,
        amount(rest, "EUR"),
        status=Status.COMPUTED,
        inputs=tuple(_inputs(brief, year, envelope, reservations)),
    )


def _inputs(brief: Brief, year: int, envelope: Conclusion, reservations: list[Conclusion]) -> Iterator[str]:
    names = brief.names
    yield say(
        brief.texts,
        "input_amount",
        what=brief.texts.sentences[f"input_{envelope.predicate}"].format(year=year),
        amount=_written(brief, envelope.leading),
    )
    for one in reservations:
        cluster = names.get(one.qualifier, one.qualifier)
        what = brief.texts.sentences["input_reservation"].format(cluster=cluster)
        yield say(brief.texts, "input_amount", what=what, amount=_written(brief, one.leading))


def _practice(brief: Brief) -> Iterator[Statement]:
    """Tell of what holds in every year: the reservations of the past, and the operating support."""
    for one in find(brief.knowledge, None, "reservation_practice"):
        yield about(brief, one, "as_told", "text", lambda fact: in_language(brief, fact))
    for one in find(brief.knowledge, None, "operating_support_cap"):
        yield _amount(brief, one, "operating_support")
        if envelopes := find(brief.knowledge, None, "means_foreseen"):
            text = say(brief.texts, "operating_support_not_recorded")
            yield from silent(brief, [one, *envelopes], one.subject, "operating_support_in_means", text)


def _later_years(brief: Brief, years: list[int]) -> Iterator[Statement]:
    """Say that nothing is recorded beyond the last year with amounts, on the question and on that year's amounts."""
    asked = find(brief.knowledge, None, "question_asked", QUESTION)
    if not years or not (asked or budget_of(brief, f"{BUDGET}{years[-1]}")):
        return
    known = [one for one in brief.knowledge.conclusions if one.subject == f"{BUDGET}{years[-1]}"]
    text = say(brief.texts, "later_years_not_recorded", year=years[-1])
    subject = asked[0].subject if asked else f"{BUDGET}{years[-1]}"
    yield from silent(brief, [*asked, *known], subject, "means_of_later_years", text)
