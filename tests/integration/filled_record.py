"""A record with something of every noun in it, for whatever reads: written as events, so that nothing has to fit."""

import asyncio
import itertools
import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime

from domain.dates import day
from domain.vocabulary import EVENTS
from gateway.adopting import adopt_first_pack
from gateway.people import make_first_administrator
from schemas.event import Pending
from store.log import append, stream_version
from store.migrate import service_url
from store.pool import Pool, connect
from tests.integration.command_line import PACK
from tests.integration.conftest import PASSWORD, Database, named, run_as
from tests.integration.store_requests import an_append
from workers.embedded.postgres import RunningPostgres

BEGIN = datetime(2020, 1, 2, 9, 0, tzinfo=UTC)
ADMINISTRATOR, OFFICER, HEAD = "demo-linde", "demo-aster", "demo-berk"
PACT, CLUSTER, OTHER = "pact/demo-den", "cluster/demo-den", "cluster/demo-els"
HASH = "a" * 64
LONG = "een zin die zo lang is dat hij niet op één regel van honderd tekens past, en dus wordt afgebroken"
_ON = date(2019, 1, 1)
_numbers = itertools.count(1)


def _day(text: str) -> dict[str, object]:
    """A day as the value of a claim."""
    return {"kind": "date", "date": {"earliest": text, "latest": text}}


Told = tuple[str, Mapping[str, object]]
"""The wire name of an event, and its fields."""

_KPI = {"kpi": "leden", "definition_version": 1}
_FIGURE = {**_KPI, "reference_date": "2018-12-31", "source": "self_reported", "value_hash": HASH}
_BOTH = {"text_nl": LONG, "text_en": f"in English: {LONG}"}

_PAID = {"private_cents": 37_499_950, "support_cents": 50_000_000, "proof_hash": HASH, "recorded_on": "2020-01-02"}

_CLAIMS: tuple[Told, ...] = (
    ("claim.imported", {"claim": "pact/pers", "predicate": "pact_concluded", "value": _day("2018-11-30")}),
    ("claim.verdict_proposed", {"claim": "pact/pers", "verdict": "confirmed", "proposal_hash": HASH}),
    ("claim.confirmed", {"claim": "pact/pers"}),
    ("claim.imported", {"claim": "start/pers", "predicate": "operations_start", "value": _day("2018-06-30")}),
    ("claim.verdict_proposed", {"claim": "start/pers", "verdict": "rejected", "proposal_hash": HASH}),
    ("claim.rejected", {"claim": "start/pers"}),
    ("claim.imported", {"claim": "oprichting/pers", "predicate": "established", "value": _day("2016-12-01")}),
)

_LENT = {"role": "administrator", "to": "demo-eik", "valid_from": "2020-01-01", "valid_until": "2020-12-31"}

