"""A whole agency in one process: every stream with its neighbours, one log, and the order of time that the store keeps.

It decides as the store does and reads and writes nothing: what came in and what time brings are carried out in one
order, at the same instant what time brings first; what came in while a due date settles waits for it. What follows on
other streams is asked by the service itself, at once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import reduce
from hashlib import sha256
from types import MappingProxyType

from domain import stream as streams
from domain.agency import RULES, Agency, File, Kept, item_key, listed, next_ring, stuck_key, with_file
from domain.agenda import come_by, ready_at, system_command
from domain.authority import authorise
from domain.correcting import left_standing
from domain.dates import local_day
from domain.policy import current
from domain.reactions import reactions
from domain.reading import cluster_of
from domain.recording import SYSTEM, provisional
from domain.refusing import require
from domain.ruling import by_tables
from domain.stream import State
from schemas.command import Command, CommandEnvelope, Outcome
from schemas.deadline import DueItem
from schemas.event import Pending, Recorded
from schemas.people import Actor, PersonState
from schemas.refusal import Refused

RECORDED, NOTHING_TO_DO = "recorded", "nothing_to_do"
REACTION = "reaction:"
"""What an event asks of another stream comes in under such ids, which follow from the event's own command."""

Script = Iterable[tuple[datetime, CommandEnvelope]]


def live(agency: Agency, script: Script, until: datetime) -> Agency:
    """Live from the agency's instant to another: commands when they come in, and between them what time brings."""
    for received_at, envelope in sorted(script, key=lambda step: step[0]):
        agency = submitted(lived(agency, received_at), envelope)
    return lived(agency, until)


def submitted(agency: Agency, envelope: CommandEnvelope) -> Agency:
    """Take a command in now and carry out what can be; the same id again changes nothing."""
    return _handled(kept(agency, envelope), envelope.stream)


def kept(agency: Agency, envelope: CommandEnvelope) -> Agency:
    """Give a command its receipt and nothing else: what a door does while nobody works behind it.

    Raises:
        Refused: ``command_id_reused``: the id stands for another command; ``unknown_stream``.
    """
    known = agency.receipts.get(envelope.command_id)
    if known is not None:
        is_same = known.envelope == envelope
        require(is_same, "command_id_reused", f"{envelope.command_id} was used for another command")
        return agency
    file, receipt = agency.file(envelope.stream), Kept(agency.now, envelope)
    receipts = MappingProxyType({**agency.receipts, envelope.command_id: receipt})
    return with_file(replace(agency, receipts=receipts), replace(file, waiting=(*file.waiting, receipt)))


def lived(agency: Agency, until: datetime) -> Agency:
    """Let time pass; everything due on the way is carried out when it may be."""
    while True:
        rings = [(at, file.stream) for file in agency.files.values() if (at := next_ring(file, agency.now))]
        now = min((at for at, _ in rings), default=None)
        if now is None or now > until:
            return replace(agency, now=max(agency.now, until))
        agency = reduce(_handled, sorted(stream for at, stream in rings if at == now), replace(agency, now=now))


def idle(agency: Agency, until: datetime) -> Agency:
    """Let time pass while nothing is carried out, as over an outage; ``caught_up`` ends it."""
    return replace(agency, now=max(agency.now, until))


def caught_up(agency: Agency) -> Agency:
    """Carry out, file by file, all that came in and fell due by now."""
    return reduce(_handled, sorted(agency.files), agency)


def _handled(agency: Agency, stream: str) -> Agency:
    """Carry out all that came in for one stream and all that is due there, step by step, and what follows elsewhere."""
    while True:
        file = listed(agency, stream)
        agency = with_file(agency, file)
        first, item = _first_in(file), _first_due(file, agency)
        if first is not None and _has_to_wait(first, file, agency):
            first = None
        if item is not None and (first is None or item.at <= first.received_at):
            agency = _carried_out(agency, file, item)
        elif first is not None:
            agency = _answered(agency, file, first)
        else:
            return agency


def _first_in(file: File) -> Kept | None:
    return file.waiting[0] if file.waiting else None


def _first_due(file: File, agency: Agency) -> DueItem | None:
    """Give what is to be carried out first, without what something later overtook; often there is nothing."""
    if not file.rings or file.rings[0] > agency.now:
        return None
    come = {item.key for item in come_by(file.asked, agency.now)}
    ready = (item for item in file.agenda if item.key in come and ready_at(item, agency.rules) <= agency.now)
    return next(ready, None)


def _has_to_wait(first: Kept, file: File, agency: Agency) -> bool:
    """Tell whether a deadline that fell due before it came in is still settling."""
    rules, now = agency.rules, agency.now
    return any(item.at <= first.received_at and ready_at(item, rules) > now for item in file.agenda)


def _carried_out(agency: Agency, file: File, item: DueItem) -> Agency:
    """Do what time asks for; what leads nowhere is tried again only when the stream or the rules have moved."""
    try:
        pending = _decided(agency, file, system_command(item), SYSTEM, agency.now)
    except Refused:
        pending = []
    key = item_key(file, item) if pending else stuck_key(file, item, agency.rules)
    file = replace(file, settled=file.settled | {key}, seen=(-1, -1))
    return _recorded(with_file(agency, file), file, pending, SYSTEM, key)


