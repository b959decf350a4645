"""Answers to parliament over the years: frozen, released, drawn again bit for bit, compared, and found overtaken.

Frozen answers and released ones are kept as bytes in the document store, under the hash that the record names.
"""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal

from domain import affected as overtaking
from domain import comparing
from domain.digest import digest
from domain.question_draft import view_hash
from domain.question_sending import answer_hash, answer_text
from domain.stream import fold
from gateway.answers import answer_again, drawn, read_sentences, whole_log
from gateway.handing_in import Archive, Hand
from gateway.submit import Deferred, Gateway
from schemas.answer import Answer
from schemas.command import Outcome
from schemas.parliament import Affected, Difference, Likeness, Reproduction
from schemas.question.draft import FreezeSnapshot, Snapshot
from schemas.question.sending import ReleaseAnswer
from schemas.question.whole import QuestionState
from schemas.refusal import Refused
from schemas.texts import Texts
from store.canonical import canonical
from store.documents import Missing
from store.log import all_streams, read_stream
from store.pool import Pool
from store.snapshots import note_snapshot, was_taken


@dataclass(frozen=True)
class View:
    """From where an answer is drawn, and in which language."""

    as_of: date
    known_on: datetime
    lang: Literal["nl", "en"] = "nl"
    clusters: tuple[str, ...] = ()  # ids of those it is about; all where none is named


async def freeze(
    gateway: Gateway, archive: Archive, hand: Hand, question: str, view: View, pack: Path
) -> Outcome | Deferred:
    """Draw the answer as of a day and as known on an instant, keep its bytes, and freeze it for the question.

    ``question`` is ``question/<number>`` or the number. The same question asked again up to the same instant freezes
    the same bytes.

    Raises:
        PolicyError: the pack has no sentences in this language.
        Refused: see ``Gateway.submit``.
        Unreachable: the record is away; the same can be handed in again.
    """
    texts = read_sentences(pack, view.lang)
    log = [event for event in await whole_log(archive.pool) if event.recorded_at <= view.known_on]
    answer = drawn(log, view.as_of, view.known_on, texts, view.clusters)
    content = canonical(answer)
    command = FreezeSnapshot(
        as_of=view.as_of,
        known_on=view.known_on,
        position=log[-1].position if log else 0,
        lang=view.lang,
        clusters=answer.clusters,
        answer_hash=await archive.documents.put(content),
        relied_on=comparing.evidence_positions(answer),
        texts_hash=_hash_of(texts),
    )
    stream = stream_of(question)
    await note_snapshot(archive.pool, stream, content, view_hash(command))
    return await gateway.submit(hand.envelope(stream, command))


async def release(gateway: Gateway, archive: Archive, hand: Hand, question: str, seen: str) -> Outcome | Deferred:
    """Release the approved answer whose hash was ``seen``, and keep its bytes as they leave.

    Raises:
        Refused: ``unknown_question``; see ``Gateway.submit``.
        Unreachable: the record is away; the same can be handed in again.
    """
    content = canonical(answer_text(await _question(archive.pool, question)))
    if sha256(content).hexdigest() == seen:
        await archive.documents.put(content)
    return await gateway.submit(hand.envelope(stream_of(question), ReleaseAnswer(answer_hash=seen)))


async def released_text(archive: Archive, question: str) -> bytes:
    """Give the answer as it was released: every part, bit for bit under the hash that the record names.

    Where nobody put the bytes into the store, they are written again from the record.

    Raises:
        Refused: ``unknown_question``; ``not_released``.
        Erased, Damaged: there is nothing to give.
    """
    state = await _question(archive.pool, question)
    if state.answer_hash is None:
        raise Refused("not_released", f"the answer was not released; the question is {state.stage}")
    try:
        return await archive.documents.read(state.answer_hash)
    except Missing:
        if answer_hash(state) != state.answer_hash:
            raise
        return canonical(answer_text(state))