FILES: dict[str, tuple[Told, ...]] = {
    CLUSTER: (
        ("cluster.registered", {"name": "Democluster", "organisation": "Demo vzw", "enterprise_number": None}),
        ("cluster.recognised", {"recognised_on": "2018-06-01"}),
        ("member.joined", {"member": "demo-firma", "member_class": "sme", "since": "2018-01-01"}),
        ("member.joined", {"member": "demo-fabriek", "member_class": "large_company", "since": "2018-01-01"}),
        ("member.left", {"member": "demo-fabriek", "last_day": "2018-12-31"}),
    ),
    OTHER: (
        ("cluster.registered", {"name": "Tweede cluster"}),
        ("member.joined", {"member": "demo-firma", "member_class": "sme", "since": "2018-01-01"}),
        ("claim.imported", {"claim": "start/pers", "predicate": "launched", "value": _day("2017-03-01")}),
        ("claim.imported", {"claim": "start/verslag", "predicate": "launched", "value": _day("2017-04-01")}),
        ("claim.imported", {"claim": "naam/pers", "predicate": "established", "value": _day("2016-12-01")}),
        ("claim.verdict_proposed", {"claim": "naam/pers", "verdict": "confirmed", "proposal_hash": HASH}),
        ("claim.confirmed", {"claim": "naam/pers"}),
        ("claim.verdict_proposed", {"claim": "start/pers", "verdict": "rejected", "proposal_hash": HASH}),
        (
            "conflict.resolution_proposed",
            {"predicate": "launched", "accepted_claim": "start/verslag", "proposal_hash": HASH},
        ),
    ),
    PACT: (
        ("pact.registered", {"cluster": "demo-den"}),
        ("support.awarded", {"decided_on": "2018-12-01", "minutes": "verslag 7"}),
        ("agreement.drafted", {"period": 1, "start": "2019-01-01", "end": "2021-12-31", "text_hash": HASH}),
        (
            "agreement.signed",
            {"period": 1, "start": "2019-01-01", "end": "2021-12-31", "signed_on": "2018-12-20"},
        ),
        ("cap_anchor.fixed", {"anchor": "2019-01-01", "cap": "2028-12-31"}),
        (
            "commitment.added",
            {"commitment": "meten", "party": "cluster", "sort": "policy_action", "due": "2019-06-30", "pact_version": 1}
            | _BOTH,
        ),
        ("commitment.progress_reported", {"commitment": "meten", "progress": "delayed", "remark": "wacht op cijfers"}),
        (
            "condition.set",
            {"condition": "ledenlijst", "source": "award", "reference": "1", "text": LONG, "due": "2019-09-30"},
        ),
        (
            "change.requested",
            {
                "change": "uitstel",
                "wish": {"on": "scope", "description": "ook waterstof"},
                "before": "alleen wind",
                "after": "ook waterstof",
                "grounds": LONG,
                "proposal_hash": HASH,
            },
        ),
        (
            "kpi.defined",
            {
                "kpi": "leden",
                "family": "members",
                "title_nl": "leden",
                "title_en": "members",
                "definition": "leden op de laatste dag",
                "unit": "count",
                "aggregation": "distinct_members",
            },
        ),
        ("kpi.target_set", {**_KPI, "year": 2018, "target": "90"}),
        ("kpi.target_set", {**_KPI, "year": 2021, "target": "150"}),
        ("kpi.value_recorded", {**_FIGURE, "year": 2018, "value": "100"}),
        (
            "kpi.definition_revised",
            {"kpi": "leden", "definition_version": 2, "definition": "VTE", "unit": "FTE", "is_comparable": False},
        ),
        ("kpi.value_recorded", {**_FIGURE, "definition_version": 2, "year": 2019, "value": "80"}),
        (
            "lesson.recorded",
            {"lesson": "samen-meten", "origin": "report", "origin_reference": "2019"} | _BOTH,
        ),
        (
            "lesson.taken_up",
            {"lesson": "samen-meten", "taken_up_in": "pact_version", "version": "2", "on": "2019-12-01"},
        ),
        (
            "measure.proposed",
            {"measure": "suspend_support", "on": "2019-12-01", "grounds": "geen rapport", "proposal_hash": HASH},
        ),
        (
            "support.suspended",
            {"period": 1, "suspended_on": "2019-12-01", "grounds": "geen rapport"},
        ),
        (
            "recovery.proposed",
            {
                "recovery": "terug-1",
                "cents": 1_250_050,
                "grounds": "dubbel betaald",
                "pay_by": "2020-01-31",
                "proposal_hash": HASH,
            },
        ),
        (
            "recovery.demanded",
            {
                "recovery": "terug-1",
                "cents": 1_250_050,
                "grounds": "dubbel betaald",
                "demanded_on": "2019-12-01",
                "pay_by": "2020-01-31",
            },
        ),
        ("cofinancing.proven", {"year": 2020, **_PAID, "private_cents": 50_000_000}),
        (
            "cofinancing.shortfall_found",
            {"year": 2019, **_PAID, "required_cents": 50_000_000, "shortfall_cents": 12_500_050},
        ),
        (
            "cofinancing.decision_proposed",
            {
                "year": 2019,
                "consequence": "reduce_support",
                "cents": 12_500_050,
                "grounds": "wat te weinig is",
                "proposal_hash": HASH,
            },
        ),
        *_CLAIMS,
        ("remedial_plan.requested", {"period": 1, "round": 1, "grounds": LONG, "requested_on": "2019-12-01"}),
        (
            "document.attached",
            {
                "document": "plan-2019",
                "sha256": HASH,
                "size": 3,
                "media_type": "application/pdf",
                "title": "jaarplan 2019",
                "document_type": "year-plan",
                "language": "nl",
                "dated": "2018-11-30",
                "confidentiality": "internal",
                "retention": "file",
            },
        ),
    ),
    "budget/2021": (
        ("budget_year.opened", {"year": 2021, "year_start": "2021-01-01", "year_end": "2021-12-31"}),
        ("envelope.foreseen", {"year": 2021, "cents": 1_000_000_000}),
        ("envelope.approved", {"year": 2021, "cents": 900_000_000, "decided_on": "2021-01-15"}),
        ("reservation.made", {"year": 2021, "cluster": "demo-den", "cents": 250_000_000}),
        (
            "funds.committed",
            {
                "year": 2021,
                "line": "demo-den",
                "project": "demo-project",
                "clusters": ["demo-den"],
                "cents": 1_000,
                "decided_on": "2021-02-01",
            },
        ),
        ("operating_support.set", {"year": 2021, "cluster": "demo-den", "cents": 40_000_000, "eligible_cents": 1}),
    ),
    "people/demo-linde": (("role.delegated", _LENT),),
    "question/2020-384": (
        (
            "question.registered",
            {
                "number": "384",
                "title": "Clusterpacten – stand van zaken",
                "asker": "demo-vraagsteller",
                "office": "minister-innovation",
                "sent_on": "2020-02-03",
                "text": LONG,
            },
        ),
        ("question.part_defined", {"part": 1, "text": LONG}),
        ("question.assigned", {"to": OFFICER, "assigned_on": "2020-02-04"}),
        ("promise.recorded", {"promise": "cijfers", "text": LONG, "follow_up_by": "2020-12-31"}),
    ),
    "programme/demo": (
        (
            "minister.changed",
            {"office": "minister-innovation", "holder": "holder-1", "former": None, "since": "2019-10-02"},
        ),
        ("legal_basis.recorded", {"basis": "besluit", "title": "Demobesluit", "valid_from": "2016-01-01"}),
        (
            "group_extension.proposed",
            {
                "group": "uitstel-2020",
                "items": [{"pact": "demo-den", "deadline": "D01", "new_due": "2020-06-30"}],
                "ground": "overmacht",
                "proposal_hash": HASH,
            },
        ),
        ("policy_evaluation.recorded", {"evaluation": "eerste", "state": "running", "on": "2020-01-01"}),
    ),
}


