"""Commands that check the record and make again what can be made again."""

import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from cli.clocks import local_text
from cli.ending import Ended, Exit, told
from cli.printing import bold, message, print_entry, print_json, print_line, print_table
from cli.reading import asked, require_rows
from cli.surroundings import settings_now

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from schemas.command import Outcome, Refusal
    from store.pool import Pool
    from store.verify import Problem, Verification


def verify_record(*, as_json: bool) -> None:
    """Recompute the whole chain; a bad event ends the command with exit code 1 and its position."""
    with told(as_json=as_json):
        found = asked(sound)
        if as_json:
            print_json(asdict(found))
        else:
            print_line(message(verified_line(found.events, found.outcomes, found.receipts, found.chain)))


def show_undone_reactions(*, as_json: bool) -> None:
    """List what one event asked of another file and that file refused."""
    with told(as_json=as_json):
        from gateway.questions import zone_of
        from gateway.reacting import undone_reactions

        async def ask(pool: "Pool") -> "tuple[list[Outcome], ZoneInfo]":
            return await undone_reactions(pool), await zone_of(pool)

        found, zone = asked(ask)
        if as_json:
            print_json(found)
        elif found:
            told_of = [(local_text(one.recorded_at, zone), one.stream, one.code, one.detail) for one in found]
            print_table(("recorded at", "file", "code", "detail"), told_of)
        else:
            print_line("no reaction was refused")


def show_refusals(code: str | None, limit: int, *, as_json: bool) -> None:
    """List what people asked and were refused, the latest first."""
    with told(as_json=as_json):
        from gateway.questions import zone_of
        from store.receipts import refusals

        require_rows(limit)

        async def ask(pool: "Pool") -> "tuple[list[Refusal], ZoneInfo]":
            return await refusals(pool, code=code, limit=limit), await zone_of(pool)

        found, zone = asked(ask)
        if as_json:
            print_json(found)
        for one in () if as_json else found:
            print_entry(
                (bold(local_text(one.recorded_at, zone)), one.stream, one.person, one.kind), one.code, one.detail
            )
        if not found and not as_json:
            print_line("nothing was refused")


async def sound(pool: "Pool") -> "Verification":
    """Walk the whole record and give what was recomputed.

    Raises:
        Ended: record_broken; the first event that is not as it was recorded, with its place.
    """
    from store.verify import verify

    found = await verify(pool)
    if found.problem is not None:
        raise Ended(Exit.ERROR, "record_broken", _broken_line(found.problem), verification=asdict(found))
    return found


def _broken_line(problem: "Problem") -> str:
    """Say where the record is not as it was written, and what to do."""
    return f"{problem.where}: {problem.what}. Keep the database as it is and find out who wrote to it."


def verified_line(events: int, outcomes: int, receipts: int, chain: str) -> str:
    """Say in one line what was recomputed and found as it was recorded."""
    return f"verified: {events} events, {outcomes} outcomes, {receipts} receipts; chain {chain}"


def rebuild_views_now(*, as_json: bool) -> None:
    """Make the views again from the events."""
    with told(as_json=as_json):
        from store.views import rebuild_views

        rebuilt: Any = asked(rebuild_views)
        if as_json:
            print_json({"rebuilt": rebuilt})
        else:
            print_line(f"views made again: {rebuilt}")


def rebuild_workflows_now(*, as_json: bool) -> None:
    """Start every missing workflow."""
    with told(as_json=as_json):
        from cli.troubles import understood

        with understood():
            started = asyncio.run(_rebuild_workflows())
        if as_json:
            print_json({"started": started})
        else:
            print_line(f"{len(started)} workflows started" + "".join(f"\n  {stream}" for stream in started))


async def _rebuild_workflows() -> list[str]:
    from gateway.rebuild import rebuild_workflows
    from workers.engine import temporal_of
    from workers.reach_temporal import TemporalWay
    from workers.record import open_running_record

    settings = settings_now()
    temporal = TemporalWay(temporal_of(settings))
    async with open_running_record(settings) as pool:
        try:
            return await rebuild_workflows(pool, await temporal())
        except RuntimeError as away:
            raise Ended(Exit.NOT_REACHABLE, "not_reachable", f"Temporal does not answer: {away}") from away
