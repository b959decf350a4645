"""Names stand beside the record: they can be erased, and every proof stays valid."""

from datetime import date, timedelta

import pytest

from gateway.adopting import adopt_first_pack
from gateway.directory import look_up, set_name
from gateway.people import make_first_administrator
from schemas.command import Command, CommandEnvelope
from schemas.directory import Named
from schemas.people import AssignRole, EraseDirectoryEntry, RegisterPerson
from schemas.refusal import Refused
from store.directory import erase_names, names_of
from store.handle import handle
from store.log import read_log
from store.pool import Pool
from store.receipts import outcome_of, store_receipt
from store.verify import verify
from tests.integration.command_line import PACK
from tests.integration.store_requests import START, later

ADMINISTRATOR, OUTSIDE, FROM = "demo-linde", "cluster_representative", date(2016, 1, 1)
ENTRY = Named(pseudonym="demo-aster", name="A Name", contact="name@example.org")


@pytest.fixture
async def agency(pool: Pool) -> Pool:
    """A record with rules and an administrator."""
    await adopt_first_pack(pool, PACK, START)
    await make_first_administrator(pool, ADMINISTRATOR, START)
    return pool


async def erased(pool: Pool, number: int = 1) -> str:
    """Ask for the erasure in the administrator's name."""
    envelope = CommandEnvelope(
        command_id=f"erase-{number:04d}",
        stream="people/demo-aster",
        person=ADMINISTRATOR,
        command=EraseDirectoryEntry(ground="asked by the person"),
    )
    await store_receipt(pool, envelope, later(60 * number))
    await handle(pool, envelope.stream, command_id=envelope.command_id, now=later(60 * number))
    outcome = await outcome_of(pool, envelope.command_id)
    assert outcome is not None
    return outcome.status


async def test_a_name_is_written_and_looked_up_by_those_who_act(agency: Pool) -> None:
    """The later one counts."""
    await set_name(agency, ENTRY, ADMINISTRATOR, START)
    renamed = ENTRY.model_copy(update={"name": "Another Name"})
    await set_name(agency, renamed, ADMINISTRATOR, later(1))
    assert {"demo-aster": renamed} == await look_up(agency, ["demo-aster", "demo-berk"], ADMINISTRATOR, later(2))


async def test_no_event_ever_holds_a_name(agency: Pool) -> None:
    """Not even that one was written."""
    before = len(await read_log(agency, 0))
    await set_name(agency, ENTRY, ADMINISTRATOR, START)
    assert before == len(await read_log(agency, 0))


@pytest.mark.parametrize(("person", "code"), [("demo-berk", "unknown_person"), ("demo-aster", "unknown_person")])
async def test_nobody_without_the_right_writes_or_reads_names(agency: Pool, person: str, code: str) -> None:
    """Neither strangers nor the person itself."""
    for act in (set_name(agency, ENTRY, person, START), look_up(agency, [], person, START)):
        with pytest.raises(Refused) as refused:
            await act
        assert code == refused.value.code
    assert {} == await names_of(agency)


async def test_erasing_a_person_leaves_every_proof_valid(agency: Pool) -> None:
    """The name goes; the event that says so stays, and the chain still verifies."""
    await set_name(agency, ENTRY, ADMINISTRATOR, START)
    assert "recorded" == await erased(agency)
    assert (1, 0) == (await erase_names(agency), await erase_names(agency))
    assert {} == await names_of(agency)
    found = await verify(agency)
    assert found.problem is None
    assert "directory_entry.erased" == (await read_log(agency, 0))[-1].type


async def test_a_late_copy_of_an_old_list_brings_no_name_back(agency: Pool) -> None:
    """What was known before the erasure stays erased; a person who comes back later may be named again."""
    await erased(agency)
    with pytest.raises(Refused) as refused:
        await set_name(agency, ENTRY, ADMINISTRATOR, later(30))
    assert "name_erased" == refused.value.code
    await set_name(agency, ENTRY, ADMINISTRATOR, later(60) + timedelta(days=1))
    assert 0 == await erase_names(agency)
    assert ["demo-aster"] == list(await names_of(agency))


async def test_the_service_cannot_delete_names_past_the_record(agency: Pool) -> None:
    """Only what an event says is erased."""
    await set_name(agency, ENTRY, ADMINISTRATOR, START)
    assert 0 == await erase_names(agency)
    assert ["demo-aster"] == list(await names_of(agency))


async def test_an_outsider_looks_up_nobody_else(agency: Pool) -> None:
    """Their own name and no other, and never the whole list."""
    await set_name(agency, ENTRY, ADMINISTRATOR, START)
    asked: tuple[Command, ...] = (
        RegisterPerson(person="demo-aster"),
        AssignRole(role=OUTSIDE, cluster="demo", valid_from=FROM),
    )
    for number, command in enumerate(asked):
        envelope = CommandEnvelope(
            command_id=f"outsider-{number:04d}", stream="people/demo-aster", person=ADMINISTRATOR, command=command
        )
        await store_receipt(agency, envelope, later(number))
        await handle(agency, envelope.stream, command_id=envelope.command_id, now=later(number))
    assert {"demo-aster": ENTRY} == await look_up(agency, ["demo-aster"], "demo-aster", later(9))
    for names in ([], ["demo-aster", ADMINISTRATOR], [ADMINISTRATOR]):
        with pytest.raises(Refused, match="not_allowed"):
            await look_up(agency, names, "demo-aster", later(9))
