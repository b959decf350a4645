"""Who acts, in whose name and on what ground, as the options of a command give it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from cli.ending import Ended, Exit
from cli.faults import faults_of

if TYPE_CHECKING:
    from gateway.handing_in import Hand
    from schemas.claim import Evidence


@dataclass(frozen=True)
class Given:
    """What stands beside the fields of an act."""

    person: str
    role: str | None = None
    on_behalf_of: str | None = None
    because: str | None = None
    evidence: Sequence[str] | None = None
    command_id: str | None = None

    def hand(self) -> "Hand":
        """Say who hands in, under which id; one is made up where none is given.

        Raises:
            Ended: usage; a piece of evidence names no document.
        """
        from uuid import uuid4

        from gateway.handing_in import Hand

        return Hand(
            person=self.person,
            command_id=self.command_id or f"cli-{uuid4()}",
            role=self.role,
            on_behalf_of=self.on_behalf_of,
            reason=self.because,
            evidence=evidence_of(self.evidence or ()),
        )


def evidence_of(texts: Sequence[str]) -> "tuple[Evidence, ...]":
    """Read every piece of evidence.

    Raises:
        Ended: usage; one names no document.
    """
    from schemas.claim import Evidence

    try:
        return tuple(Evidence.model_validate(piece(text)) for text in texts)
    except ValidationError as wrong:
        raise Ended(Exit.USAGE, "usage", f"--evidence: {faults_of(wrong)}") from None


def piece(text: str) -> dict[str, str]:
    """Split the document's id from its title: ``ID``, or ``ID=TITLE``."""
    document, _, title = text.partition("=")
    return {"document": document.strip(), "title": title.strip()}
