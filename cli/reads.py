"""Commands that read pact files: options here, bodies in ``cli.reading`` and ``cli.registers``."""

from typing import Annotated

import typer

from cli.groups import agreement, change, commitment, condition, deadline, kpi, lesson, pact
from cli.options import AsJson, AsOf, KnownOn, Lang, PactId


@pact.command("list")
def pact_list(as_of: AsOf = None, known_on: KnownOn = None, lang: Lang = None, as_json: AsJson = False) -> None:
    """List the pacts with their stage, period and next due date."""
    from cli.reading import show_pacts

    show_pacts(as_of, known_on, lang, as_json=as_json)


@pact.command("show")
def pact_show(
    pact_id: PactId,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Show one pact file: pact, agreement, work years, evaluations, deadlines, claims."""
    from cli.reading import show_pact

    show_pact(pact_id, as_of, known_on, lang, as_json=as_json)


@pact.command("timeline")
def pact_timeline(
    pact_id: PactId,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Tell a pact's life event by event."""
    from cli.reading import show_timeline

    show_timeline(pact_id, as_of, known_on, lang, as_json=as_json)


@agreement.command("show")
def agreement_show(
    pact_id: PactId,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Show the chain of agreements, the cap with the room left, suspensions and recoveries."""
    from cli.registers import show_agreement

    show_agreement(pact_id, as_of, known_on, lang, as_json=as_json)


@commitment.command("list")
def commitment_list(
    pact_id: PactId,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """List what each party promised, and how it stands."""
    from cli.registers import show_commitments

    show_commitments(pact_id, as_of, known_on, lang, as_json=as_json)


@condition.command("list")
def condition_list(
    pact_id: PactId,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """List the conditions that decisions set, with their dates."""
    from cli.registers import show_conditions

    show_conditions(pact_id, as_of, known_on, lang, as_json=as_json)


@change.command("list")
def change_list(
    pact_id: PactId,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """List the requests to change the running agreement, before and after."""
    from cli.registers import show_changes

    show_changes(pact_id, as_of, known_on, lang, as_json=as_json)


@kpi.command("show")
def kpi_show(
    pact_id: PactId,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Show targets, values and status per year; where figures do not compare, the series breaks."""
    from cli.registers import show_kpis

    show_kpis(pact_id, as_of, known_on, lang, as_json=as_json)


@lesson.command("list")
def lesson_list(
    file: Annotated[str | None, typer.Argument(metavar="PACT|programme", help="Everything if left out.")] = None,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """List good practices and bottlenecks, and what became of them."""
    from cli.registers import show_lessons

    show_lessons(file, as_of, known_on, lang, as_json=as_json)


@deadline.command("recounts")
def deadline_recounts(
    file: Annotated[str, typer.Argument(metavar="PACT|FILE", help="A pact, or a whole name: question/NUMBER.")],
    as_of: AsOf = None,
    known_on: KnownOn = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """List the open deadlines that the calendar in force or a later version of their rule would set elsewhere."""
    from cli.registers import show_recounts

    show_recounts(file, as_of, known_on, lang, as_json=as_json)


@deadline.command("list")
def deadline_list(
    within: Annotated[
        str, typer.Option("--within", metavar="30d", help="How far ahead to look: 30d, 8w, 3m or 2y.")
    ] = "30d",
    as_of: AsOf = None,
    known_on: KnownOn = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """List what is due or late; the same as `clusterpact due`."""
    from cli.reading import show_due

    show_due(within, as_of, known_on, lang, as_json=as_json)
