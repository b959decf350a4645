"""The `clusterpact` command: its groups and options. Bodies import the engines they need when they run."""

import gc
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from cli import keeping, reads, reads_beside, reads_dates, reads_guarantee, reads_moving
from cli.ending import Exit, hush, report_fault
from cli.giving import Given
from cli.groups import GROUPS, audit, explain, people, policy, rebuild
from cli.options import AsJson, AsOf, Because, Clusters, DryRun, KnownOn, Lang, Person, RestsOn, Stream

app = typer.Typer(
    name="clusterpact",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Runs cluster pacts for ten years: deadlines, decisions, and answers with their evidence.",
    epilog="Exit codes: 0 fine, 1 error, 2 usage, 3 refused by a rule, 4 conflict, 5 not reachable.",
)
for _name, _group in GROUPS:
    app.add_typer(_group, name=_name)

BY_HAND = (reads, reads_beside, reads_dates, reads_guarantee, reads_moving, keeping)
"""Modules whose commands joined the groups when they were imported."""


_NEW_OBJECTS_BETWEEN_SEARCHES = 50_000
"""A command loads thousands of objects that stay; looking for garbage among them took a sixth of its time."""


def main() -> None:
    """Run the command line; a fault of our own leaves a report to pass on instead of a traceback."""
    gc.set_threshold(_NEW_OBJECTS_BETWEEN_SEARCHES)
    exit_code = Exit.ERROR.value
    try:
        app()
    except SystemExit as ended:
        exit_code = ended.code if isinstance(ended.code, int) else Exit.FINE.value
    except Exception as fault:  # noqa: BLE001 - the outermost edge: what is caught here is written down and ends the process
        exit_code = report_fault(fault)
    _leave(exit_code)


def _leave(exit_code: int) -> NoReturn:
    """End the process; at once where Temporal's client was loaded, whose threads may crash an orderly shutdown."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        hush()
    if "temporalio" not in sys.modules:
        sys.exit(exit_code)
    from workers.entry import leave

    leave(exit_code)


# ---------------------------------------------------------------- running it


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Check servers, settings and rules, and say what to do about what is wrong."""
    from cli.running import show_doctor

    show_doctor(as_json=as_json)


@app.command()
def up() -> None:
    """Start Postgres, Temporal, a worker, the relay and the sweeper here, until Ctrl-C."""
    from cli.running import start_all

    start_all()


