"""Co-financing in the fifth question: proven or short, year by year, and what was decided about a shortfall."""

from collections.abc import Iterator

from domain.phrase import money, say, word
from domain.seen import events_of, pact_of, recorded
from schemas.answer import Brief, ClusterFile, Statement
from schemas.claim import MoneyValue
from schemas.cofinancing import Cofinancing, CofinancingProven, CofinancingShortfallFound, ShortfallDecided

KINDS = (CofinancingProven, CofinancingShortfallFound, ShortfallDecided)


def cofinancing(brief: Brief) -> Iterator[Statement]:
    """Tell of each cluster and work year whether companies gathered enough beside the operating support."""
    for cluster in brief.knowledge.clusters:
        for one in sorted(pact_of(brief, cluster).cofinancing, key=lambda each: each.year):
            yield _of_year(brief, cluster, one)


def _of_year(brief: Brief, cluster: ClusterFile, one: Cofinancing) -> Statement:
    code = "short" if one.shortfall_cents else "proven"
    text = say(
        brief.texts,
        f"cofinancing_{code}",
        cluster=cluster.name,
        year=one.year,
        private=_euros(brief, one.private_cents),
        support=_euros(brief, one.support_cents),
        shortfall=_euros(brief, one.shortfall_cents),
        decision=word(brief.texts, "shortfall", (one.consequence or "") if one.is_decided else "open"),
    )
    value = {
        "year": one.year,
        "state": code,
        "private_cents": one.private_cents,
        "support_cents": one.support_cents,
        "shortfall_cents": one.shortfall_cents,
        "consequence": one.consequence if one.is_decided else None,
    }
    stream = cluster.pact or ""
    return recorded(brief, stream, "cofinancing", text, value, events_of(brief, stream, *KINDS, year=one.year))


def _euros(brief: Brief, cents: int) -> str:
    return money(brief.texts, MoneyValue(cents=cents))
