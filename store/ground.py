"""What a decision stands on: streams at the versions that were read, and which ones have to be read for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from domain.around import Around
from domain.recording import SYSTEM
from domain.stream import initial, streams_read
from schemas.command import Command, CommandEnvelope
from schemas.event import Recorded
from schemas.people import PersonState
from schemas.policy import RulesState
from schemas.refusal import Refused
from store.folding import Folded


@dataclass(frozen=True)
class Ground:
    """The stream, the rules, the people concerned and the neighbours, each at the version that was read."""

    at: Folded
    rules: Folded
    people: Mapping[str, Folded] = field(default_factory=dict[str, Folded])
    neighbours: Mapping[str, Folded] = field(default_factory=dict[str, Folded])
    history: Sequence[Recorded] = ()
    """All events of the stream, for a command that is tried on them; else nothing."""
    tables: str | None = None
    """Version of the time zones' tables by which this process derives instants."""
    barred: Refused | None = None
    """What the bytes beside the log forbid, whatever the streams say."""

    @property
    def rule_book(self) -> RulesState:
        """The rules as their own type."""
        return rules_in(self.rules)

    @property
    def around(self) -> Around:
        """The states of the neighbours."""
        return {stream: folded.state for stream, folded in self.neighbours.items()}

    @property
    def reads(self) -> tuple[tuple[str, int], ...]:
        """The other streams; if one of them moves before the append, the decision is taken again."""
        others = {one.stream: one.version for one in (*self.people.values(), *self.neighbours.values(), self.rules)}
        return tuple((stream, version) for stream, version in others.items() if stream != self.at.stream)

    def person(self, name: str) -> PersonState:
        """A person's roles; of one nobody registered, an empty state."""
        folded = self.people.get(f"people/{name}")
        return folded.state if folded is not None and isinstance(folded.state, PersonState) else PersonState()


def rules_in(folded: Folded) -> RulesState:
    """Say that this is the stream of the rules."""
    if not isinstance(folded.state, RulesState):
        message = f"{folded.stream} holds no rules"
        raise TypeError(message)
    return folded.state


def people_of(envelope: CommandEnvelope) -> tuple[str, ...]:
    """The streams of those whose roles decide whether this may be done; the service itself has none."""
    names = {name for name in (envelope.person, envelope.on_behalf_of) if name not in (None, SYSTEM.person)}
    return tuple(sorted(f"people/{name}" for name in names))


def neighbours_of(at: Folded, command: Command) -> tuple[str, ...]:
    """The other streams that the decision on this command rests on, beside people and rules.

    A name that can be no stream's is left out, and the decision finds nothing there.
    """
    return tuple(
        stream for stream in streams_read(at.stream, command, at.state) if stream != at.stream and _can_be(stream)
    )


def _can_be(stream: str) -> bool:
    try:
        initial(stream)
    except Refused:
        return False
    return True