@app.command()
def migrate(
    status: Annotated[bool, typer.Option("--status", help="Only say which migrations ran.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring the database to this version's schema."""
    from cli.running import bring_schema

    bring_schema(status=status, as_json=as_json)


@app.command()
def worker() -> None:
    """Run one worker until it is told to stop; it finishes what it has begun."""
    from cli.running import serve_worker

    serve_worker()


@app.command()
def relay() -> None:
    """Deliver what waits: receipts to their pact, and notices to their channel."""
    from cli.running import serve_relay

    serve_relay()


@app.command()
def sweeper(
    once: Annotated[bool, typer.Option("--once", help="Look once and end, for a scheduler of your own.")] = False,
    as_json: AsJson = False,
) -> None:
    """Carry out what is late, without any Temporal, and raise the alarm about it."""
    from cli.sweeping import serve_sweeper, sweep_once

    if once:
        sweep_once(as_json=as_json)
    else:
        serve_sweeper()


@app.command()
def demo(
    keep: Annotated[Path | None, typer.Option("--keep", metavar="FOLDER", help="Keep the demo's home here.")] = None,
) -> None:
    """See a pact's year on real servers with skipped time, in a throw-away home."""
    from cli.demo import show_demo

    show_demo(keep)


# -------------------------------------------------------------------- acting


@app.command(name="import")
def import_file(
    file: Annotated[Path, typer.Argument(help="A history file (YAML).")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything and write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take over a history as claims with their sources; silent, and repeatable without doubles."""
    from cli.acting import import_record

    import_record(file, dry_run=dry_run, as_json=as_json)


@app.command()
def submit(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="One command as JSON; - reads standard input.")],
    person: Person,
    as_json: AsJson = False,
) -> None:
    """Hand in one command and wait for its answer."""
    from cli.acting import submit_command

    submit_command(file, person, as_json=as_json)


@policy.command("propose")
def policy_propose(
    folder: Annotated[Path, typer.Argument(help="The folder of the pack.")],
    person: Person,
    drops: Annotated[
        list[str] | None,
        typer.Option(
            metavar="'NAME VERSION'", help="A calendar version in force that the pack leaves out; repeatable."
        ),
    ] = None,
    because: Because = None,
    evidence: RestsOn = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Put a pack up for adoption by another person; it changes nothing before."""
    from cli.adopting import propose_pack

    given = Given(person, because=because, evidence=evidence)
    propose_pack(folder, given, drops or (), dry_run=dry_run, as_json=as_json)


@policy.command("adopt")
def policy_adopt(
    content_hash: Annotated[str, typer.Argument(metavar="HASH", help="Of the pack that was put up, as it was told.")],
    person: Person,
    because: Because = None,
    evidence: RestsOn = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Make the pack that was put up the one under which new deadlines are computed; running ones keep theirs."""
    from cli.adopting import adopt_pack

    given = Given(person, because=because, evidence=evidence)
    adopt_pack(content_hash, given, dry_run=dry_run, as_json=as_json)


@policy.command("check")
def policy_check(
    folder: Annotated[Path, typer.Argument(help="The folder of the pack.")], as_json: AsJson = False
) -> None:
    """Check a pack and name every fault with file, line and field."""
    from cli.acting import check_pack

    check_pack(folder, as_json=as_json)


@people.command("bootstrap")
def people_bootstrap(
    person: Annotated[str, typer.Argument(help="The pseudonym of the first administrator.")], as_json: AsJson = False
) -> None:
    """Register the very first administrator; refused once there is one."""
    from cli.acting import bootstrap_people

    bootstrap_people(person, as_json=as_json)


@explain.command("command")
def explain_one(
    name: Annotated[str, typer.Argument(metavar="NAME", help="For example submit_year_plan.")], as_json: AsJson = False
) -> None:
    """Say who may ask a command, of which file, in which state, and what happens."""
    from cli.explaining import explain_command

    explain_command(name, as_json=as_json)


@explain.command("commands")
def explain_all(as_json: AsJson = False) -> None:
    """List every command with what it does."""
    from cli.explaining import list_commands

    list_commands(as_json=as_json)


@people.command("name")
def people_name(
    pseudonym: Annotated[str, typer.Argument(help="Whose name it is.")],
    name: Annotated[str, typer.Option("--name", help="The name; kept apart from the record.")],
    person: Person,
    contact: Annotated[
        str, typer.Option("--contact", help="Address; where it is a mail address, reminders go to it.")
    ] = "",
    mail_lang: Annotated[str | None, typer.Option("--mail-lang", help="nl or en; else the service's own.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write into the directory who a pseudonym is."""
    from cli.directory import write_entry

    write_entry(pseudonym, name, contact, mail_lang, person, as_json=as_json)


@people.command("who")
def people_who(
    person: Person,
    pseudonyms: Annotated[list[str] | None, typer.Argument(help="Whose names; everybody's if left out.")] = None,
    as_json: AsJson = False,
) -> None:
    """Look up who pseudonyms are."""
    from cli.directory import show_entries

    show_entries(pseudonyms or [], person, as_json=as_json)


# -------------------------------------------------------------------- reading


@app.command()
def due(
    within: Annotated[
        str, typer.Option("--within", metavar="30d", help="How far ahead to look: 30d, 8w, 3m or 2y.")
    ] = "30d",
    as_of: AsOf = None,
    known_on: KnownOn = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """List what is due or late, also where nothing has arrived."""
    from cli.reading import show_due

    show_due(within, as_of, known_on, lang, as_json=as_json)


@app.command()
def waiting(
    file: Annotated[
        str | None, typer.Argument(metavar="FILE", help="A whole name, or a pact's id; every file if left out.")
    ] = None,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """List what waits for a second person, with its hash and the command that decides it."""
    from cli.beside import show_waiting

    show_waiting(file, as_of, known_on, lang, as_json=as_json)


@app.command()
def work(
    person: Annotated[str, typer.Option("--as", metavar="PERSON", help="Whose work: a pseudonym.")],
    limit: Annotated[int, typer.Option("--limit", metavar="N", help="How many of each group.")] = 50,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """List a person's work: late, this week, this month, waiting for others, alarms; with the next command."""
    from cli.work import show_work

    show_work(person, limit, as_of, known_on, lang, as_json=as_json)


@app.command()
def timeline(
    file: Stream, as_of: AsOf = None, known_on: KnownOn = None, lang: Lang = None, as_json: AsJson = False
) -> None:
    """Tell the life of any file event by event."""
    from cli.reading import show_timeline

    show_timeline(file, as_of, known_on, lang, as_json=as_json)


@app.command()
def answer(
    as_of: AsOf = None,
    known_on: KnownOn = None,
    lang: Lang = None,
    as_json: AsJson = False,
    as_html: Annotated[bool, typer.Option("--html", help="One page of HTML, fit for printing.")] = False,
    clusters: Clusters = None,
) -> None:
    """Answer the five questions on the pacts, each sentence with its evidence."""
    from cli.reading import show_answer

    show_answer(as_of, known_on, lang, clusters or [], as_json=as_json, as_html=as_html)


@audit.command("verify")
def audit_verify(as_json: AsJson = False) -> None:
    """Recompute every hash of the record; names the first bad event."""
    from cli.checking import verify_record

    verify_record(as_json=as_json)


@audit.command("reactions")
def audit_reactions(as_json: AsJson = False) -> None:
    """List what the service asked of other files and was refused."""
    from cli.checking import show_undone_reactions

    show_undone_reactions(as_json=as_json)


@audit.command("refusals")
def audit_refusals(
    code: Annotated[str | None, typer.Option("--code", metavar="CODE", help="Only what ended with this code.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many.")] = 200,
    as_json: AsJson = False,
) -> None:
    """List what people asked and were refused, the latest first; ids used twice for different things as well."""
    from cli.checking import show_refusals

    show_refusals(code, limit, as_json=as_json)


@rebuild.command("views")
def rebuild_views(as_json: AsJson = False) -> None:
    """Make the views again from the events."""
    from cli.checking import rebuild_views_now

    rebuild_views_now(as_json=as_json)


@rebuild.command("workflows")
def rebuild_workflows(as_json: AsJson = False) -> None:
    """Start every missing workflow from the events alone."""
    from cli.checking import rebuild_workflows_now

    rebuild_workflows_now(as_json=as_json)
