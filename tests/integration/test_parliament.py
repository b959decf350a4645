"""Answers to parliament over the years: frozen, sent, drawn again, compared, overtaken."""

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from domain.question_draft import view_hash
from domain.question_sending import answer_hash as approved_hash
from gateway import parliament
from gateway.handing_in import Archive
from gateway.parliament import View
from gateway.record import import_history
from schemas.claim import CorrectionProposed, HistoricalClaimImported, MoneyValue
from schemas.command import COMMANDS
from schemas.event import Pending, Recorded
from schemas.parliament import Likeness, Overtaken
from schemas.question.draft import FreezeSnapshot
from schemas.question.whole import QuestionStage
from schemas.refusal import Refused
from store.documents import FolderDocuments, Missing
from store.handle import handle
from store.log import append, read_log
from store.pool import Pool
from store.snapshots import note_snapshot
from tests.integration.office import HEAD, LEADER, LIAISON, OFFICER, PACK, Office, open_office
from tests.integration.store_requests import an_append

BEGIN = datetime(2020, 3, 2, 9, tzinfo=UTC)
QUESTION = "question/2020-384"
SENT_ON, ANSWERED_ON = date(2020, 3, 20), date(2020, 4, 20)
ANSWER = "Vier evaluaties zijn afgerond — één ervan is betwist."
PART = {"part": 1, "text": "In welk stadium bevinden de evaluaties zich?"}


@pytest.fixture
async def office(pool: Pool) -> AsyncIterator[Office]:
    """An office with the historical record, and a question given to an officer on 23 March 2020."""
    async with open_office(pool, BEGIN) as opened:
        await import_history(pool, PACK / "history-2016-2020.yaml", now=opened.clock.now())
        opened.clock.at = datetime(2020, 3, 23, 9, tzinfo=UTC)
        told = {"number": "384", "title": "Clusterpacten – Vernieuwing", "asker": "demo-asker", "office": "demo-office"}
        await opened.done(LIAISON, QUESTION, "register_question", sent_on=SENT_ON, text="Vijf vragen.", **told)
        await opened.done(LIAISON, QUESTION, "split_question", **PART)
        await opened.done(LIAISON, QUESTION, "assign_question", to=OFFICER)
        yield opened


async def freeze(office: Office, pack: Path = PACK, person: str = OFFICER) -> None:
    """Freeze what is known now, as of the day of the question."""
    view = View(as_of=SENT_ON, known_on=office.clock.now())
    hand = office.hand(person, "freeze")
    outcome = await office.ended(await parliament.freeze(office.gateway, office.archive, hand, QUESTION, view, pack))
    assert outcome.status == "recorded", outcome


async def send(office: Office, *relied_on: int) -> None:
    """Draft, approve, release and send the answer."""
    await office.done(OFFICER, QUESTION, "draft_answer_part", part=1, text=ANSWER, relied_on=relied_on)
    [part] = (await office.question(QUESTION)).parts
    for person in (HEAD, LEADER):
        await office.done(person, QUESTION, "approve_answer_part", part=1, draft_hash=part.draft_hash)
    released = await parliament.release(
        office.gateway, office.archive, office.hand(LEADER, "release"), QUESTION, await answer_hash(office)
    )
    assert (await office.ended(released)).status == "recorded"
    office.clock.at = datetime(2020, 4, 20, 14, tzinfo=UTC)
    sent = {"sent_on": ANSWERED_ON, "answer_hash": await answer_hash(office)}
    await office.done(LIAISON, QUESTION, "record_answer_sent", **sent)


async def answer_hash(office: Office) -> str:
    """The hash that a release names."""
    return approved_hash(await office.question(QUESTION))


async def claim_of(office: Office, predicate: str) -> Recorded:
    """The first claim about something among the events that the snapshot rests on."""
    snapshot = (await office.question(QUESTION)).snapshot
    assert snapshot is not None
    log = await read_log(office.pool)
    return next(
        event
        for event in log
        if event.position in snapshot.relied_on and getattr(event.payload, "predicate", None) == predicate
    )


