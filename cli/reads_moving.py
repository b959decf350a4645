"""Commands that move deadlines, or show what that would come to; bodies in the module that each imports."""

from typing import Annotated

import typer

from cli.giving import Given
from cli.groups import deadline
from cli.options import AsJson, Because, Clusters, CommandId, Lang, OnBehalfOf, Person, RestsOn, Role

Rule = Annotated[
    str | None, typer.Argument(metavar="RULE|ID", help="D07 for every open instance of the rule, D07/2021 for one.")
]
To = Annotated[str | None, typer.Option("--to", metavar="DATE", help="To this day, all of them.")]
ByDays = Annotated[
    int | None,
    typer.Option("--by-days", metavar="N", help="So many days on, and then off closed days as the rule says."),
]
Pacts = Annotated[
    list[str] | None, typer.Option("--pact", metavar="PACT", help="Of this pact; may be given again; all if left out.")
]


@deadline.command("move-preview")
def deadline_move_preview(  # noqa: PLR0917 - one option for each way to say which and where to
    rule: Rule = None,
    to: To = None,
    by_days: ByDays = None,
    clusters: Clusters = None,
    pacts: Pacts = None,
    group: Annotated[
        str | None, typer.Option("--group", metavar="GROUP", help="Of a proposed list that waits for its decision.")
    ] = None,
    recounts: Annotated[
        bool, typer.Option("--recounts", help="Of counts that wait, or that a new calendar or rule asks for.")
    ] = False,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Show what a move would come to: old and new dates, reminders that fall away or arise, and who would be told."""
    from cli.moving import Wish, show_preview

    show_preview(Wish(rule, to, by_days, clusters, pacts), group, lang, recounts=recounts, as_json=as_json)


@deadline.command("move-all")
def deadline_move_all(  # noqa: PLR0917 - the same, and who asks
    rule: Annotated[
        str, typer.Argument(metavar="RULE|ID", help="D07 for every open instance, D07/2021 for one a pact.")
    ],
    group: Annotated[str, typer.Option("--group", metavar="GROUP", help="The name of the list: storm-2026.")],
    ground: Annotated[str, typer.Option("--ground", metavar="TEXT", help="Why, for all of them.")],
    person: Person,
    programme: Annotated[
        str | None,
        typer.Option(
            "--programme", metavar="ID", help="Which programme; the one whose rules are in force if left out."
        ),
    ] = None,
    to: To = None,
    by_days: ByDays = None,
    clusters: Clusters = None,
    pacts: Pacts = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be proposed.")] = False,
    role: Role = None,
    on_behalf_of: OnBehalfOf = None,
    because: Because = None,
    evidence: RestsOn = None,
    command_id: CommandId = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Propose one extension of time for all open instances of a rule; another person decides it as a whole."""
    from cli.moving import Wish, propose_for_all

    given = Given(person, role, on_behalf_of, because, evidence, command_id)
    wish = Wish(rule, to, by_days, clusters, pacts)
    propose_for_all(wish, programme, group, ground, given, lang, dry_run=dry_run, as_json=as_json)