def _answered(agency: Agency, file: File, first: Kept) -> Agency:
    """Answer the command that came in first; what a refusal leaves behind is recorded too."""
    envelope = first.envelope
    file = replace(file, waiting=file.waiting[1:])
    by = Actor(person=envelope.person, role=envelope.role or "", on_behalf_of=envelope.on_behalf_of)
    code, detail = RECORDED, ""
    try:
        by = (agency.acting or _authorised)(agency, first)
        _require_seen(envelope, file)
        decided = _decided(agency, file, envelope.command, by, first.received_at)
        pending = [_with_grounds(event, envelope) for event in decided]
        code, detail = RECORDED if pending else NOTHING_TO_DO, left_standing(pending)
    except Refused as refused:
        pending = [event for event in refused.events if isinstance(event, Pending)]
        code, detail = refused.code, refused.detail
    before = agency.log[-1].position if agency.log else 0
    after = _recorded(agency, file, pending, by, envelope.command_id, envelope.correlation_id)
    outcome = Outcome(
        command_id=envelope.command_id,
        status="recorded" if code in {RECORDED, NOTHING_TO_DO} else "refused",
        code=code,
        detail=detail,
        stream=file.stream,
        first_position=before + 1 if pending else None,
        last_position=before + len(pending) if pending else None,
        stream_version=file.version + len(pending),
        received_at=first.received_at,
        recorded_at=agency.now,
    )
    return replace(after, outcomes=MappingProxyType({**after.outcomes, envelope.command_id: outcome}))


def _authorised(agency: Agency, first: Kept) -> Actor:
    envelope, rules = first.envelope, agency.rules
    file = agency.file(envelope.stream)
    principal = None if envelope.on_behalf_of is None else _person(agency, envelope.on_behalf_of)
    today = local_day(first.received_at, current(rules).terms.time_zone if rules.policies else "UTC")
    return authorise(
        envelope, _person(agency, envelope.person), principal, rules, cluster_of(file.stream, file.state), today
    )


def _person(agency: Agency, name: str) -> PersonState:
    state = agency.state(f"people/{name}")
    return state if isinstance(state, PersonState) and agency.file(f"people/{name}").events else PersonState()


def _require_seen(envelope: CommandEnvelope, file: File) -> None:
    seen = envelope.expected_version
    require(seen in (None, file.version), "conflict", f"{file.stream} is at version {file.version}, you saw {seen}")


def _decided(agency: Agency, file: File, command: Command, by: Actor, now: datetime) -> list[Pending]:
    """Decide with the neighbours that the decision rests on."""
    names = (name for name in streams.streams_read(file.stream, command, file.state) if name != file.stream)
    around = {name: agency.state(name) for name in names}
    history = file.events if streams.needs_history(command) else ()
    decided = streams.decide(file.stream, command, by, file.state, now, agency.rules, around, history)
    return by_tables(decided, agency.tables)


def _with_grounds(event: Pending, envelope: CommandEnvelope) -> Pending:
    """Give an event the evidence and the reason that came with the command, unless it has its own."""
    evidence, reason = event.evidence or envelope.evidence, event.reason or envelope.reason
    if (evidence, reason) == (event.evidence, event.reason):
        return event
    return event.model_copy(update={"evidence": evidence, "reason": reason})


def _recorded(
    agency: Agency,
    file: File,
    pending: Sequence[Pending],
    by: Actor,
    command_id: str,
    correlation_id: str | None = None,
) -> Agency:
    """Put events into the log and fold them; then ask what follows from them."""
    made = provisional(
        pending,
        stream=file.stream,
        version=file.version,
        actor=by,
        now=agency.now,
        command_id=command_id,
        correlation_id=correlation_id,
    )
    last = len(agency.log)
    events = [event.model_copy(update={"position": last + number}) for number, event in enumerate(made, start=1)]
    agency = with_file(agency, replace(file, state=_after(file, events), events=(*file.events, *events)))
    if not events:
        return agency
    agency = replace(agency, log=(*agency.log, *events))
    return _followed(agency, events)


def _after(file: File, events: Sequence[Recorded]) -> State:
    """Continue the state, or fold all again where a correction changes what earlier events mean."""
    if any(streams.needs_refold(event) for event in events):
        return streams.fold(file.stream, (*file.events, *events))
    return reduce(lambda state, event: streams.evolve(file.stream, state, event), events, file.state)


def _followed(agency: Agency, events: Sequence[Recorded]) -> Agency:
    """Ask what events bring on other streams; new rules make every file look at its agenda again."""
    wanted = [asked for event in events if not event.backfill for asked in reactions(event)]
    cause = events[0].command_id
    for number, (stream, command) in enumerate(wanted):
        own = CommandEnvelope(
            command_id=f"{REACTION}{sha256(f'ask|{cause}|{number}'.encode()).hexdigest()}",
            stream=stream,
            person=SYSTEM.person,
            command=command,
            correlation_id=cause,
        )
        agency = submitted(agency, own)
    if events[0].stream == RULES:
        return reduce(_handled, sorted(name for name in agency.files if name != RULES), agency)
    return agency