async def test_a_frozen_answer_rests_on_what_the_record_held(office: Office) -> None:
    """By position and by the events under it; its bytes are in the store under the hash that the event names."""
    before = (await read_log(office.pool))[-1].position
    await freeze(office)
    snapshot = (await office.question(QUESTION)).snapshot
    assert snapshot is not None
    content = await office.archive.documents.read(snapshot.answer_hash)
    answer = parliament.read_answer(content)

    assert (snapshot.as_of, snapshot.position, snapshot.lang) == (SENT_ON, before, "nl")
    assert len(answer.parts) == 5
    assert set(snapshot.relied_on) <= {event.position for event in await read_log(office.pool)}
    assert {one.position for one in answer.parts[0].statements[0].evidence} <= set(snapshot.relied_on)


async def test_the_same_view_freezes_the_same_bytes(office: Office) -> None:
    """What the freezing itself recorded stands behind the position."""
    view = View(as_of=SENT_ON, known_on=office.clock.now())
    outcomes = [
        await office.ended(
            await parliament.freeze(office.gateway, office.archive, office.hand(OFFICER), QUESTION, view, PACK)
        )
        for _ in range(2)
    ]

    assert [outcome.code for outcome in outcomes] == ["recorded", "nothing_to_do"]


async def test_a_sent_answer_is_drawn_again_bit_for_bit_years_later(office: Office) -> None:
    """Also after a later source contradicted it, by everything that stood in the record at its position."""
    await freeze(office)
    await send(office)
    office.clock.at = datetime(2026, 11, 2, 9, tzinfo=UTC)
    await import_history(office.pool, PACK / "history-2021-2024.yaml", now=office.clock.now())

    again = await parliament.reproduce(office.archive, QUESTION, PACK)

    snapshot = (await office.question(QUESTION)).snapshot
    assert snapshot is not None
    assert (again.likeness, sha256(again.content).hexdigest()) == (Likeness.IDENTICAL, snapshot.answer_hash)


async def test_other_words_of_the_pack_are_told_from_another_release(office: Office, tmp_path: Path) -> None:
    """The bytes stay what they were; what differs is said."""
    await freeze(office)
    pack = tmp_path / "pack"
    shutil.copytree(PACK, pack)
    texts = (pack / "texts.nl.yaml").read_text(encoding="utf-8")
    (pack / "texts.nl.yaml").write_text(texts.replace("evaluatie", "beoordeling"), encoding="utf-8")
    assert (await parliament.reproduce(office.archive, QUESTION, pack)).likeness is Likeness.TEXTS_CHANGED

    snapshot = (await office.question(QUESTION)).snapshot
    assert snapshot is not None
    for texts_hash, likeness in ((snapshot.texts_hash, Likeness.CODE_CHANGED), (None, Likeness.DIFFERENT)):
        content = f"an answer of another release, {texts_hash}".encode()
        other = await office.archive.documents.put(content)
        told = {**snapshot.model_dump(), "answer_hash": other, "texts_hash": texts_hash}
        await note_snapshot(office.pool, QUESTION, content, view_hash(FreezeSnapshot.model_validate(told)))
        await office.done(OFFICER, QUESTION, "freeze_snapshot", **told)
        assert (await parliament.reproduce(office.archive, QUESTION, PACK)).likeness is likeness


async def test_only_what_the_service_drew_for_a_question_is_frozen_for_it(office: Office) -> None:
    """Not a document's hash, nor an answer drawn for another question, nor one drawn from elsewhere."""
    await freeze(office)
    snapshot = (await office.question(QUESTION)).snapshot
    assert snapshot is not None
    drawn, secret = snapshot.model_dump(), await office.archive.documents.put(b"a confidential annex")
    for told in ({"answer_hash": secret}, {"as_of": ANSWERED_ON}, {"relied_on": ()}, {"lang": "en"}):
        outcome = await office.ask(OFFICER, QUESTION, "freeze_snapshot", **{**drawn, **told})
        assert (outcome.status, outcome.code) == ("refused", "not_a_snapshot")
    other = "question/2020-385"
    asked = {"number": "385", "title": "Clusterpacten", "asker": "demo-asker", "office": "demo-office"}
    await office.done(LIAISON, other, "register_question", sent_on=SENT_ON, text="Nog een vraag.", **asked)
    await office.done(LIAISON, other, "assign_question", to=OFFICER)
    assert (await office.ask(OFFICER, other, "freeze_snapshot", **drawn)).code == "not_a_snapshot"

    again = await parliament.reproduce(office.archive, QUESTION, PACK)
    assert sha256(again.content).hexdigest() == snapshot.answer_hash