async def reproduce(archive: Archive, question: str, pack: Path) -> Reproduction:
    """Give the frozen answer bit for bit, and say whether the record gives the same again with this pack and release.

    Raises:
        Refused: ``unknown_question``; ``not_frozen``; ``not_a_snapshot``.
        Missing, Erased, Damaged: the bytes are not there, or not those that were put.
        PolicyError: the pack has no sentences in this language.
    """
    snapshot = _snapshot(await _question(archive.pool, question))
    content = await _frozen_bytes(archive, question, snapshot)
    texts = read_sentences(pack, snapshot.lang)
    again = await answer_again(archive.pool, snapshot, pack)
    return Reproduction(content=content, likeness=_likeness(content, again, snapshot, texts))


async def frozen_answer(archive: Archive, question: str) -> Answer:
    """Give the answer that was frozen for a question, as it was written then.

    Raises:
        Refused: ``unknown_question``; ``not_frozen``; ``not_a_snapshot``.
        Missing, Erased, Damaged: the bytes are not there, or not those that were put.
    """
    snapshot = _snapshot(await _question(archive.pool, question))
    return read_answer(await _frozen_bytes(archive, question, snapshot))


async def compare(archive: Archive, question: str, today: date, now: datetime, pack: Path) -> list[Difference]:
    """Hold the frozen answer against today's, statement by statement and cell by cell, in the same language.

    Raises:
        Refused: ``unknown_question``; ``not_frozen``; ``not_a_snapshot``.
        Missing, Erased, Damaged: the bytes are not there, or not those that were put.
        PolicyError: the pack has no sentences in this language.
    """
    snapshot = _snapshot(await _question(archive.pool, question))
    before = await frozen_answer(archive, question)
    texts = read_sentences(pack, snapshot.lang)
    after = drawn(await whole_log(archive.pool), today, now, texts, snapshot.clusters)
    return comparing.compare(before, read_answer(canonical(after)))


async def affected(pool: Pool) -> list[Affected]:
    """List the sent answers that rested on what was corrected, restated or contested after they were frozen."""
    questions = {stream: await _question(pool, stream) for stream in await all_streams(pool, "question")}
    return overtaking.affected(questions, await whole_log(pool))


def read_answer(content: bytes) -> Answer:
    """Read an answer that was frozen once; a field that this release does not know is passed over."""
    return Answer.model_validate_json(content, extra="ignore")


def stream_of(question: str) -> str:
    """Complete a question's number to the name of its stream."""
    return question if question.startswith("question/") else f"question/{question}"


async def _question(pool: Pool, question: str) -> QuestionState:
    stream = stream_of(question)
    state = fold(stream, await read_stream(pool, stream))
    if not isinstance(state, QuestionState) or state.stage is None:
        raise Refused("unknown_question", f"nothing is known of {stream}")
    return state


def _snapshot(state: QuestionState) -> Snapshot:
    if state.snapshot is None:
        raise Refused("not_frozen", f"nothing was frozen for question {state.number}")
    return state.snapshot


async def _frozen_bytes(archive: Archive, question: str, snapshot: Snapshot) -> bytes:
    """Give bytes that the service drew for this question, and no others that somebody named by their hash."""
    stream = stream_of(question)
    if not await was_taken(archive.pool, stream, snapshot.answer_hash):
        raise Refused("not_a_snapshot", f"{snapshot.answer_hash} is no answer that was drawn for {stream}")
    return await archive.documents.read(snapshot.answer_hash)


def _likeness(content: bytes, again: Answer, snapshot: Snapshot, texts: Texts) -> Likeness:
    if canonical(again) == content:
        return Likeness.IDENTICAL
    if snapshot.texts_hash is None:
        return Likeness.DIFFERENT
    return Likeness.CODE_CHANGED if snapshot.texts_hash == _hash_of(texts) else Likeness.TEXTS_CHANGED


def _hash_of(texts: Texts) -> str:
    return digest(texts.model_dump(mode="json"))
