"""The historical record: a file taken over whole or not at all, silently, and as often as one likes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from domain.knowledge import known
from domain.policy import current
from domain.record import parse_history, problems_of
from domain.recording import SYSTEM, provisional
from domain.stream import State, category, decide, evolve, fold
from gateway.adopting import adopt_first_pack
from gateway.policy_files import read_pack
from gateway.rules import RULES, rules_of
from schemas.command import CommandEnvelope
from schemas.event import Recorded
from schemas.history import ContestedMatter, HistoryError, HistoryProblem, ImportReport
from schemas.policy import RulesState
from schemas.refusal import Refused
from store.clocks import HostTime
from store.handle import handle
from store.log import all_streams, read_stream
from store.pool import Pool
from store.receipts import outcome_of, store_receipt

Progress = Callable[[int, int], None]
"""Called with how many of the new rows are recorded, and of how many."""


@dataclass
class _Rehearsal:
    """The file decided in memory on what the record holds now."""

    new: list[CommandEnvelope] = field(default_factory=list[CommandEnvelope])
    before: list[Recorded] = field(default_factory=list[Recorded])
    events: list[Recorded] = field(default_factory=list[Recorded])
    refusals: dict[str, str] = field(default_factory=dict[str, str])  # reason by command id


async def import_history(
    pool: Pool,
    path: Path,
    *,
    dry_run: bool = False,
    pack: Path | None = None,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Take over a history file in the service's own name; with ``dry_run`` only say what would come of it.

    The whole file is decided in memory first: nothing is written unless every row can be. What the record already
    holds is left alone, so a second import records nothing, and one that was cut off is completed by the next. Where no
    rules were adopted yet, those of the folder ``pack`` are rehearsed under, and adopted before the first row.

    Raises:
        HistoryError: the file is wrong, or contradicts what was imported; every problem with file, line, field, reason.
        Refused: ``no_policy``: its predicates mean nothing yet.
        Unreachable: the database is away; importing again takes up where this ended.
    """
    host = HostTime(now or datetime.now(UTC))
    at = host.at
    text = _text(path)
    rules = await rules_of(pool)
    if pack is not None and not rules.policies:
        rules = RulesState(policies=(read_pack(pack),))
    registered = [stream.partition("/")[2] for stream in await all_streams(pool, "cluster")]
    envelopes = parse_history(path.name, text, current(rules), registered)
    rehearsal = await _rehearse(pool, envelopes, rules, at)
    if rehearsal.refusals:
        raise HistoryError(problems_of(path.name, text, rehearsal.refusals))
    if not dry_run:
        if pack is not None:
            await adopt_first_pack(pool, pack, at, host)
        await _record(pool, rehearsal.new, host, progress)
    return ImportReport(
        file=path.name,
        is_dry_run=dry_run,
        new=len(rehearsal.new),
        already_known=len(envelopes) - len(rehearsal.new),
        events=len(rehearsal.events),
        conflicts=tuple(_contested([*rehearsal.before, *rehearsal.events], envelopes)),
    )


def _text(path: Path) -> str:
    """Give the text of the file; one that cannot be read is a problem of the file."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as trouble:
        reason = f"cannot be read: {trouble}"
        raise HistoryError((HistoryProblem(file=path.name, line=1, field="(file)", reason=reason),)) from trouble


async def _rehearse(pool: Pool, envelopes: Sequence[CommandEnvelope], rules: RulesState, at: datetime) -> _Rehearsal:
    """Decide every row on the state that the rows before it would leave."""
    rehearsal = _Rehearsal()
    states: dict[str, State] = {}
    for envelope in envelopes:
        stream = envelope.stream
        if stream not in states:
            events = await read_stream(pool, stream)
            rehearsal.before += events
            states[stream] = fold(stream, events)
        states[stream] = _try(rehearsal, envelope, states[stream], rules, at)
    return rehearsal


def _try(rehearsal: _Rehearsal, envelope: CommandEnvelope, state: State, rules: RulesState, at: datetime) -> State:
    stream = envelope.stream
    try:
        decided = decide(stream, envelope.command, SYSTEM, state, at, rules)
    except Refused as refused:
        rehearsal.refusals[envelope.command_id] = f"{refused.code}: {refused.detail}"
        return state
    if decided:
        rehearsal.new.append(envelope)
    tentative = provisional(
        decided, stream=stream, version=state.version, actor=SYSTEM, now=at, command_id=envelope.command_id
    )
    for event in tentative:
        rehearsal.events.append(event)
        state = evolve(stream, state, event)
    return state


async def _record(pool: Pool, envelopes: Sequence[CommandEnvelope], host: HostTime, progress: Progress | None) -> None:
    """Hand the rows in like any command, each with its receipt, and carry them out stream by stream.

    The service itself carries them out here, pact files included: a claim opens no deadline, so no workflow waits.
    """
    done = 0
    for stream in dict.fromkeys(envelope.stream for envelope in envelopes):
        rows = [envelope for envelope in envelopes if envelope.stream == stream]
        for envelope in rows:
            await store_receipt(pool, envelope, host.at, host=host)
        await handle(pool, stream, now=host.at, host=host)
        for envelope in rows:
            await _require_recorded(pool, envelope)
        done += len(rows)
        if progress is not None:
            progress(done, len(envelopes))


async def _require_recorded(pool: Pool, envelope: CommandEnvelope) -> None:
    """Refuse to go on where the record moved between the rehearsal and the act."""
    outcome = await outcome_of(pool, envelope.command_id)
    if outcome is not None and outcome.status != "recorded":
        raise Refused(outcome.code, f"{envelope.command_id}: {outcome.detail}")


def _contested(events: Sequence[Recorded], envelopes: Iterable[CommandEnvelope]) -> list[ContestedMatter]:
    """Name what sources disagree on in the streams of this file, whatever the day."""
    streams = {envelope.stream for envelope in envelopes if category(envelope.stream) != RULES}
    knowledge = known(events, date.max, datetime.max.replace(tzinfo=UTC))
    return [
        ContestedMatter(
            subject=one.subject,
            predicate=one.predicate,
            qualifier=one.qualifier,
            claims=tuple(fact.claim or fact.subject for fact in (one.leading, *one.rivals)),
        )
        for one in knowledge.conclusions
        if one.is_contested and one.subject in streams
    ]
