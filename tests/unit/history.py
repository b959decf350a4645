"""The historical record of the spearhead clusters, decided and folded in memory: events without a store."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache

from domain.answer import answer
from domain.knowledge import known
from domain.preparation import proposal_hash
from domain.record import parse_history
from domain.recording import SYSTEM, provisional
from domain.stream import State, decide, evolve, initial, needs_history
from domain.texts import parse_texts
from schemas.answer import Answer, AnswerPart, Statement
from schemas.claim import (
    ConfirmClaim,
    Evidence,
    ProposeClaimVerdict,
    ProposeConflictResolution,
    RejectClaim,
    ResolveConflict,
    Verdict,
)
from schemas.command import Command, CommandEnvelope
from schemas.event import Pending, Recorded
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.texts import Texts
from tests.unit.flanders import FOLDER, flanders
from tests.unit.scenario import OFFICER, REVIEWER

EARLY, LATE = "history-2016-2020.yaml", "history-2021-2024.yaml"

IMPORTED_AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
"""When every event of the record was recorded here."""

SEEN_ON = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
"""An instant after the import."""

ANSWER_DAY = date(2020, 3, 1)


@cache
def rules() -> RulesState:
    """The pack of the spearhead clusters, adopted."""
    return RulesState(version=1, policies=(flanders(),))


def commands(*files: str) -> list[CommandEnvelope]:
    """What the history files ask to be recorded."""
    return [one for file in files for one in parse_history(file, (FOLDER / file).read_text("utf-8"), flanders())]


@cache
def texts(lang: str) -> Texts:
    """The sentences in one language."""
    file = FOLDER / f"texts.{lang}.yaml"
    return parse_texts(file.name, file.read_text(encoding="utf-8"))


class Record:
    """A log in memory: enough to decide the commands of history files and to read what came of them."""

    def __init__(self) -> None:
        self.events: list[Recorded] = []
        self.states: dict[str, State] = {}
        self.now = IMPORTED_AT

    def take(self, envelope: CommandEnvelope) -> None:
        """Decide one command of a history file and keep its events."""
        self.ask(envelope.stream, envelope.command, SYSTEM)

    def ask(self, stream: str, command: Command, by: Actor) -> list[Recorded]:
        """Decide a command and keep its events."""
        state = self.states.get(stream, initial(stream))
        held = tuple(event for event in self.events if event.stream == stream) if needs_history(command) else ()
        return self.append(stream, decide(stream, command, by, state, self.now, rules(), history=held), by)

    def resolve(self, stream: str, predicate: str, accepted: str) -> list[Recorded]:
        """Have one person propose which claim is right and another approve it; what the approval brought."""
        wish = ProposeConflictResolution(predicate=predicate, accepted_claim=accepted, reason="signed copy seen")
        self.ask(stream, wish, OFFICER)
        seen = proposal_hash(wish)
        return self.ask(
            stream, ResolveConflict(predicate=predicate, accepted_claim=accepted, proposal_hash=seen), REVIEWER
        )

    def judge(self, stream: str, claim: str, verdict: Verdict) -> list[Recorded]:
        """Have one person propose a verdict on a claim and another approve it; what the approval brought."""
        wish = ProposeClaimVerdict(claim=claim, verdict=verdict, reason="seen", evidence=(Evidence(document="deed"),))
        self.ask(stream, wish, OFFICER)
        approval = ConfirmClaim if verdict == "confirmed" else RejectClaim
        return self.ask(stream, approval(claim=claim, proposal_hash=proposal_hash(wish)), REVIEWER)

    def append(self, stream: str, pending: Sequence[Pending], by: Actor = SYSTEM) -> list[Recorded]:
        """Give events the next positions and fold them."""
        version = sum(event.stream == stream for event in self.events)
        envelopes = provisional(pending, stream=stream, version=version, actor=by, now=self.now, command_id="test-0001")
        state = self.states.get(stream, initial(stream))
        for event in envelopes:
            recorded = event.model_copy(update={"position": len(self.events) + 1})
            self.events.append(recorded)
            state = evolve(stream, state, recorded)
        self.states[stream] = state
        return self.events[len(self.events) - len(envelopes) :]

    def position(self, claim_id: str) -> int:
        """Find where a claim stands."""
        return next(e.position for e in self.events if getattr(e.payload, "claim", None) == claim_id)

    def answer(
        self, as_of: date = ANSWER_DAY, lang: str = "nl", known_on: datetime = SEEN_ON, clusters: tuple[str, ...] = ()
    ) -> Answer:
        """Answer the five questions from this record."""
        return answer(known(self.events, as_of, known_on), as_of, known_on, texts(lang), clusters)


def record_of(*files: str) -> Record:
    """The record after these files were imported, in this order."""
    record = Record()
    for envelope in commands(*files):
        record.take(envelope)
    return record


def statements(part: AnswerPart, predicate: str, subject: str | None = None) -> list[Statement]:
    """The sentences of a part about a predicate."""
    return [s for s in part.statements if s.predicate == predicate and subject in {None, s.subject}]
