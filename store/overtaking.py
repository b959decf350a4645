"""Whoever is refused because somebody was quicker hears who, when, and with what; the outcome keeps it in words."""

from dataclasses import replace

from domain.overtaking import in_words, overtaking
from schemas.command import CommandEnvelope, Outcome, Overtaking
from schemas.people import Actor
from store.folding import fold_streams
from store.ground import Ground, neighbours_of, rules_in
from store.log import read_stream
from store.pool import Pool
from store.request import Append

_RULES = "rules"


async def with_what_overtook_it(pool: Pool, ground: Ground, envelope: CommandEnvelope, answer: Append) -> Append:
    """Add to a refusal what stood in its way; any other answer stays as it is."""
    if answer.status != "refused" or answer.events:
        return answer
    history = ground.history or await read_stream(pool, envelope.stream, ground.at.version)
    found = overtaking(
        envelope, answer.code, answer.actor, history, answer.received_at, ground.rule_book, ground.around
    )
    told = in_words(found)
    return replace(answer, detail=f"{answer.detail}; {told}") if told else answer


async def overtaking_of(pool: Pool, envelope: CommandEnvelope, outcome: Outcome) -> tuple[Overtaking, ...]:
    """Give the same as data, for a command that ended as refused: from the events up to then, by the rules of now."""
    if outcome.status != "refused":
        return ()
    stream = envelope.stream
    history = await read_stream(pool, stream, outcome.stream_version)
    folded = await fold_streams(pool, [stream, _RULES])
    neighbours = await fold_streams(pool, neighbours_of(folded[stream], envelope.command))
    around = {name: one.state for name, one in neighbours.items()}
    by = Actor(person=envelope.person, role=envelope.role or "", on_behalf_of=envelope.on_behalf_of)
    rules = rules_in(folded[_RULES])
    return overtaking(envelope, outcome.code, by, history, outcome.received_at, rules, around)
