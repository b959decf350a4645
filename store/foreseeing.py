"""What a command would do if it came in now: the decision itself, taken on what stands in the log and kept nowhere."""

from dataclasses import dataclass, replace
from datetime import datetime

from domain.stream import State, needs_history
from schemas.command import CommandEnvelope, Receipt
from schemas.policy import RulesState
from schemas.refusal import Refused
from store.beside import bar_to, touched_by
from store.deciding import answer_receipt, left_by
from store.folding import fold_streams
from store.ground import Ground, neighbours_of, people_of
from store.log import read_stream
from store.pool import Pool
from store.request import Append
from store.zone_tables import tables_in_use

_RULES = "rules"


@dataclass(frozen=True)
class Foreseen:
    """The file before and after it, with the append that would be made."""

    before: State
    after: State
    append: Append
    rules: RulesState


async def foresee(pool: Pool, envelope: CommandEnvelope, now: datetime) -> Foreseen:
    """Take the decision on a command, roles and second person included, and record neither it nor a refusal.

    What has fallen due and is not recorded yet is not carried out first.

    Raises:
        Refused: as the command itself would be.
    """
    folded = await fold_streams(pool, (envelope.stream, _RULES))
    ground = Ground(folded[envelope.stream], folded[_RULES], tables=tables_in_use())
    people, neighbours = people_of(envelope), neighbours_of(ground.at, envelope.command)
    others = await fold_streams(pool, [*people, *neighbours, *await touched_by(pool, ground.at, envelope.command)])
    ground = replace(
        ground,
        people={stream: others[stream] for stream in people},
        neighbours={stream: one for stream, one in others.items() if stream not in people},
        barred=await bar_to(pool, ground.at, envelope),
    )
    if needs_history(envelope.command):
        ground = replace(ground, history=await read_stream(pool, envelope.stream, ground.at.version))
    append = answer_receipt(ground, _as_if_kept(envelope, now), now, wakes=False)
    if append.status == "refused":
        raise Refused(append.code, append.detail)
    return Foreseen(ground.at.state, left_by(ground, append), append, ground.rule_book)


def _as_if_kept(envelope: CommandEnvelope, now: datetime) -> Receipt:
    return Receipt(
        number=0,
        command_id=envelope.command_id,
        received_at=now,
        stream=envelope.stream,
        content_hash="",
        envelope=envelope,
    )
