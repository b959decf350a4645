"""What a decision rests on beside the log: which bytes were brought to which file, and what the service froze itself.

Read after the versions of the files concerned, which the decision names as read: whatever changes between this and the
append moves one of them, and the decision is taken again.
"""

from domain.question_draft import view_hash
from schemas.cluster import ClusterState
from schemas.command import Command, CommandEnvelope
from schemas.document import AttachDocument, EraseDocument
from schemas.pact import PactState
from schemas.programme import ProgrammeState
from schemas.question.draft import FreezeSnapshot
from schemas.question.whole import QuestionState
from schemas.refusal import Refused
from store.folding import Folded
from store.pool import Pool
from store.snapshots import was_taken
from store.uploads import ground_of_erasure, holders, touching, was_uploaded


async def touched_by(pool: Pool, at: Folded, command: Command) -> tuple[str, ...]:
    """Name the other files that a decision on this command rests on because of the bytes that it is about."""
    content = _content(at, command)
    return () if content is None else tuple(one for one in await touching(pool, content) if one != at.stream)


async def bar_to(pool: Pool, at: Folded, envelope: CommandEnvelope) -> Refused | None:
    """Give the refusal of a command that the bytes themselves forbid, whatever the file says; none where they do not.

    ``shared_content``: another file holds what would be erased; ``content_erased``: what would be attached was brought
    and had to go meanwhile; ``not_a_snapshot``: the service did not draw this answer for this question.
    """
    command, stream = envelope.command, at.stream
    content = _content(at, command)
    match command:
        case EraseDocument() if content is not None:
            others = [one for one in await holders(pool, content) if one != stream]
            return Refused("shared_content", f"the same content belongs to {', '.join(others)}") if others else None
        case AttachDocument(sha256=content) if await was_uploaded(pool, stream, envelope.person, content):
            ground = await ground_of_erasure(pool, content)
            if ground is None or await holders(pool, content):
                return None
            return Refused("content_erased", f"the content of {content} was erased: {ground}")
        case FreezeSnapshot(answer_hash=answer) if not await was_taken(pool, stream, answer, view_hash(command)):
            told = f"{answer} is no answer that was drawn for {stream} from this view: freeze it with `question freeze`"
            return Refused("not_a_snapshot", told)
        case _:
            return None


def _content(at: Folded, command: Command) -> str | None:
    """Give the hash of the bytes that a command is about."""
    match command, at.state:
        case AttachDocument(sha256=content), _:
            return content
        case EraseDocument(document=name), PactState() | ClusterState() | QuestionState() | ProgrammeState() as state:
            return next((one.sha256 for one in state.documents if one.document == name), None)
        case _:
            return None
