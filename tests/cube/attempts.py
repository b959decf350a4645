"""One attempt for each command and each code with which a state refuses it, placed in the ten years.

What is refused in a file that nobody began is tried at the end, in a file of its own.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from domain.agenda import due_now
from domain.authority import is_system_only
from domain.recording import SYSTEM
from domain.stream import category, decide, fold, initial, streams_read
from domain.vocabulary import allowed
from schemas.command import CommandEnvelope
from schemas.people import Actor, PersonState
from schemas.policy import Role
from schemas.refusal import Refused
from tests.cube.walk import Moment, Pair, outcome_of, pairs
from tests.life.cast import CAST, CLUSTERS, STAND_IN
from tests.life.living import Told, ten_years
from tests.unit.flanders import flanders

UNBEGUN: Mapping[str, str] = {"budget": "budget/2031"}
"""A file that nobody began; by category where it cannot just have any name."""

BY_ROLE = frozenset({"not_allowed", "system_only", "other_cluster"})
"""What every role is refused with, whatever the state: the cube of roles holds it."""

Key = tuple[str, str]
"""A kind of command, and the code that refuses it."""

TOLD = "told by the script"

UNREACHABLE: frozenset[Key] = frozenset(
    {
        ("apply_group_extension", "unknown_stream"),  # the store does not look such a name up
        ("carry_over", "before_closing"),  # in order of time, a year is closed before it is seen as closed
    }
)
"""What the pure core meets because it puts any two files of any two times beside each other, and a record does not."""


@dataclass(frozen=True)
class Attempt:
    """A command that its state refuses, after so many events of the ten years."""

    after: int
    pair: Pair
    refused: Refused

    @property
    def key(self) -> Key:
        """What it stands for."""
        return self.pair.command.kind, self.refused.code

    @property
    def stream(self) -> str:
        """The file that is asked."""
        return self.pair.moment.stream

    def envelope(self) -> CommandEnvelope:
        """Write it down as it is handed in."""
        by, (kind, code) = self.pair.by, self.key
        return CommandEnvelope(
            command_id=f"attempt-{kind}-{code}",
            stream=self.stream,
            person=by.person,
            role=None if by == SYSTEM else by.role,
            on_behalf_of=by.on_behalf_of,
            command=self.pair.command,
        )


@cache
def refusals() -> frozenset[Key]:
    """Every refusal by state that the pure core knows of, over the ten years."""
    tried = ((pair, outcome_of(pair)) for pair in pairs())
    found = {(pair.command.kind, end.code) for pair, end in tried if isinstance(end, Refused)}
    steps = {(one.step.kind, one.outcome.code) for one in _refused_steps()}
    return frozenset(key for key in found | steps if key not in UNREACHABLE and not _is_of_representatives(*key))


def _is_of_representatives(kind: str, code: str) -> bool:
    """Say whether only representatives ask this, who are told that a file without a cluster is not theirs."""
    return code == "not_registered" and all(
        one.own_cluster_only for one in flanders().roles if kind in allowed(one.may)
    )


@cache
def attempts() -> tuple[Attempt, ...]:
    """Choose one attempt for each refusal, in the order in which they come."""
    known: dict[Key, list[Attempt]] = defaultdict(list)
    for attempt in _all_attempts():
        known[attempt.key].append(attempt)
    chosen = (next(filter(_held_then, sorted(same, key=_hardness)), None) for same in known.values())
    return tuple(sorted((one for one in chosen if one is not None), key=lambda one: one.after))


def _hardness(attempt: Attempt) -> tuple[bool, int]:
    """Prefer what the script tells, and what no other file bears on; then what comes last, with most others."""
    is_told = attempt.pair.stage == TOLD
    return not is_told and (bool(_neighbours(attempt)) or category(attempt.stream) == "people"), -attempt.after


def _neighbours(attempt: Attempt) -> tuple[str, ...]:
    """Name the files that bear on it and may have stood otherwise then."""
    moment = attempt.pair.moment
    is_at_end = attempt.after == len(ten_years().agency.log)
    return () if is_at_end else tuple(streams_read(moment.stream, attempt.pair.command, moment.state))


def _held_then(attempt: Attempt) -> bool:
    """Decide once more beside the neighbours as they stood then."""
    names, moment, agency = _neighbours(attempt), attempt.pair.moment, ten_years().agency
    if not names:
        return True
    told = {name: agency.file(name).events for name in names}
    around = {name: fold(name, [one for one in told[name] if one.position <= attempt.after]) for name in names}
    command, by = attempt.pair.command, attempt.pair.by
    try:
        decide(moment.stream, command, by, moment.state, moment.now, agency.rules, around, ())
    except Refused as refused:
        return refused.code == attempt.refused.code
    return False


def _all_attempts() -> Iterator[Attempt]:
    for pair in _somebodys(_placed()):
        found = outcome_of(pair)
        if isinstance(found, Refused) and (pair.command.kind, found.code) not in UNREACHABLE:
            yield Attempt(_events_before(pair.moment), pair, found)


def _refused_steps() -> list[Told]:
    return [told for told in ten_years().steps if told.outcome.status == "refused" and told.outcome.code not in BY_ROLE]


def _placed() -> Iterator[Pair]:
    """Give what people met; what time met as it was when that state began; what nobody began in a file of its own."""
    steps, end = {told.step.at for told in ten_years().steps}, ten_years().agency.now
    for told in _refused_steps():
        by = Actor(person=told.envelope.person, role=told.step.role or _role_of(told.envelope))
        moment = Moment(told.step.stream, told.before, told.step.at)
        yield Pair(moment, told.envelope.command, TOLD, by)
    for pair in pairs():
        moment = pair.moment
        if moment.now in steps or moment.now == end:
            yield pair
        if not moment.state.version and moment.stream != "rules":
            kind = category(moment.stream)
            stream = UNBEGUN.get(kind, f"{kind}/kubus")
            yield from (replace(pair, moment=Moment(stream, initial(stream), now)) for now in (end, moment.now))
        elif moment.now not in steps:
            own = ten_years().agency.file(moment.stream).events
            begun = replace(moment, now=own[moment.state.version - 1].recorded_at)
            if not due_now(begun.state, ten_years().agency.rules, begun.now):
                yield replace(pair, moment=begun)


def _role_of(envelope: CommandEnvelope) -> str:
    """Give the role in which this person may send this."""
    people = ten_years().agency.state(f"people/{envelope.person}")
    assert isinstance(people, PersonState)
    may = {role.id for role in flanders().roles if envelope.command.kind in allowed(role.may)}
    return next(held.role for held in people.roles if held.role in may)


def _somebodys(found: Iterable[Pair]) -> Iterator[Pair]:
    """Let each be asked by somebody who may; a representative of one cluster may in no file that nobody began."""
    bound = {role.id for role in flanders().roles if role.own_cluster_only}
    for pair in found:
        by = _somebody(pair) if pair.by == SYSTEM else pair.by
        if by is not None and (by.role not in bound or pair.moment.stream in ten_years().agency.files):
            yield replace(pair, by=by)


def _somebody(pair: Pair) -> Actor | None:
    kind = pair.command.kind
    able = [role for role in flanders().roles if kind in allowed(role.may)]
    if is_system_only(kind):
        return SYSTEM
    for role in sorted(able, key=lambda role: role.own_cluster_only):
        for person in _holders(role, pair.moment.stream):
            return Actor(person=person, role=role.id)
    return SYSTEM if able else None


def _holders(role: Role, stream: str) -> list[str]:
    if role.own_cluster_only:
        return [life.representative for life in CLUSTERS if stream in {life.pact, f"cluster/{life.cluster}"}]
    return [person for person, held in CAST if held == role.id and person != STAND_IN]


def _events_before(moment: Moment) -> int:
    """Count the events of all files before this moment's next one."""
    agency = ten_years().agency
    if moment.now == agency.now or moment.stream not in agency.files:
        return len(agency.log)
    upto = bisect_right(agency.log, moment.now, key=lambda event: event.recorded_at)
    own = agency.file(moment.stream).events
    return min([upto, *(event.position - 1 for event in own[moment.state.version : moment.state.version + 1])])
