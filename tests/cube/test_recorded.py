"""Every role tries every command that it may not send, in a real record: refused with the code, and nothing changes."""

from collections import defaultdict
from datetime import UTC, date, datetime
from typing import Any

from domain.recording import SYSTEM
from domain.stream import decide, initial
from domain.vocabulary import COMMANDS, allowed
from schemas.command import CommandEnvelope
from schemas.people import PersonRegistered, RoleAssigned
from schemas.policy import PolicyAdopted, Role
from schemas.refusal import Refused
from store.handle import handle
from store.log import append, stream_version
from store.pool import Pool, fetch
from store.receipts import store_receipt
from store.verify import verify
from tests.cube.test_cube import NOT_ALLOWED, NOT_FOR_PEOPLE
from tests.golden.samples import samples_of
from tests.integration.store_requests import an_append
from tests.integration.test_store_handle import events
from tests.unit.flanders import flanders, flemish_rules

SINCE, THEN = date(2019, 1, 1), datetime(2019, 1, 1, tzinfo=UTC)
NOW = datetime(2020, 3, 2, 9, 0, tzinfo=UTC)
CLUSTER = "demo"
STREAMS = ("pact/demo", "cluster/demo", "budget/2021", "question/demo", "programme/demo", "people/demo", "rules")


async def test_what_a_role_may_not_send_is_recorded_as_refused_and_changes_nothing(pool: Pool) -> None:
    """One of each kind of command by one person of each role: the version of every file stays."""
    await _staff(pool)
    expected: dict[str, str] = {}
    asked: dict[str, list[CommandEnvelope]] = defaultdict(list)
    for role in flanders().roles:
        for kind in sorted(set(COMMANDS) - allowed(role.may)):
            envelope = _envelope(role, kind)
            is_times = role.id != SYSTEM.role and kind in _of_time()
            expected[envelope.command_id] = NOT_FOR_PEOPLE if is_times else NOT_ALLOWED
            asked[envelope.stream].append(envelope)
    before = {stream: await stream_version(pool, stream) for stream in asked}
    for stream, envelopes in asked.items():
        for envelope in envelopes:
            await store_receipt(pool, envelope, NOW)
        await handle(pool, stream, now=NOW)
    rows = await fetch(pool, "SELECT command_id, status, code FROM outcome WHERE command_id LIKE 'cube-%'")
    assert {(name, "refused", code) for name, code in expected.items()} == {tuple(row) for row in rows}
    assert before == {stream: await stream_version(pool, stream) for stream in asked}
    assert (await verify(pool)).problem is None


async def _staff(pool: Pool) -> None:
    """Adopt the pack and give each role to one person; the service itself needs none."""
    adopted = PolicyAdopted(policy=flanders(), content_hash=flemish_rules().content_hash or "")
    given: Any = events(adopted, on=SINCE)
    await append(pool, an_append("adopt-first", stream="rules", now=THEN, received_at=THEN, payloads=given))
    for role in flanders().roles:
        if role.id != SYSTEM.role:
            cluster = CLUSTER if role.own_cluster_only else None
            person = _person(role)
            held = RoleAssigned(role=role.id, cluster=cluster, valid_from=SINCE)
            given = events(PersonRegistered(person=person), held, on=SINCE)
            hired = an_append(f"hire-{person}", stream=f"people/{person}", now=THEN, received_at=THEN, payloads=given)
            await append(pool, hired)


def _person(role: Role) -> str:
    return SYSTEM.person if role.id == SYSTEM.role else f"demo-{role.id.replace('_', '-')}"


def _envelope(role: Role, kind: str) -> CommandEnvelope:
    command: Any = samples_of(COMMANDS[kind])[0]
    return CommandEnvelope(
        command_id=f"cube-{role.id}-{kind}", stream=_stream(command), person=_person(role), command=command
    )


def _stream(command: Any) -> str:  # noqa: ANN401 - any command
    """Find the first kind of file that knows the command."""
    for stream in STREAMS:
        try:
            decide(stream, command, SYSTEM, initial(stream), NOW, flemish_rules())
        except Refused as refused:
            if refused.code == "wrong_stream":
                continue
        return stream
    message = f"no file knows {command.kind}"
    raise AssertionError(message)


def _of_time() -> frozenset[str]:
    """Give what only time asks for: what the service alone may send, and what no person's role lists."""
    people = {kind for role in flanders().roles if role.id != SYSTEM.role for kind in allowed(role.may)}
    return frozenset(set(COMMANDS) - people)