async def test_a_hash_that_was_frozen_before_it_was_looked_at_gives_no_bytes(office: Office) -> None:
    """An event that names other bytes than those of a snapshot opens nothing."""
    await freeze(office)
    snapshot = (await office.question(QUESTION)).snapshot
    assert snapshot is not None
    secret = await office.archive.documents.put(b"a confidential annex")
    [before] = [event for event in await read_log(office.pool) if event.type == "answer.snapshot_frozen"]
    frozen = before.model_copy(update={"payload": before.payload.model_copy(update={"answer_hash": secret})})
    named = Pending.model_validate(frozen.model_dump(include=set(Pending.model_fields)))
    version, now = before.version, office.clock.now()
    forged = an_append("named-otherwise", stream=QUESTION, version=version, payloads=(named,), now=now)
    await append(office.pool, forged)

    with pytest.raises(Refused, match="not_a_snapshot"):
        await parliament.reproduce(office.archive, QUESTION, PACK)
    with pytest.raises(Refused, match="not_a_snapshot"):
        await parliament.frozen_answer(office.archive, QUESTION)


async def test_what_was_released_is_kept_as_it_left(office: Office, tmp_path: Path) -> None:
    """Bit for bit under the released hash; where nobody kept the bytes, the record gives them again."""
    await freeze(office)
    await send(office)

    content = await parliament.released_text(office.archive, QUESTION)

    assert sha256(content).hexdigest() == (await office.question(QUESTION)).answer_hash
    assert ANSWER in content.decode()
    elsewhere = Archive(office.pool, FolderDocuments(tmp_path))
    assert await parliament.released_text(elsewhere, QUESTION) == content
    with pytest.raises(Missing):
        await parliament.reproduce(elsewhere, QUESTION, PACK)


async def test_a_release_of_something_else_is_refused_and_nothing_is_kept(office: Office) -> None:
    """The hash is of what was seen."""
    await freeze(office)
    answer = await parliament.release(office.gateway, office.archive, office.hand(LEADER), QUESTION, "0" * 64)
    assert (await office.ended(answer)).code == "not_approved"
    with pytest.raises(Refused, match="not_released"):
        await parliament.released_text(office.archive, QUESTION)


async def test_a_frozen_answer_is_held_against_todays(office: Office) -> None:
    """Nothing changed on the day itself; a correction shows where the amount stands and what rests on it."""
    await freeze(office)
    now = office.clock.now()
    same = await parliament.compare(office.archive, QUESTION, SENT_ON, now, PACK)
    assert {one.what for one in same} == {"same"}

    await correct(office, await claim_of(office, "means_foreseen"))
    later = await parliament.compare(office.archive, QUESTION, SENT_ON, office.clock.now(), PACK)
    changed = [one for one in later if one.what != "same"]
    assert {(one.subject, one.predicate, one.column, one.what) for one in changed} == {
        ("budget/2020", "means_foreseen", None, "changed"),
        ("budget/2020", "residual", None, "changed"),
        ("means", "2020", "voorzien", "changed"),
        ("means", "2020", "rest na voorbehoud", "changed"),
        ("programme/flanders-clusters", "operating_support_in_means", None, "evidence_changed"),
        ("programme/flanders-clusters", "means_of_later_years", None, "evidence_changed"),
    }
    assert {one.part for one in changed} == {5}
    assert all(one.before != one.after for one in changed)


