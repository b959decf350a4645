"""The demo's story: De Blauwe Cluster through one work year, with invented people and invented documents.

The people are plants; nothing said here of plans, findings or verdicts is a fact about the real cluster.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

PACT = "pact/blauwe-cluster"
BEGINS_AT = datetime(2020, 8, 28, 8, 0, tzinfo=UTC)
ENDS_AT = datetime(2021, 4, 7, 8, 0, tzinfo=UTC)
AS_OF = "2020-03-01"

PROPOSAL_SEEN = "@proposal_hash"
"""Stands for the hash of what the person who approves has read, which is known only once it was proposed."""

PLAN_LATE = "plan-2021-first"
PLAN_WHOLE = "plan-2021-whole"


@dataclass(frozen=True)
class Told:
    """A line for the audience, in both languages."""

    nl: str
    en: str


@dataclass(frozen=True)
class SkipTo:
    """Let the pact's clock run to a day, at this hour of UTC."""

    day: date
    told: Told
    hour: int = 8

    @property
    def instant(self) -> datetime:
        """The business time to skip to."""
        return datetime(self.day.year, self.day.month, self.day.day, self.hour, tzinfo=UTC)


@dataclass(frozen=True)
class Ask:
    """One command by one person; ``refused`` is the code that the audience should see it end with."""

    person: str
    command: dict[str, Any]
    told: Told
    refused: str | None = None
    stream: str = PACT
    silent: bool = False


@dataclass(frozen=True)
class KillWorker:
    """End the worker with SIGKILL while this command is on its way, and start another."""

    told: Told
    during: Ask


Step = SkipTo | Ask | KillWorker

ROLES: tuple[tuple[str, str, str | None], ...] = (
    ("demo-aster", "case_officer", None),
    ("demo-berk", "head_of_unit", None),
    ("demo-ceder", "leading_official", None),
    ("demo-eik", "committee_secretary", None),
    ("demo-den", "cluster_representative", "blauwe-cluster"),
)
ADMINISTRATOR = "demo-linde"
FIRST_DAY = "2020-01-01"


def document(name: str) -> str:
    """Give the SHA-256 under which an invented document is handed in."""
    return hashlib.sha256(f"demo document {name}".encode()).hexdigest()


def people() -> Iterator[Ask]:
    """Register the cast; the service makes the first administrator, who does the rest."""
    quiet = Told("", "")
    yield _role("system", ADMINISTRATOR, None, quiet)
    yield _role("system", ADMINISTRATOR, "administrator", quiet)
    for person, role, cluster in ROLES:
        yield _role(ADMINISTRATOR, person, None, quiet)
        yield _role(ADMINISTRATOR, person, role, quiet, cluster)


def _role(by: str, person: str, role: str | None, told: Told, cluster: str | None = None) -> Ask:
    """Register a person, or give them a role."""
    command: dict[str, Any] = {"kind": "register_person", "person": person}
    if role is not None:
        command = {"kind": "assign_role", "role": role, "cluster": cluster, "valid_from": FIRST_DAY}
    return Ask(by, command, told, stream=f"people/{person}", silent=True)


def taking_over() -> Iterator[Ask]:
    """Bring the running pact into operation: what was signed, with its own dates."""
    text = document("pact text")
    parties = ("Vlaamse Regering", "De Blauwe Cluster")
    told = Told("Het pact van De Blauwe Cluster wordt in beheer genomen.", "De Blauwe Cluster's pact is taken over.")
    yield Ask("demo-aster", {"kind": "agree_pact_text", "text_hash": text, "signatories": parties}, told)
    for party in parties:
        sealed = {"kind": "record_signature", "signatory": party, "text_hash": text, "signed_on": "2019-02-15"}
        yield Ask("demo-aster", sealed, told, silent=True)
    yield Ask("demo-berk", {"kind": "bring_pact_into_force", "in_force_on": "2019-02-15"}, told, silent=True)
    agreement = document("support agreement")
    yield Ask(
        "demo-aster", {"kind": "draft_agreement", "start": "2019-01-01", "text_hash": agreement}, told, silent=True
    )
    fixed = {
        "kind": "fix_cap_anchor",
        "anchor": "2019-01-01",
        "reason": "begindatum van de verzonnen steunovereenkomst",
    }
    yield Ask("demo-berk", fixed, told, silent=True)
    signed: dict[str, Any] = {"kind": "sign_agreement", "period": 1, "text_hash": agreement, "signed_on": "2018-12-20"}
    yield Ask("demo-ceder", signed, told, silent=True)
    contested = {
        "kind": "contest_cap_anchor",
        "anchor": "2018-01-01",
        "reason": "het antwoord aan het parlement zegt begin 2018",
    }
    yield Ask("demo-aster", contested, told, silent=True)


def year() -> Iterator[Step]:
    """Tell the year: 1 September 2020 to the spring of 2021."""
    yield from _plan_becomes_late()
    yield from _plan_is_judged()
    yield from _new_year()


