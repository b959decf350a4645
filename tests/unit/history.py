"""The historical record of the spearhead clusters, decided and folded in memory: events without a store."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from domain import claim, cluster
from domain.answer import answer
from domain.facts import known
from domain.policy import parse_pack
from domain.record import parse_history
from domain.recording import SYSTEM, provisional
from domain.texts import parse_texts
from schemas.answer import Answer, AnswerPart, Statement
from schemas.claim import ClaimCommand, ClaimsState
from schemas.cluster import ClusterCommand, ClusterState
from schemas.command import CommandEnvelope
from schemas.effective import Effective
from schemas.event import Pending, Recorded
from schemas.pact import PactRegistered, RegisterPact
from schemas.policy import Policy, RulesState
from schemas.texts import Texts

FOLDER = Path(__file__).parents[2] / "policies" / "flanders-clusters"
EARLY, LATE = "history-2016-2020.yaml", "history-2021-2024.yaml"

IMPORTED_AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
"""When every event of the record was recorded here."""

SEEN_ON = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
"""An instant after the import."""

ANSWER_DAY = date(2020, 3, 1)


@cache
def policy() -> Policy:
    """The pack of the spearhead clusters."""
    rules = [file for file in FOLDER.glob("*.yaml") if not file.name.startswith(("history-", "texts."))]
    return parse_pack({file.name: file.read_text(encoding="utf-8") for file in rules})


@cache
def rules() -> RulesState:
    """That pack, adopted."""
    return RulesState(version=1, policies=(policy(),))


def commands(*files: str) -> list[CommandEnvelope]:
    """What the history files ask to be recorded."""
    return [one for file in files for one in parse_history(file, (FOLDER / file).read_text("utf-8"), policy())]


@cache
def texts(lang: str) -> Texts:
    """The sentences in one language."""
    file = FOLDER / f"texts.{lang}.yaml"
    return parse_texts(file.name, file.read_text(encoding="utf-8"))


class Record:
    """A log in memory: enough to decide the commands of history files and to read what came of them."""

    def __init__(self) -> None:
        self.events: list[Recorded] = []
        self.clusters: dict[str, ClusterState] = {}
        self.claims: dict[str, ClaimsState] = {}
        self.now = IMPORTED_AT

    def take(self, envelope: CommandEnvelope) -> None:
        """Decide one command of a history file and keep its events."""
        stream, command = envelope.stream, envelope.command
        match command:
            case RegisterPact(cluster=registered):
                today = Effective(earliest=self.now.date(), latest=self.now.date())
                self.append(stream, [Pending(payload=PactRegistered(cluster=registered), effective=today)])
            case _ if isinstance(command, ClusterCommand | ClaimCommand) and stream.startswith("cluster/"):
                state = self.clusters.get(stream, ClusterState())
                self.append(stream, cluster.decide(command, SYSTEM, state, self.now, rules()))
            case _ if isinstance(command, ClaimCommand):
                claims = self.claims.get(stream, ClaimsState())
                self.append(stream, claim.decide(command, SYSTEM, claims, self.now, rules()))
            case _:
                raise AssertionError(command)

    def append(self, stream: str, pending: Sequence[Pending], person: str = "system") -> list[Recorded]:
        """Give events the next positions and fold them."""
        actor = SYSTEM.model_copy(update={"person": person})
        version = sum(event.stream == stream for event in self.events)
        recorded = [
            event.model_copy(update={"position": len(self.events) + number})
            for number, event in enumerate(
                provisional(
                    pending, stream=stream, version=version, actor=actor, now=self.now, command_id="test-0001"
                ),
                start=1,
            )
        ]
        self.events += recorded
        for event in recorded:
            self.clusters[stream] = cluster.evolve(self.clusters.get(stream, ClusterState()), event)
            self.claims[stream] = claim.evolve(self.claims.get(stream, ClaimsState()), event)
        return recorded

    def position(self, claim_id: str) -> int:
        """Find where a claim stands."""
        return next(e.position for e in self.events if getattr(e.payload, "claim", None) == claim_id)

    def answer(self, as_of: date = ANSWER_DAY, lang: str = "nl", known_on: datetime = SEEN_ON) -> Answer:
        """Answer the five questions from this record."""
        return answer(known(self.events, as_of, known_on), as_of, known_on, texts(lang))


def record_of(*files: str) -> Record:
    """The record after these files were imported, in this order."""
    record = Record()
    for envelope in commands(*files):
        record.take(envelope)
    return record


def statements(part: AnswerPart, predicate: str, subject: str | None = None) -> list[Statement]:
    """The sentences of a part about a predicate."""
    return [s for s in part.statements if s.predicate == predicate and subject in {None, s.subject}]
