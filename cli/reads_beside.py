"""Commands that read what stands beside the pacts: options here, bodies in the modules that each imports."""

from typing import Annotated, Literal

import typer

from cli.groups import budget, claim, cluster, cofinancing, people, programme, question
from cli.options import AsJson, AsOf, KnownOn, Lang, PactId, QuestionId, Stream


@cluster.command("list")
def cluster_list(as_of: AsOf = None, known_on: KnownOn = None, lang: Lang = None, as_json: AsJson = False) -> None:
    """List the clusters with their names and numbers of members."""
    from cli.clusters import show_clusters

    show_clusters(as_of, known_on, lang, as_json=as_json)


@cluster.command("show")
def cluster_show(
    cluster_id: Annotated[str, typer.Argument(metavar="CLUSTER", help="Its id, or a name that it has or had.")],
    as_of: AsOf = None,
    known_on: KnownOn = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Show one cluster: names, recognitions, reorganisations, members by class."""
    from cli.clusters import show_cluster

    show_cluster(cluster_id, as_of, known_on, lang, as_json=as_json)


@cluster.command("members")
def cluster_members(
    clusters: Annotated[
        list[str] | None, typer.Argument(metavar="CLUSTER", help="Of which clusters; of all if left out.")
    ] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day of the count; today.")] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="Also who came and left since this day.")
    ] = None,
    known_on: KnownOn = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Count members by class, each organisation once whatever the number of its clusters."""
    from cli.clusters import show_members

    show_members(clusters or [], on, since, known_on, lang, as_json=as_json)


@budget.command("show")
def budget_show(
    year: Annotated[int, typer.Argument(metavar="YEAR", help="The budget year.")],
    as_of: AsOf = None,
    known_on: KnownOn = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Show one budget year: envelope, lines, what is left of the pool, and what is too much."""
    from cli.beside import show_budget

    show_budget(year, as_of, known_on, lang, as_json=as_json)


@cofinancing.command("list")
def cofinancing_list(
    pact_id: Annotated[str | None, typer.Argument(metavar="PACT", help="Every pact if left out.")] = None,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """List what was proven each year, what was short, and what is to follow or was decided."""
    from cli.cofinancing import show_list

    show_list(pact_id, as_of, known_on, lang, as_json=as_json)


@cofinancing.command("show")
def cofinancing_show(
    pact_id: PactId,
    year: Annotated[int, typer.Argument(metavar="YEAR", help="The work year.")],
    as_of: AsOf = None,
    known_on: KnownOn = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Show one year: figures, proof, what is proposed or decided, and all that people did about it."""
    from cli.cofinancing import show_year

    show_year(pact_id, year, as_of, known_on, lang, as_json=as_json)


@question.command("list")
def question_list(as_of: AsOf = None, known_on: KnownOn = None, lang: Lang = None, as_json: AsJson = False) -> None:
    """List the written questions with their terms and who has them."""
    from cli.beside import show_questions

    show_questions(as_of, known_on, lang, as_json=as_json)


@question.command("show")
def question_show(
    number: QuestionId,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Show one question: parts, drafts, approvals, what was frozen, promises."""
    from cli.beside import show_question

    show_question(number, as_of, known_on, lang, as_json=as_json)


@programme.command("show")
def programme_show(as_of: AsOf = None, known_on: KnownOn = None, lang: Lang = None, as_json: AsJson = False) -> None:
    """Show offices and holders, legal bases, policy evaluations, group decisions."""
    from cli.beside import show_programmes

    show_programmes(as_of, known_on, lang, as_json=as_json)


@people.command("list")
def people_list(as_of: AsOf = None, known_on: KnownOn = None, lang: Lang = None, as_json: AsJson = False) -> None:
    """List who may act, with the roles of the day; names are in the directory."""
    from cli.beside import show_people

    show_people(as_of, known_on, lang, as_json=as_json)


@people.command("show")
def people_show(
    person: Annotated[str, typer.Argument(metavar="PSEUDONYM", help="The person's pseudonym.")],
    as_of: AsOf = None,
    known_on: KnownOn = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Show one pseudonym: every role given, and what was lent to others."""
    from cli.beside import show_person

    show_person(person, as_of, known_on, lang, as_json=as_json)


@claim.command("list")
def claim_list(
    stream: Annotated[
        str | None, typer.Argument(metavar="FILE", help="A whole name: pact/ID, cluster/ID; every file if left out.")
    ] = None,
    state: Annotated[
        Literal["unconfirmed", "contested", "accepted", "set_aside", "confirmed", "rejected", "withdrawn"] | None,
        typer.Option("--state", help="Only the claims that stand so."),
    ] = None,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """List what sources say and where each claim stands, conflicts between them, and what waits."""
    from cli.claims import show_claims

    show_claims(stream, state, as_of, known_on, lang, as_json=as_json)


@claim.command("show")
def claim_show(
    stream: Stream,
    claim_id: Annotated[str, typer.Argument(metavar="CLAIM", help="Its id, as the list shows it.")],
    as_of: AsOf = None,
    known_on: KnownOn = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Show one claim: what its source says, where it stands, and all that people did with it."""
    from cli.claims import show_claim

    show_claim(stream, claim_id, as_of, known_on, lang, as_json=as_json)
