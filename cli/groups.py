"""The groups of the command line, one for each noun; the modules with commands written by hand add theirs."""

import typer

from cli.nouns import group

pact = group("pact", help="The pact file: its pact, support and everything kept with it.")
audit = typer.Typer(no_args_is_help=True, help="Check the record.")
rebuild = typer.Typer(no_args_is_help=True, help="Make again, from the events alone, what can be made again.")
policy = typer.Typer(no_args_is_help=True, help="The rules of a programme, as data.")
people = group("people", help="Who may act, in which role and in whose name.")
explain = typer.Typer(no_args_is_help=True, help="What a command is: who may, when, and what happens.")
agreement = group("agreement", help="Support: award, periods, extension, suspension, end and recovery.")
workyear = group("workyear", help="The year plan and the work-year report.")
evaluation = group("evaluation", help="Yearly and interim evaluations, and remedial plans.")
commitment = group("commitment", help="What each party promised in the pact.")
condition = group("condition", help="Conditions of a decision, with their dates.")
change = group("change", help="Changes to a running agreement.")
calendar = typer.Typer(no_args_is_help=True, help="Working days and holidays.")
deadline = group("deadline", help="Deadlines: explained, more time, and counting anew.")
kpi = group("kpi", help="KPIs: definitions, targets and values.")
lesson = group("lesson", help="Good practices and bottlenecks.")
document = group("document", help="Documents of a file.")
claim = group("claim", help="What sources say, conflicts between them, and corrections.")
cluster = group("cluster", help="Clusters: names, recognition, reorganisations, members.")
budget = group("budget", help="The means of a year.")
cofinancing = group("cofinancing", help="Co-financing of a pact: proofs, shortfalls, and what follows from them.")
question = group("question", help="Written questions of parliament.")
programme = group("programme", help="The programme: offices, legal bases, policy evaluations, group decisions.")

GROUPS: tuple[tuple[str, typer.Typer], ...] = (
    ("pact", pact),
    ("audit", audit),
    ("rebuild", rebuild),
    ("policy", policy),
    ("people", people),
    ("explain", explain),
    ("agreement", agreement),
    ("workyear", workyear),
    ("evaluation", evaluation),
    ("commitment", commitment),
    ("condition", condition),
    ("change", change),
    ("calendar", calendar),
    ("deadline", deadline),
    ("kpi", kpi),
    ("lesson", lesson),
    ("document", document),
    ("claim", claim),
    ("cluster", cluster),
    ("budget", budget),
    ("cofinancing", cofinancing),
    ("question", question),
    ("programme", programme),
)
"""Every group with its name, in the order in which the help shows them."""
