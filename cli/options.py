"""What several commands take in the same way."""

from typing import Annotated

import typer

AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="What was true on this day (YYYY-MM-DD); today if left out."),
]
KnownOn = Annotated[
    str | None,
    typer.Option(
        "--known-on",
        metavar="INSTANT",
        help="What we knew then, in local time (2020-12-31T12:00); now if left out.",
    ),
]
Clusters = Annotated[
    list[str] | None,
    typer.Option("--cluster", metavar="CLUSTER", help="About this cluster; may be given again; all if left out."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Lang = Annotated[str | None, typer.Option("--lang", metavar="nl|en", help="Language of the answer; Dutch if left out.")]
Person = Annotated[str, typer.Option("--as", metavar="PERSON", help="Who acts: the pseudonym of a registered person.")]
Role = Annotated[str | None, typer.Option("--in-role", metavar="ROLE", help="The role to use, where several allow it.")]
Because = Annotated[str | None, typer.Option("--because", help="The reason, kept with the act.")]
OnBehalfOf = Annotated[str | None, typer.Option("--on-behalf-of", metavar="PERSON", help="Whose lent role is used.")]
CommandId = Annotated[str | None, typer.Option("--command-id", help="To ask the same again; made up if left out.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what it would come to, and record nothing.")]
RESTS_ON = "What the act rests on: a document's id, or ID=TITLE; several times for several."
RestsOn = Annotated[list[str] | None, typer.Option("--evidence", metavar="DOCUMENT", help=RESTS_ON)]
PactId = Annotated[str, typer.Argument(metavar="PACT", help="For example blauwe-cluster.")]
QuestionId = Annotated[str, typer.Argument(metavar="NUMBER", help="The last part of the file's name: 2020-384.")]
Stream = Annotated[str, typer.Argument(metavar="FILE", help="A whole name: pact/ID, cluster/ID, question/NUMBER.")]
