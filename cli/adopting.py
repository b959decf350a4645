"""Rules in two steps: a pack is put up from its folder, and adopted by another person under its hash."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from cli.acting import no_temporal, tell
from cli.ending import Ended, Exit, told
from cli.giving import Given, evidence_of
from cli.moving import print_touched
from cli.printing import message, print_json, print_line
from cli.reading import asked, lang_of
from cli.surroundings import settings_now
from cli.waiting import print_command

if TYPE_CHECKING:
    from gateway.submit import Deferred
    from schemas.command import Outcome
    from schemas.moving import TouchedDeadline
    from schemas.policy import AdoptPolicy, Policy, ProposePolicy
    from store.pool import Pool

    Answer = tuple[Outcome | Deferred, list[TouchedDeadline]]


def propose_pack(folder: Path, given: Given, drops: Sequence[str], *, dry_run: bool, as_json: bool) -> None:
    """Put a policy pack up in a person's name, and tell under which hash it is adopted."""
    with told(as_json=as_json):
        from gateway.policy_files import read_pack

        put_up(read_pack(folder), given, drops, dry_run=dry_run, as_json=as_json)


def put_up(policy: "Policy", given: Given, drops: Sequence[str] = (), *, dry_run: bool, as_json: bool) -> None:
    """Hand in a pack that waits for another person; the caller tells what goes wrong."""
    from domain.policy import content_hash
    from schemas.policy import ProposePolicy

    propose = ProposePolicy(policy=policy, content_hash=content_hash(policy), drops=tuple(drops))
    if dry_run:
        _show(propose, given, as_json=as_json)
        return
    outcome, touches = _asked(propose, given)
    tell(outcome, as_json=as_json, touches=touches, content_hash=propose.content_hash)
    if not as_json:
        print_touched(touches, lang_of(None))
        print_line(message(f"{policy.id} {policy.version} waits for another person:"))
        print_command([f"clusterpact policy adopt {propose.content_hash}", "--as PERSON"])


def adopt_pack(content_hash: str, given: Given, *, dry_run: bool, as_json: bool) -> None:
    """Adopt the pack that waits under this hash in a person's name."""
    with told(as_json=as_json):
        from schemas.policy import AdoptPolicy

        try:
            adopt = AdoptPolicy(content_hash=content_hash)
        except ValidationError:
            wanted = "the hash of a pack that was put up, 64 characters from 0 to 9 and a to f: see policy propose"
            raise Ended(Exit.USAGE, "usage", wanted) from None
        if dry_run:
            _show(adopt, given, as_json=as_json)
            return
        outcome, touches = _asked(adopt, given)
        tell(outcome, as_json=as_json, touches=touches)
        if not as_json:
            print_touched(touches, lang_of(None))


def _show(command: "ProposePolicy | AdoptPolicy", given: Given, *, as_json: bool) -> None:
    """Show which running deadlines it is about, where it would be accepted; nothing is recorded."""
    from store.foreseeing import foresee

    async def ask(pool: "Pool") -> "list[TouchedDeadline]":
        await foresee(pool, given.hand().envelope("rules", command), datetime.now(UTC))
        return await _touched(pool, command)

    touches = asked(ask)
    if as_json:
        print_json({"content_hash": command.content_hash, "touches": touches})
    else:
        print_touched(touches, lang_of(None))


def _asked(command: "ProposePolicy | AdoptPolicy", given: Given) -> "Answer":
    from cli.troubles import understood

    evidence_of(given.evidence or ())
    with understood():
        return asyncio.run(_submitted(command, given))


async def _submitted(command: "ProposePolicy | AdoptPolicy", given: Given) -> "Answer":
    """Hand it in; rules have no workflow, so it needs the record alone. Before that, see what it is about."""
    from activities.clock import WallClock
    from gateway.submit import Gateway
    from workers.record import open_record

    async with open_record(settings_now(), writes=True) as pool:
        hand = replace(given, command_id=await _wish(pool, command, given.person)).hand()
        touches = await _touched(pool, command)
        return await Gateway(pool, WallClock(), no_temporal).submit(hand.envelope("rules", command)), touches


async def _touched(pool: "Pool", command: "ProposePolicy | AdoptPolicy") -> "list[TouchedDeadline]":
    """List the running deadlines that the pack is about, while the rules of now are still in force."""
    from gateway.moving import touched_by, waiting_pack
    from schemas.policy import ProposePolicy

    is_new = isinstance(command, ProposePolicy)
    pack = command.policy if is_new else await waiting_pack(pool, command.content_hash)
    return [] if pack is None else await touched_by(pool, pack)


async def _wish(pool: "Pool", command: "ProposePolicy | AdoptPolicy", person: str) -> str:
    """Name this wish on the rules as they stand: a retry after a lost answer bears the same name.

    After other rules the same pack is another wish, and so it is of another person or after a refusal: a role may have
    been given since.
    """
    from store.log import stream_version
    from store.receipts import outcome_of

    seen = await stream_version(pool, "rules")
    attempt = 1
    while True:
        command_id = f"{command.kind}:{command.content_hash[:16]}:{person}:{seen}.{attempt}"
        outcome = await outcome_of(pool, command_id)
        if outcome is None or outcome.status != "refused":
            return command_id
        attempt += 1
