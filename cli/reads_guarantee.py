"""Commands that show what the record guarantees of its deadlines; bodies in the module that each imports."""

from typing import Annotated

import typer

from cli.groups import audit, deadline
from cli.options import AsJson, Lang


@audit.command("deadlines")
def audit_deadlines(lang: Lang = None, as_json: AsJson = False) -> None:
    """Check ten invariants of every deadline over the record; exit code 1 where one is broken."""
    from cli.auditing import check_deadlines

    check_deadlines(lang, as_json=as_json)


@audit.command("alarms")
def audit_alarms(
    settle: Annotated[str | None, typer.Option("--settle", metavar="KEY|all", help="Looked at: close it.")] = None,
    person: Annotated[str | None, typer.Option("--as", metavar="PERSON", help="Who has looked at it.")] = None,
    as_json: AsJson = False,
) -> None:
    """List what the sweeper had to do or could not do, until somebody has looked at it."""
    from cli.auditing import show_alarms

    show_alarms(settle, person, as_json=as_json)


@audit.command("mail")
def audit_mail(
    person: Annotated[str | None, typer.Option("--person", metavar="PERSON", help="To this pseudonym alone.")] = None,
    about: Annotated[
        str | None, typer.Option("--deadline", metavar="ID", help="About this deadline: D07/2027.")
    ] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="From this day on.")] = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """List every letter about deadlines by day and person: its id, its state, its tries; and what waits for one."""
    from cli.mailed import show_mail

    show_mail(person, about, since, lang, as_json=as_json)


@deadline.command("certificate")
def deadline_certificate(
    due_from: Annotated[str | None, typer.Option("--from", metavar="DATE", help="First due date.")] = None,
    due_to: Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last due date, included.")] = None,
    pact: Annotated[str | None, typer.Option("--pact", metavar="FILE", help="One file; a bare id is a pact's.")] = None,
    verify: Annotated[
        str | None,
        typer.Option("--verify", metavar="FILE", help="Compute a kept certificate (JSON) again and compare."),
    ] = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Certify what became of every deadline: by whom it fell due, how late that was recorded, who moved it."""
    from cli.guarantee import show_certificate, verify_certificate

    if verify is not None:
        verify_certificate(verify, as_json=as_json)
    else:
        show_certificate(due_from, due_to, pact, lang, as_json=as_json)