def _plan_becomes_late() -> Iterator[Step]:
    asked = {"deadline": "D07/2021", "new_due": "2020-12-11"}
    request: dict[str, Any] = {
        "kind": "request_extension_of_time",
        **asked,
        "ground": "de ledenvergadering werd uitgesteld",
    }
    grant: dict[str, Any] = {"kind": "grant_extension_of_time", **asked, "reason": "eenmalig"}
    yield SkipTo(
        date(2020, 11, 24),
        Told(
            "Temporal wekt het pact: het jaarplan 2021 wordt verwacht, en de herinneringen vertrekken.",
            "Temporal wakes the pact: the year plan for 2021 is expected, and the reminders go out.",
        ),
    )
    yield Ask(
        "demo-berk",
        request,
        Told(
            "demo-berk (hoofd van de entiteit) vraagt uitstel voor de cluster …",
            "demo-berk (head of unit) asks for more time on the cluster's behalf …",
        ),
    )
    yield Ask(
        "demo-berk",
        grant,
        Told("… en wil het zelf toestaan. Vier ogen: geweigerd.", "… and wants to grant it too. Four eyes: refused."),
        refused="four_eyes",
    )
    yield Ask(
        "demo-ceder",
        grant,
        Told(
            "demo-ceder (leidend ambtenaar) staat het toe: nieuwe uiterste dag 11 december.",
            "demo-ceder (leading official) grants it: the new last day is 11 December.",
        ),
    )
    yield SkipTo(
        date(2020, 12, 15),
        Told(
            "Ook 11 december gaat voorbij zonder plan: termijn overschreden, en de eerste escalatie.",
            "11 December passes without a plan as well: missed, and the first escalation.",
        ),
    )
    yield KillWorker(
        Told(
            "demo-den (cluster) dient het plan te laat in. Onderweg sterft de worker (kill -9): niets gaat verloren.",
            "demo-den (cluster) hands the plan in late. On its way the worker is killed (kill -9): nothing is lost.",
        ),
        Ask("demo-den", {"kind": "submit_year_plan", "year": 2021, "plan_hash": document(PLAN_LATE)}, Told("", "")),
    )


def _plan_is_judged() -> Iterator[Step]:
    whole: dict[str, Any] = {"year": 2021, "plan_hash": document(PLAN_WHOLE)}
    yield Ask(
        "demo-aster",
        {"kind": "request_completion", "year": 2021, "missing": ["de begroting per lijn"]},
        Told("demo-aster (dossierbeheerder) vraagt vervollediging.", "demo-aster (case officer) asks for completion."),
    )
    yield SkipTo(date(2020, 12, 22), Told("Een week later …", "A week later …"))
    yield Ask(
        "demo-den",
        {"kind": "supply_completion", **whole},
        Told("… komt de aanvulling binnen.", "… the completion comes in."),
    )
    yield Ask(
        "demo-aster", {"kind": "confirm_complete", **whole}, Told("Het plan is volledig.", "The plan is complete.")
    )
    yield Ask(
        "demo-aster",
        {
            "kind": "propose_year_plan_verdict",
            **whole,
            "verdict": "approved_with_conditions",
            "conditions": ["ledencijfers per kwartaal"],
        },
        Told(
            "demo-aster stelt voor: goedkeuren, met een voorwaarde.", "demo-aster proposes: approve, with a condition."
        ),
    )
    yield Ask(
        "demo-berk",
        {"kind": "approve_year_plan_verdict", **whole, "proposal_hash": PROPOSAL_SEEN},
        Told(
            "demo-berk keurt precies dit goed: dit plan, dit voorstel.",
            "demo-berk approves exactly this: this plan, this proposal.",
        ),
    )


def _new_year() -> Iterator[Step]:
    yield SkipTo(
        date(2021, 1, 29),
        Told(
            "Werkjaar 2021 begint; het rapport over 2020 wordt verwacht; de tussentijdse evaluatie moet open.",
            "Work year 2021 begins; the report on 2020 is expected; the interim evaluation has to be opened.",
        ),
    )
    yield Ask(
        "demo-aster",
        {"kind": "open_interim_evaluation", "period": 1},
        Told("demo-aster opent de tussentijdse evaluatie.", "demo-aster opens the interim evaluation."),
    )
    yield SkipTo(date(2021, 3, 22), Told("Het voorjaar komt.", "Spring comes."))
    yield Ask(
        "demo-den",
        {"kind": "receive_report", "year": 2020, "report_hash": document("report on 2020")},
        Told("demo-den dient het rapport over 2020 in.", "demo-den hands in the report on 2020."),
    )
    evaluation = {
        "kind": "propose_pact_evaluation",
        "year": 2021,
        "outcome": "new_version",
        "text_hash": document("pact text, version 2"),
        "findings": "één engagement toegevoegd",
    }
    yield Ask(
        "demo-aster",
        evaluation,
        Told(
            "demo-aster stelt de jaarlijkse evaluatie voor: een nieuwe versie.",
            "demo-aster drafts the yearly evaluation.",
        ),
    )
    yield Ask(
        "demo-berk",
        {"kind": "evaluate_pact", "year": 2021, "proposal_hash": PROPOSAL_SEEN},
        Told(
            "demo-berk keurt ze goed: het pact krijgt versie 2.", "demo-berk approves it: the pact now has version 2."
        ),
    )
    yield SkipTo(ENDS_AT.date(), Told("En het jaar gaat verder.", "And the year goes on."))


Lang = Literal["nl", "en"]
