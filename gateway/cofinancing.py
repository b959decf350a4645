"""Co-financing as a register: the work years of one pact or of all, how each stands, and what people did about it."""

from pydantic import JsonValue

from domain.dated_view import Row
from domain.stream import fold
from gateway.kept import waiting_rows
from gateway.questions import NOW, Standpoint, file_of, rules_from, seen, stream_of
from gateway.steps import step
from schemas.cofinancing import Cofinancing, CofinancingEvent
from schemas.event import Recorded
from schemas.pact import PactState
from schemas.policy import RulesState
from schemas.refusal import Refused
from store.log import all_streams
from store.pool import Pool

_DECISION = "decide_shortfall"


async def list_cofinancing(pool: Pool, pact: str | None = None, standpoint: Standpoint = NOW) -> list[Row]:
    """Give one row for each work year of one pact, or of every pact, with what waits about it.

    Raises:
        Refused: ``unknown_pact``: nothing was known of it from there.
    """
    streams = await all_streams(pool, "pact") if pact is None else [stream_of(pact)]
    if pact is not None:
        await file_of(pool, streams[0], standpoint)
    rules = await rules_from(pool, standpoint)
    return [row for stream in streams for row in _rows(stream, await seen(pool, stream, standpoint), rules)]


async def show_cofinancing(pool: Pool, pact: str, year: int, standpoint: Standpoint = NOW) -> Row:
    """Show one work year with every proof, proposal and decision, in the order of recording.

    Raises:
        Refused: ``unknown_pact``; ``no_cofinancing``: nothing was recorded for that year.
    """
    stream = stream_of(pact)
    row = next((one for one in await list_cofinancing(pool, pact, standpoint) if one["year"] == year), None)
    if row is None:
        raise Refused("no_cofinancing", f"no co-financing of {year} is recorded in {stream}")
    rules = await rules_from(pool, standpoint)
    events = await seen(pool, stream, standpoint)
    about = [one for one in events if isinstance(one.payload, CofinancingEvent) and one.payload.year == year]
    return {**row, "history": [step(one, rules) for one in about]}


def _rows(stream: str, events: list[Recorded], rules: RulesState) -> list[Row]:
    state = fold(stream, events)
    if not isinstance(state, PactState):
        return []
    waits = {_year(row): row for row in waiting_rows(stream, events, rules) if row["decision"] == _DECISION}
    return [_row(stream, one, waits.get(one.year)) for one in sorted(state.cofinancing, key=lambda each: each.year)]


def _row(stream: str, one: Cofinancing, waits: Row | None) -> Row:
    """``required_cents`` is what was asked where it was not met; ``state`` is one word for how the year stands."""
    return {
        "stream": stream,
        **one.model_dump(mode="json", exclude={"prepared_by", "is_decided"}),
        "required_cents": one.private_cents + one.shortfall_cents if one.shortfall_cents else None,
        "state": _state(one),
        "waiting": [] if waits is None else [waits],
    }


def _state(one: Cofinancing) -> str:
    if one.is_decided:
        return "decided"
    if one.proposal_hash is not None and one.shortfall_cents:
        return "decision_waits"
    return "short" if one.shortfall_cents else "proven"


def _year(row: Row) -> JsonValue:
    names = row["names"]
    return names.get("year") if isinstance(names, dict) else None
