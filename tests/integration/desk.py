"""The programme's own pack with its staff in a real record, and commands carried out without Temporal."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from domain.policy import content_hash
from domain.preparation import proposal_hash
from schemas.agreement.award import ProposeAward
from schemas.command import CommandEnvelope, Outcome
from schemas.people import PersonRegistered, RoleAssigned
from schemas.policy import PolicyAdopted
from store.handle import handle
from store.log import append
from store.pool import Pool
from store.receipts import outcome_of, store_receipt
from tests.integration.store_requests import an_append
from tests.integration.test_store_handle import events
from tests.unit.flanders import flanders

BEGIN = datetime(2020, 3, 2, 9, 0, tzinfo=UTC)
AWARD = ProposeAward(grounds="eleven companies take part")
OFFICER, HEAD, LEADER, SECRETARY, LIAISON = "demo-aster", "demo-berk", "demo-ceder", "demo-eik", "demo-hazelaar"
STAFF: Mapping[str, str] = {
    OFFICER: "case_officer",
    HEAD: "head_of_unit",
    LEADER: "leading_official",
    SECRETARY: "committee_secretary",
    LIAISON: "cabinet_liaison",
}


async def open_desk(pool: Pool) -> None:
    """Adopt the pack and give everybody a role, long before the story starts."""
    since, now = date(2019, 1, 1), datetime(2019, 1, 1, tzinfo=UTC)
    adopted = PolicyAdopted(policy=flanders(), content_hash=content_hash(flanders()))
    await append(
        pool, an_append("adopt-first", stream="rules", now=now, received_at=now, payloads=events(adopted, on=since))
    )
    for person, role in STAFF.items():
        given = events(PersonRegistered(person=person), RoleAssigned(role=role, valid_from=since), on=since)
        await append(
            pool, an_append(f"hire-{person}", stream=f"people/{person}", now=now, received_at=now, payloads=given)
        )


def written(command_id: str, stream: str, person: str, kind: str, **fields: object) -> CommandEnvelope:
    """Write a command down."""
    command = {"kind": kind, **fields}
    return CommandEnvelope.model_validate(
        {"command_id": command_id, "stream": stream, "person": person, "command": command}
    )


async def asked(pool: Pool, envelope: CommandEnvelope, at: datetime = BEGIN) -> Outcome:
    """Keep a command and have it carried out; what is recorded wakes whom it concerns."""
    await store_receipt(pool, envelope, at)
    await handle(pool, envelope.stream, command_id=envelope.command_id, now=at, wake=True)
    outcome = await outcome_of(pool, envelope.command_id)
    assert outcome is not None
    return outcome


async def done(pool: Pool, envelope: CommandEnvelope, at: datetime = BEGIN) -> Outcome:
    """Have a command carried out that has to succeed."""
    outcome = await asked(pool, envelope, at)
    assert outcome.status == "recorded", outcome
    return outcome


async def award(pool: Pool, pact: str) -> str:
    """Register a pact and award its support: one deadline runs, D01, due on 2 March 2021. Give its stream."""
    stream = f"pact/{pact}"
    await done(pool, written(f"{pact}-register", stream, OFFICER, "register_pact", cluster=pact))
    await done(pool, written(f"{pact}-proposal", stream, OFFICER, "propose_award", grounds=AWARD.grounds))
    seen = {"proposal_hash": proposal_hash(AWARD)}
    await done(pool, written(f"{pact}-endorsement", stream, HEAD, "endorse_award", **seen))
    decided = {"decided_on": BEGIN.date().isoformat(), "minutes": "minutes 7"}
    await done(pool, written(f"{pact}-award", stream, SECRETARY, "record_award_decision", **decided))
    return stream


def later(**span: float) -> datetime:
    """An instant after the beginning."""
    return BEGIN + timedelta(**span)
