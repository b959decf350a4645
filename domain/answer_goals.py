"""The second and the third question: how far goals are realised, and what is learned from it."""

from collections.abc import Iterator

from domain.knowledge import find
from domain.phrase import listing, say, shown, word, work_year
from domain.statement import about, coded, dated, silent, told
from schemas.answer import Brief, ClusterFile, Conclusion, Fact, Statement
from schemas.claim import TextValue

KPI_QUESTION, LESSONS_QUESTION = "2", "3"


def goals(brief: Brief) -> Iterator[Statement]:
    """Give the verdicts per cluster, say that figures are not recorded, and what the pacts hold beyond indicators."""
    for cluster in brief.knowledge.clusters:
        yield from _verdicts(brief, cluster)
    yield from _no_figures(brief)
    for one in find(brief.knowledge, None, "broader_commitments"):
        yield _as_told(brief, one)
        if isinstance(one.leading.value, TextValue) and not one.leading.value.complete:
            text = say(brief.texts, "list_not_recorded")
            yield from silent(brief, [one], one.subject, "broader_commitments_list", text)


def lessons(brief: Brief) -> Iterator[Statement]:
    """Give what is recorded of lessons, of the evaluation of the policy and of promises."""
    recorded = find(brief.knowledge, None, "lesson")
    evaluated = find(brief.knowledge, None, "policy_evaluation")
    for one in (*recorded, *evaluated, *find(brief.knowledge, None, "promise")):
        yield _as_told(brief, one)
    for one in find(brief.knowledge, None, "policy_paper"):
        yield dated(brief, one, "policy_paper", paper=word(brief.texts, "policy_paper", one.qualifier))
    asked = find(brief.knowledge, None, "question_asked", LESSONS_QUESTION)
    if asked and not recorded:
        text = say(brief.texts, "lessons_not_recorded")
        yield from silent(brief, [*asked, *evaluated], asked[0].subject, "lesson", text)


def _verdicts(brief: Brief, cluster: ClusterFile) -> Iterator[Statement]:
    """Put families with the same undisputed verdict into one sentence; a disputed one stands alone."""
    groups: dict[str, list[Conclusion]] = {}
    for one in find(brief.knowledge, cluster.pact or "", "goal_verdict"):
        code = str(shown(one.leading.value))
        groups.setdefault(f"{code}/{one.qualifier}" if one.is_contested else code, []).append(one)
    for same in groups.values():
        yield _verdict(brief, cluster, same)
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


def _verdict(brief: Brief, cluster: ClusterFile, same: list[Conclusion]) -> Statement:
    code = str(shown(same[0].leading.value))
    families = [one.qualifier for one in same]
    text = say(
        brief.texts,
        "goal_verdict",
        cluster=cluster.name,
        verdict=word(brief.texts, "verdict", code),
        families=listing(brief.texts, [word(brief.texts, "family", family) for family in families]),
    )
    return told(brief, same, same[0].subject, "goal_verdict", text, {"verdict": code, "families": families})


def _no_figures(brief: Brief) -> Iterator[Statement]:
    """Say that there are verdicts and no figures, on what was asked and on the verdicts that were found."""
    asked = find(brief.knowledge, None, "question_asked", KPI_QUESTION)
    if not asked:
        return
    searched = [*asked, *find(brief.knowledge, None, "answer_reference"), *find(brief.knowledge, None, "goal_verdict")]
    text = say(brief.texts, "kpi_figures_not_recorded")
    yield from silent(brief, searched, asked[0].subject, "kpi_figures", text)


def _as_told(brief: Brief, conclusion: Conclusion) -> Statement:
    return about(brief, conclusion, "as_told", "text", lambda fact: in_language(brief, fact))


def in_language(brief: Brief, fact: Fact) -> str:
    """Give a text in the language of the answer."""
    value = fact.value
    return str(getattr(value, brief.texts.lang)) if isinstance(value, TextValue) else str(shown(value))