async def correct(office: Office, event: Recorded) -> None:
    """Correct an amount by two people."""
    value = {"kind": "money", "cents": 70_000_000_00, "currency": "EUR"}
    proposal = {"corrects": event.position, "correction_kind": "replaces", "value": value, "reason": "misread"}
    await office.done(OFFICER, event.stream, "propose_correction", **proposal)
    log = await read_log(office.pool)
    [waiting] = [one.payload for one in log if isinstance(one.payload, CorrectionProposed)]
    seen = {"corrects": event.position, "proposal_hash": waiting.proposal_hash}
    await office.done(HEAD, event.stream, "approve_correction", **seen)


async def test_a_correction_years_later_lists_the_sent_answer_as_affected(office: Office) -> None:
    """With the event that did it and when; a question that was not sent is not listed, the frozen bytes stay."""
    await freeze(office)
    corrected = await claim_of(office, "means_foreseen")
    await send(office, corrected.position)
    frozen = (await parliament.reproduce(office.archive, QUESTION, PACK)).content
    assert await parliament.affected(office.pool) == []

    office.clock.at = datetime(2021, 6, 1, 9, tzinfo=UTC)
    await correct(office, corrected)

    [found] = await parliament.affected(office.pool)
    assert (found.question, found.number, found.answered_on) == (QUESTION, "384", ANSWERED_ON)
    assert (found.what, found.relied_on, found.parts) == (Overtaken.CORRECTED, corrected.position, (1,))
    assert (found.stream, found.type) == (corrected.stream, "fact.corrected")
    assert found.recorded_at.year == 2021
    again = await parliament.reproduce(office.archive, QUESTION, PACK)
    assert (again.content, again.likeness) == (frozen, Likeness.IDENTICAL)


async def test_a_later_claim_on_the_same_matter_contests_the_sent_answer(office: Office) -> None:
    """One that says the same does not."""
    await freeze(office)
    relied = await claim_of(office, "means_foreseen")
    claim = relied.payload
    assert isinstance(claim, HistoricalClaimImported)
    assert isinstance(claim.value, MoneyValue)
    await send(office)
    for name, cents, expected in (("agrees", claim.value.cents, 0), ("differs", 1_00, 1)):
        command = COMMANDS.validate_python(
            {
                "kind": "import_historical_claim",
                "claim": f"later/{name}",
                "predicate": claim.predicate,
                "qualifier": claim.qualifier,
                "value": {"kind": "money", "cents": cents},
                "effective": relied.effective.model_dump(),
                "grade": "secondary",
                "evidence": [{"document": f"newspaper-{name}"}],
            }
        )
        answer = await office.gateway.submit(office.hand(OFFICER).envelope(relied.stream, command))
        assert (await office.ended(answer)).status == "recorded"
        found = await parliament.affected(office.pool)
        assert [one.what for one in found] == [Overtaken.CONTESTED] * expected


async def test_the_embargo_ends_by_itself(office: Office) -> None:
    """Fifteen working days after the answer; then it may be public."""
    await freeze(office)
    await send(office)
    publication = {"published_on": date(2020, 5, 12)}
    office.clock.at = datetime(2020, 5, 12, 21, tzinfo=UTC)
    assert (await office.ask(LIAISON, QUESTION, "record_publication", **publication)).code == "under_embargo"

    office.clock.at = datetime(2020, 5, 13, 8, tzinfo=UTC)
    await handle(office.pool, QUESTION, now=office.clock.now())
    assert (await office.question(QUESTION)).stage is QuestionStage.EMBARGO_OVER
    await office.done(LIAISON, QUESTION, "record_publication", published_on=date(2020, 5, 13))
    assert (await office.question(QUESTION)).stage is QuestionStage.PUBLISHED


async def test_what_is_not_there_cannot_be_asked_about(office: Office) -> None:
    """Each with its own reason."""
    with pytest.raises(Refused, match="unknown_question"):
        await parliament.released_text(office.archive, "2019-1")
    with pytest.raises(Refused, match="not_frozen"):
        await parliament.reproduce(office.archive, "2020-384", PACK)
    with pytest.raises(Refused, match="not_frozen"):
        await parliament.compare(office.archive, QUESTION, SENT_ON, BEGIN, PACK)
