"""The documents that files keep beside their own noun."""

from collections.abc import Mapping

from domain.around import State
from domain.dated_view import Row
from gateway.questions import NOW, Standpoint, file_of
from schemas.cluster import ClusterState
from schemas.document import Document
from schemas.pact import PactState
from schemas.programme import ProgrammeState
from schemas.question.whole import QuestionState
from schemas.refusal import Refused
from store.pool import Pool

Sentences = Mapping[int, tuple[str, str]]
"""The sentence of each event by its position, in Dutch and in English."""


async def list_documents(pool: Pool, stream: str, standpoint: Standpoint = NOW) -> list[Row]:
    """List what is attached to a file; the bytes are another matter.

    Raises:
        Refused: ``unknown_pact`` and so on; ``no_documents``: such a file keeps none.
    """
    return [one.model_dump(mode="json") for one in _documents(stream, await file_of(pool, stream, standpoint))]


def _documents(stream: str, state: State) -> tuple[Document, ...]:
    match state:
        case PactState() | ClusterState() | QuestionState() | ProgrammeState():
            return state.documents
        case _:
            raise Refused("no_documents", f"{stream} keeps no documents")
