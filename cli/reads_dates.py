"""Commands about dates and rules: options here, bodies in the modules that each imports."""

from pathlib import Path
from typing import Annotated

import typer

from cli.giving import Given
from cli.groups import calendar, deadline, policy
from cli.options import AsJson, AsOf, Because, DryRun, KnownOn, Lang, OnBehalfOf, Person, RestsOn, Role

Pack = Annotated[
    Path | None,
    typer.Option("--pack", metavar="FOLDER", help="The pack of this folder; the rules in force if left out."),
]
From = Annotated[str, typer.Option("--from", metavar="DATE", help="The day to count from (YYYY-MM-DD).")]


@calendar.command("add", context_settings={"ignore_unknown_options": True})  # so that -30 is a number
def calendar_add(  # noqa: PLR0917 - one option for each thing that a date depends on
    number: Annotated[int, typer.Argument(metavar="N", help="How many; below 0 counts back.")],
    unit: Annotated[str, typer.Argument(metavar="wd|d|m|y", help="Working days, days, months or years.")],
    start: From,
    name: Annotated[str, typer.Option("--calendar", metavar="NAME", help="legal or office.")],
    convention: Annotated[
        str, typer.Option("--convention", metavar="T|P", help="T: the day itself does not count; P: it does.")
    ] = "T",
    shift: Annotated[
        str | None,
        typer.Option(
            "--shift",
            metavar="forward|backward|none",
            help="Off a day that is no working day; the way of counting if left out.",
        ),
    ] = None,
    pack: Pack = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Count from a date and show each day that was skipped, the shift and the instant."""
    from cli.calendars import Asked, show_addition

    show_addition(Asked(number, unit, start, name, convention, shift), pack, lang, as_json=as_json)


@calendar.command("show")
def calendar_show(
    year: Annotated[int, typer.Argument(metavar="YEAR", help="The year of the calendar.")],
    name: Annotated[str | None, typer.Option("--calendar", metavar="NAME", help="Every calendar if left out.")] = None,
    pack: Pack = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Show the holidays of a year and the number of working days."""
    from cli.calendars import show_year

    show_year(year, name, pack, lang, as_json=as_json)


@calendar.command("amend")
def calendar_amend(  # noqa: PLR0917 - what changes, from when and on what ground, and who asks
    name: Annotated[str, typer.Argument(metavar="NAME", help="legal or office.")],
    year: Annotated[int, typer.Argument(metavar="YEAR", help="A listed year, or the one after the last.")],
    source: Annotated[str, typer.Option("--source", metavar="TEXT", help="On what the change rests.")],
    person: Person,
    close: Annotated[
        list[str] | None,
        typer.Option("--close", metavar="DATE=NL/EN", help="Closed from now on: 2027-05-14='Brugdag/Bridge day'."),
    ] = None,
    opened: Annotated[
        list[str] | None, typer.Option("--open", metavar="DATE", help="No longer closed; may be given again.")
    ] = None,
    start: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="DATE", help="For what starts to run from this day; everything new if left out."
        ),
    ] = None,
    lists_all: Annotated[
        bool, typer.Option("--lists-all", help="Of an added year: no holiday is missing, whatever the year before had.")
    ] = False,
    instead: Annotated[
        bool, typer.Option("--instead", help="Take the place of another pack that waits for adoption.")
    ] = False,
    dry_run: DryRun = False,
    role: Role = None,
    on_behalf_of: OnBehalfOf = None,
    because: Because = None,
    evidence: RestsOn = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Put up the next version of a calendar, with days that close or open; another person adopts it."""
    from cli.amending import Change, amend_calendar

    given = Given(person, role, on_behalf_of, because, evidence)
    change = Change(name, year, close or (), opened or (), start, source, lists_all)
    amend_calendar(change, given, lang, instead=instead, dry_run=dry_run, as_json=as_json)


@calendar.command("export")
def calendar_export(
    person: Annotated[str, typer.Option("--as", metavar="PERSON", help="Whose calendar: a pseudonym.")],
    view: Annotated[
        str,
        typer.Option(
            "--view",
            metavar="mine|cluster|all",
            help="What concerns the person; the pact files within reach; all files within reach.",
        ),
    ] = "mine",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to write it; standard output if left out.")
    ] = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Write a person's due dates as a calendar file (.ics); moved and void ones say so."""
    from cli.calendar_feed import export_calendar

    export_calendar(person, view, out, lang, as_json=as_json)


@deadline.command("compute")
def deadline_compute(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="For example D07.")],
    start: From,
    pack: Pack = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Count a deadline as its rule would from a day, with its reminders; nothing is recorded."""
    from cli.deadlines import show_forecast

    show_forecast(rule, start, pack, lang, as_json=as_json)


@deadline.command("explain")
def deadline_explain(
    name: Annotated[str, typer.Argument(metavar="ID", help="For example D07/2021.")],
    pact: Annotated[str | None, typer.Option("--pact", metavar="PACT", help="Of which pact.")] = None,
    file: Annotated[
        str | None, typer.Option("--file", metavar="FILE", help="A whole name: budget/YEAR, question/NUMBER.")
    ] = None,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Explain a deadline: its count day by day, who moved it and why, its reminders, its outcome."""
    from cli.deadlines import show_account

    show_account(name, pact, file, as_of, known_on, lang, as_json=as_json)


@policy.command("diff")
def policy_diff(
    first: Annotated[Path, typer.Argument(metavar="A", help="The folder of one pack.")],
    second: Annotated[
        Path | None,
        typer.Argument(metavar="[B]", help="The folder of the other; without it, A beside the pack in force."),
    ] = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Say what differs between two packs: rules, calendars, roles, terms."""
    from cli.policy_differences import show_differences

    show_differences(first, second, lang, as_json=as_json)
