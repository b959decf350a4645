"""The second question: how far goals are realised, in verdicts and in figures."""

from collections.abc import Iterator

from domain.answer_commitments import late_commitments
from domain.answer_kpi import figures_of
from domain.answer_members import members_total
from domain.facts_evaluation import FIRST
from domain.knowledge import find
from domain.phrase import listing, say, shown, word, work_year
from domain.statement import about, coded, silent, told
from schemas.answer import Brief, ClusterFile, Conclusion, Fact, Statement
from schemas.claim import Grade, TextValue

QUESTION = "2"


def goals(brief: Brief) -> Iterator[Statement]:
    """Give the verdicts per cluster, say that figures are not recorded, and what the pacts hold beyond indicators."""
    for cluster in brief.knowledge.clusters:
        yield from _verdicts(brief, cluster)
    yield from _no_figures(brief)
    yield from members_total(brief)
    yield from late_commitments(brief)
    for one in find(brief.knowledge, None, "broader_commitments"):
        yield as_told(brief, one)
        if isinstance(one.leading.value, TextValue) and not one.leading.value.complete:
            text = say(brief.texts, "list_not_recorded")
            yield from silent(brief, [one], one.subject, "broader_commitments_list", text)


def _verdicts(brief: Brief, cluster: ClusterFile) -> Iterator[Statement]:
    """Put families with the same undisputed verdict into one sentence; a disputed one stands alone."""
    groups: dict[tuple[str, str], list[Conclusion]] = {}
    for one in find(brief.knowledge, cluster.pact or "", "goal_verdict"):
        code, period = str(shown(one.leading.value)), _period(one)
        alone = one.qualifier if one.is_contested else ""
        groups.setdefault((f"{code}/{alone}", period), []).append(one)
    for (_, period), same in groups.items():
        yield _verdict(brief, cluster, same, period)
    for one in find(brief.knowledge, cluster.pact or "", "report_verdict"):
        yield about(
            brief,
            one,
            "goal_verdict_report",
            "verdict",
            coded(brief, "verdict"),
            value={"verdict": shown(one.leading.value), "work_year": one.qualifier},
            cluster=cluster.name,
            work_year=work_year(brief.texts, one.qualifier),
        )


def _period(verdict: Conclusion) -> str:
    """Number the period that a verdict is about; sources tell of the first one without its number."""
    own = str(FIRST) if verdict.leading.grade is Grade.SYSTEM else ""
    return verdict.qualifier.partition("/")[2] or own


def _verdict(brief: Brief, cluster: ClusterFile, same: list[Conclusion], period: str) -> Statement:
    """Tell of families of one period; without a period, as sources tell of the first one."""
    code = str(shown(same[0].leading.value))
    families = [one.qualifier.partition("/")[0] for one in same]
    text = say(
        brief.texts,
        "goal_verdict_of_period" if period else "goal_verdict",
        cluster=cluster.name,
        ordinal=word(brief.texts, "ordinal", period),
        verdict=word(brief.texts, "verdict", code),
        families=listing(brief.texts, [word(brief.texts, "family", family) for family in families]),
    )
    value = {"verdict": code, "families": families, **({"period": int(period)} if period else {})}
    return told(brief, same, same[0].subject, "goal_verdict", text, value)


def _no_figures(brief: Brief) -> Iterator[Statement]:
    """Say that there are verdicts and no figures: of all pacts, or of those for which none is recorded."""
    without = [cluster for cluster in brief.knowledge.clusters if not figures_of(brief, cluster)]
    if len(without) == len(brief.knowledge.clusters):
        yield from _no_figures_at_all(brief)
        return
    for cluster in without:
        pact = cluster.pact or ""
        searched = [*find(brief.knowledge, pact, "goal_verdict"), *find(brief.knowledge, pact, "report_verdict")]
        text = say(brief.texts, "kpi_figures_of_cluster_not_recorded", cluster=cluster.name)
        yield from silent(brief, searched, pact, "kpi_figures", text)


def _no_figures_at_all(brief: Brief) -> Iterator[Statement]:
    """Say that there are verdicts and no figures, on what was asked and on the verdicts that were found."""
    asked = find(brief.knowledge, None, "question_asked", QUESTION)
    if not asked:
        return
    searched = [*asked, *find(brief.knowledge, None, "answer_reference"), *find(brief.knowledge, None, "goal_verdict")]
    text = say(brief.texts, "kpi_figures_not_recorded")
    yield from silent(brief, searched, asked[0].subject, "kpi_figures", text)


def as_told(brief: Brief, conclusion: Conclusion) -> Statement:
    """Say it in the words of its source."""
    return about(brief, conclusion, "as_told", "text", lambda fact: in_language(brief, fact))


def in_language(brief: Brief, fact: Fact) -> str:
    """Give a text in the language of the answer."""
    value = fact.value
    return str(getattr(value, brief.texts.lang)) if isinstance(value, TextValue) else str(shown(value))