@contextmanager
def a_database(server: RunningPostgres, template: str) -> Generator[Database]:
    """Make a database for a whole module of tests."""
    name = f"module_{os.getpid()}_{next(_numbers)}"
    asyncio.run(run_as(server.url, f"CREATE DATABASE {name} TEMPLATE {template}"))
    owner_url = named(server.url, name)
    yield Database(owner_url, service_url(owner_url, PASSWORD))
    asyncio.run(run_as(server.url, f"DROP DATABASE {name} WITH (FORCE)"))


async def open_for_business(pool: Pool) -> None:
    """Adopt the rules and make the first administrator."""
    await adopt_first_pack(pool, PACK, BEGIN)
    await make_first_administrator(pool, ADMINISTRATOR, BEGIN)


async def fill(url: str) -> None:
    """Write a file of every noun."""
    pool = await connect(url)
    try:
        await open_for_business(pool)
        for stream, told in FILES.items():
            payloads = tuple(
                Pending(payload=EVENTS[name].model_validate({"type": name, **fields}), effective=day(_ON))  # type: ignore[arg-type]
                for name, fields in told
            )
            version = await stream_version(pool, stream)
            made = an_append(
                f"fill-{stream}", stream=stream, version=version, payloads=payloads, now=BEGIN, received_at=BEGIN
            )
            await append(pool, made)
    finally:
        await pool.close()
