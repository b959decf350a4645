"""Who hands something in, and under which id: what every command from outside needs beside itself."""

from dataclasses import dataclass

from schemas.claim import Evidence
from schemas.command import Command, CommandEnvelope
from store.documents import Documents
from store.pool import Pool


@dataclass(frozen=True)
class Archive:
    """The record, and where the bytes are that it names by their hashes."""

    pool: Pool
    documents: Documents


@dataclass(frozen=True)
class Hand:
    """A person with the id of what they intend; the same id for ever means the same command."""

    person: str
    command_id: str
    role: str | None = None
    on_behalf_of: str | None = None
    reason: str | None = None
    evidence: tuple[Evidence, ...] = ()

    def envelope(self, stream: str, command: Command) -> CommandEnvelope:
        """Put a command to this stream into this person's name."""
        return CommandEnvelope(
            command_id=self.command_id,
            stream=stream,
            person=self.person,
            role=self.role,
            on_behalf_of=self.on_behalf_of,
            reason=self.reason,
            evidence=self.evidence,
            command=command,
        )
