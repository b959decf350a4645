"""The `clusterpact` command: its groups and options. Bodies import the engines they need when they run."""

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from cli.ending import Exit, hush, report_fault
from cli.nouns import group

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
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Lang = Annotated[str | None, typer.Option("--lang", metavar="nl|en", help="Language of the answer; Dutch if left out.")]
Person = Annotated[str, typer.Option("--as", metavar="PERSON", help="Who acts: the pseudonym of a registered person.")]

app = typer.Typer(
    name="clusterpact",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Runs cluster pacts for ten years: deadlines, decisions, and answers with their evidence.",
    epilog="Exit codes: 0 fine, 1 error, 2 usage, 3 refused by a rule, 4 conflict, 5 not reachable.",
)
pact = group("pact", help="The pact file: its pact, support and everything kept with it.")
audit = typer.Typer(no_args_is_help=True, help="Check the record.")
rebuild = typer.Typer(no_args_is_help=True, help="Make again, from the events alone, what can be made again.")
policy = typer.Typer(no_args_is_help=True, help="The rules of a programme, as data.")
explain = typer.Typer(no_args_is_help=True, help="What a command is: who may, when, and what happens.")
people = group("people", help="Who may act, in which role and in whose name.")
agreement = group("agreement", "support", help="Support: award, periods, extension, suspension, end and recovery.")
workyear = group("workyear", "year-plan", "report", help="The year plan and the work-year report.")
evaluation = group("evaluation", "remedial", help="Yearly and interim evaluations, and remedial plans.")
commitment = group("commitment", help="What each party promised in the pact.")
condition = group("condition", help="Conditions of a decision, with their dates.")
change = group("change", help="Changes to a running agreement.")
deadline = group("deadline", help="Deadlines: more time, and counting anew.")
kpi = group("kpi", help="KPIs: definitions, targets and values.")
lesson = group("lesson", help="Good practices and bottlenecks.")
document = group("document", help="Documents of a file.")
claim = group("claim", help="What sources say, conflicts between them, and corrections.")
cluster = group("cluster", "membership", help="Clusters: names, recognition, reorganisations, members.")
budget = group("budget", "cofinancing", help="The means of a year, and co-financing.")
question = group("question", help="Written questions of parliament.")
programme = group("programme", help="The programme: offices, legal bases, policy evaluations, group decisions.")
app.add_typer(pact, name="pact")
app.add_typer(audit, name="audit")
app.add_typer(rebuild, name="rebuild")
app.add_typer(policy, name="policy")
app.add_typer(people, name="people")
app.add_typer(explain, name="explain")
app.add_typer(agreement, name="agreement")
app.add_typer(workyear, name="workyear")
app.add_typer(evaluation, name="evaluation")
app.add_typer(commitment, name="commitment")
app.add_typer(condition, name="condition")
app.add_typer(change, name="change")
app.add_typer(deadline, name="deadline")
app.add_typer(kpi, name="kpi")
app.add_typer(lesson, name="lesson")
app.add_typer(document, name="document")
app.add_typer(claim, name="claim")
app.add_typer(cluster, name="cluster")
app.add_typer(budget, name="budget")
app.add_typer(question, name="question")
app.add_typer(programme, name="programme")


def main() -> None:
    """Run the command line; a fault of our own leaves a report to pass on instead of a traceback."""
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
    """Start Postgres, Temporal, a worker and the relay here, until Ctrl-C."""
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


@policy.command("adopt")
def policy_adopt(
    folder: Annotated[Path, typer.Argument(help="The folder of the pack.")], person: Person, as_json: AsJson = False
) -> None:
    """Make a pack the one under which new deadlines are computed; running ones keep theirs."""
    from cli.acting import adopt_pack

    adopt_pack(folder, person, as_json=as_json)


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
    contact: Annotated[str, typer.Option("--contact", help="Address, telephone.")] = "",
    as_json: AsJson = False,
) -> None:
    """Write into the directory who a pseudonym is."""
    from cli.directory import write_entry

    write_entry(pseudonym, name, contact, person, as_json=as_json)


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


@pact.command("list")
def pact_list(as_of: AsOf = None, known_on: KnownOn = None, lang: Lang = None, as_json: AsJson = False) -> None:
    """List the pacts with their stage, period and next due date."""
    from cli.reading import show_pacts

    show_pacts(as_of, known_on, lang, as_json=as_json)


@pact.command("show")
def pact_show(
    pact_id: Annotated[str, typer.Argument(metavar="ID", help="For example blauwe-cluster.")],
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
    pact_id: Annotated[str, typer.Argument(metavar="ID", help="For example blauwe-cluster.")],
    as_of: AsOf = None,
    known_on: KnownOn = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Tell a pact's life event by event."""
    from cli.reading import show_timeline

    show_timeline(pact_id, as_of, known_on, lang, as_json=as_json)


@app.command()
def due(
    within: Annotated[
        str, typer.Option("--within", metavar="30d", help="How far ahead to look: 30d, 8w or 3m.")
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
def answer(
    as_of: AsOf = None,
    known_on: KnownOn = None,
    lang: Lang = None,
    as_json: AsJson = False,
    as_html: Annotated[bool, typer.Option("--html", help="One page of HTML, fit for printing.")] = False,
) -> None:
    """Answer the five questions on the pacts, each sentence with its evidence."""
    from cli.reading import show_answer

    show_answer(as_of, known_on, lang, as_json=as_json, as_html=as_html)


@audit.command("verify")
def audit_verify(as_json: AsJson = False) -> None:
    """Recompute every hash of the record; names the first bad event."""
    from cli.checking import verify_record

    verify_record(as_json=as_json)


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
