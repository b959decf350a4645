"""Documents through the one door: bytes into the store, then the command; out again for those whose roles read them."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from domain.authority import authorise
from domain.dates import local_day
from domain.policy import current
from domain.reading import cluster_of, readable
from gateway.handing_in import Archive, Hand
from gateway.submit import Deferred, Gateway
from schemas.cluster import ClusterState
from schemas.command import CommandEnvelope, Outcome
from schemas.document import AttachDocument, Document, DocumentDescription, EraseDocument
from schemas.pact import PactState
from schemas.people import PersonState
from schemas.policy import RulesState
from schemas.programme import ProgrammeState
from schemas.question.whole import QuestionState
from schemas.refusal import Refused
from store.documents import Erased, erase_pending
from store.folding import Folded, fold_streams
from store.pool import Pool
from store.uploads import note_upload, was_uploaded

_RULES = "rules"


@dataclass(frozen=True)
class Given:
    """A document of a file with its bytes, whose hash was computed anew."""

    document: Document
    content: bytes


async def attach(
    gateway: Gateway,
    archive: Archive,
    hand: Hand,
    stream: str,
    content: bytes,
    described: DocumentDescription,
    now: datetime,
) -> Outcome | Deferred:
    """Keep the bytes, then attach them to a file; bytes of somebody who may not attach anything are not kept.

    Raises:
        TooLarge, Erased, Damaged: the store does not take these bytes; nothing was handed in.
        Refused: see ``Gateway.submit``; ``unknown_stream``.
        Unreachable: the record is away; the same can be handed in again.
    """
    content_hash = sha256(content).hexdigest()
    command = AttachDocument.model_validate({**described.model_dump(), "sha256": content_hash, "size": len(content)})
    envelope = hand.envelope(stream, command)
    if await _is_allowed(archive.pool, envelope, now):
        await archive.documents.put(content)
        await note_upload(archive.pool, stream, hand.person, content, now)
    return await gateway.submit(envelope)


async def get(archive: Archive, stream: str, document: str, person: str, now: datetime) -> Given:
    """Give a document to somebody whose roles of today read its class in this file.

    Raises:
        Refused: ``unknown_person``, ``unknown_document``, ``not_readable``, ``unknown_stream``; ``not_uploaded``:
            whoever attached it named a hash without bringing the bytes.
        Missing, Erased, Damaged: there is nothing to give.
        Unreachable: the record is away.
    """
    folded = await fold_streams(archive.pool, (stream, _RULES, f"people/{person}"))
    who, rules = _person(folded, person), _rules(folded)
    if not who.is_registered:
        raise Refused("unknown_person", f"nobody known as {person}")
    found = next((one for one in documents_of(folded[stream]) if one.document == document), None)
    if found is None:
        raise Refused("unknown_document", f"no document '{document}' is attached to {stream}")
    today = local_day(now, current(rules).terms.time_zone)
    classes = readable(who, cluster_of(stream, folded[stream].state), rules, today)
    if found.confidentiality not in classes:
        raise Refused("not_readable", f"{person} reads no {found.confidentiality} documents of {stream}")
    if not await was_uploaded(archive.pool, stream, found.attached_by, found.sha256):
        raise Refused("not_uploaded", f"the bytes of '{document}' were never brought to {stream}: only their hash was")
    if found.is_erased and found.erasure is not None:  # where another file holds the same content, the bytes are here
        raise Erased(f"the content of '{document}' was erased: {found.erasure.legal_ground}")
    return Given(found, await archive.documents.read(found.sha256))


async def erase(
    gateway: Gateway, archive: Archive, hand: Hand, stream: str, command: EraseDocument
) -> Outcome | Deferred:
    """Have the erasure decided, and carry it out at once; what fails after the decision is left to the relay.

    Raises:
        Refused: see ``Gateway.submit``, ``shared_content`` among others.
        Unreachable: the record is away; the same can be handed in again.
    """
    outcome = await gateway.submit(hand.envelope(stream, command))
    if isinstance(outcome, Outcome) and outcome.first_position is not None:
        await erase_pending(archive.pool, archive.documents, outcome.first_position - 1)
    return outcome


def documents_of(folded: Folded) -> tuple[Document, ...]:
    """Give the documents of a stream that keeps any."""
    match folded.state:
        case PactState() | ClusterState() | QuestionState() | ProgrammeState() as state:
            return state.documents
        case _:
            return ()


async def _is_allowed(pool: Pool, envelope: CommandEnvelope, now: datetime) -> bool:
    """Ask beforehand what is asked again, for good, when the command is carried out."""
    others = [f"people/{one}" for one in (envelope.person, envelope.on_behalf_of) if one is not None]
    folded = await fold_streams(pool, (envelope.stream, _RULES, *others))
    rules = _rules(folded)
    principal = None if envelope.on_behalf_of is None else _person(folded, envelope.on_behalf_of)
    cluster = cluster_of(envelope.stream, folded[envelope.stream].state)
    today = local_day(now, current(rules).terms.time_zone)
    try:
        authorise(envelope, _person(folded, envelope.person), principal, rules, cluster, today)
    except Refused:
        return False
    return True


def _person(folded: dict[str, Folded], name: str) -> PersonState:
    state = folded[f"people/{name}"].state
    return state if isinstance(state, PersonState) else PersonState()


def _rules(folded: dict[str, Folded]) -> RulesState:
    state = folded[_RULES].state
    return state if isinstance(state, RulesState) else RulesState()
