"""Documents through the one door: kept before they are named, given to those who may read them, erased by two."""

from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from domain.preparation import proposal_hash
from gateway import documents as filing
from schemas.command import CommandEnvelope, Outcome
from schemas.document import Confidentiality, DocumentDescription, EraseDocument, ProposeErasure
from schemas.refusal import Refused
from store.beside import bar_to
from store.documents import Documents, Erased, FolderDocuments, Missing, PostgresDocuments, TooLarge, erase_pending
from store.folding import Folded
from store.pool import Pool
from store.uploads import note_upload, sharing
from tests.integration.office import (
    AUDITOR,
    CLUSTER,
    HEAD,
    LIAISON,
    OFFICER,
    OTHER_CLUSTER,
    Office,
    open_office,
)

PACT, FILE, OTHER = "pact/demo-cluster", "cluster/demo-cluster", "pact/other-cluster"
PLAN = b"%PDF a year plan"
PLAN_HASH = sha256(PLAN).hexdigest()
DESCRIBED = DocumentDescription(
    document="plan-2020",
    media_type="application/pdf",
    title="jaarplan 2020",
    document_type="year-plan",
    language="nl",
    dated=date(2019, 11, 29),
    confidentiality=Confidentiality.BUSINESS_CONFIDENTIAL,
    retention="file",
)


@pytest.fixture(params=["database", "folder"])
async def office(request: pytest.FixtureRequest, pool: Pool, tmp_path: Path) -> AsyncIterator[Office]:
    """An office with the file of one cluster, and its bytes in either place."""
    documents: Documents | None = FolderDocuments(tmp_path) if request.param == "folder" else None
    async with open_office(pool, datetime(2020, 3, 2, 9, tzinfo=UTC), documents) as opened:
        await opened.done(OFFICER, FILE, "register_cluster", name="Democluster")
        await opened.done(OFFICER, PACT, "register_pact", cluster="demo-cluster")
        yield opened


async def attach(
    office: Office, person: str = CLUSTER, content: bytes = PLAN, stream: str = PACT, **changes: object
) -> Outcome:
    """Attach bytes to a file."""
    described = DESCRIBED.model_copy(update=changes)
    hand, now = office.hand(person, "attach"), office.clock.now()
    return await office.ended(
        await filing.attach(office.gateway, office.archive, hand, stream, content, described, now)
    )


async def readers(office: Office, stream: str, document: str) -> set[str]:
    """Who of the office may read a document."""
    found: set[str] = set()
    for person in (OFFICER, LIAISON, AUDITOR, CLUSTER, OTHER_CLUSTER):
        with suppress(_NotReadable):
            await _read(office, stream, document, person)
            found.add(person)
    return found


class _NotReadable(Exception):
    """The person may not read this class."""


async def _read(office: Office, stream: str, document: str, person: str) -> None:
    try:
        await filing.get(office.archive, stream, document, person, office.clock.now())
    except Refused as refused:
        raise (_NotReadable if refused.code == "not_readable" else AssertionError)(refused) from refused


async def test_what_was_attached_comes_back_to_those_who_may_read_it(office: Office) -> None:
    """With what was said of it."""
    assert (await attach(office)).code == "recorded"

    given = await filing.get(office.archive, PACT, "plan-2020", CLUSTER, office.clock.now())
    assert (given.content, given.document.sha256, given.document.title) == (PLAN, PLAN_HASH, "jaarplan 2020")


async def test_each_role_reads_its_classes_and_a_cluster_its_own_file_alone(office: Office) -> None:
    """On the pact, and on the cluster's own stream."""
    expected = {
        Confidentiality.PUBLIC: {OFFICER, LIAISON, AUDITOR, CLUSTER},
        Confidentiality.INTERNAL: {OFFICER, LIAISON, AUDITOR},
        Confidentiality.BUSINESS_CONFIDENTIAL: {OFFICER, AUDITOR, CLUSTER},
    }
    for stream in (PACT, FILE):
        for confidentiality, who in expected.items():
            name = f"plan-{confidentiality.value.replace('_', '-')}"
            await attach(office, OFFICER, stream=stream, document=name, confidentiality=confidentiality)
            assert await readers(office, stream, name) == who


async def test_the_bytes_of_somebody_who_may_attach_nothing_are_not_kept(office: Office) -> None:
    """The refusal stands in the record all the same."""
    assert (await attach(office, AUDITOR)).code == "not_allowed"
    assert (await attach(office, OTHER_CLUSTER)).code == "other_cluster"
    with pytest.raises(Missing):
        await office.archive.documents.read(PLAN_HASH)


async def test_what_is_too_large_is_not_handed_in(office: Office) -> None:
    """Nothing is recorded of it."""
    office.archive = type(office.archive)(office.pool, PostgresDocuments(office.pool, max_size=3))
    with pytest.raises(TooLarge):
        await attach(office)
    with pytest.raises(Refused, match="unknown_document"):
        await filing.get(office.archive, PACT, "plan-2020", OFFICER, office.clock.now())


async def test_a_document_of_nobody_is_given_to_nobody(office: Office) -> None:
    """Each with its own reason; a stream that keeps no documents has none."""
    now = office.clock.now()
    with pytest.raises(Refused, match="unknown_document"):
        await filing.get(office.archive, PACT, "plan-2020", OFFICER, now)
    with pytest.raises(Refused, match="unknown_document"):
        await filing.get(office.archive, "rules", "plan-2020", OFFICER, now)
    with pytest.raises(Refused, match="unknown_person"):
        await filing.get(office.archive, PACT, "plan-2020", "demo-stranger", now)


async def test_content_is_erased_by_two_people_and_its_event_stays(office: Office) -> None:
    """Where the decision was recorded and nobody carried it out, the relay's look does; once."""
    await attach(office)
    ground = "personal data in an annex"
    await office.done(OFFICER, PACT, "propose_erasure", document="plan-2020", legal_ground=ground)
    seen = proposal_hash(ProposeErasure(document="plan-2020", legal_ground=ground))
    command = EraseDocument(document="plan-2020", proposal_hash=seen)
    alone = await filing.erase(office.gateway, office.archive, office.hand(OFFICER), PACT, command)
    assert (await office.ended(alone)).code == "not_allowed"
    assert await erase_pending(office.pool, office.archive.documents) == (0, 0)

    decided = await filing.erase(office.gateway, office.archive, office.hand(HEAD), PACT, command)
    outcome = await office.ended(decided)

    assert await erase_pending(office.pool, office.archive.documents) == (1, outcome.last_position)
    assert await erase_pending(office.pool, office.archive.documents) == (0, outcome.last_position)
    with pytest.raises(Erased, match=ground):
        await filing.get(office.archive, PACT, "plan-2020", OFFICER, office.clock.now())
    with pytest.raises(Erased, match=ground):
        await attach(office, document="plan-again")


async def test_an_erasure_that_is_decided_at_once_is_carried_out_at_once(office: Office) -> None:
    """On a stream without a workflow nobody has to wait."""
    await attach(office, OFFICER, stream=FILE)
    ground = "personal data in an annex"
    await office.done(OFFICER, FILE, "propose_erasure", document="plan-2020", legal_ground=ground)
    seen = proposal_hash(ProposeErasure(document="plan-2020", legal_ground=ground))
    command = EraseDocument(document="plan-2020", proposal_hash=seen)
    outcome = await filing.erase(office.gateway, office.archive, office.hand(HEAD), FILE, command)

    assert isinstance(outcome, Outcome)
    with pytest.raises(Erased, match=ground):
        await office.archive.documents.read(PLAN_HASH)


async def test_a_hash_alone_opens_nothing(office: Office) -> None:
    """Whoever names the hash of another file's content has not brought the bytes, and reads nothing by it."""
    await attach(office)
    await office.done(OFFICER, "cluster/other-cluster", "register_cluster", name="Other")
    await office.done(OFFICER, OTHER, "register_pact", cluster="other-cluster")
    told = {**DESCRIBED.model_dump(mode="json"), "document": "mine", "sha256": PLAN_HASH, "size": len(PLAN)}
    await office.done(OTHER_CLUSTER, OTHER, "attach_document", **told)
    for person in (OTHER_CLUSTER, OFFICER):
        with pytest.raises(Refused, match="not_uploaded"):
            await filing.get(office.archive, OTHER, "mine", person, office.clock.now())

    await attach(office, OTHER_CLUSTER, stream=OTHER, document="brought")
    given = await filing.get(office.archive, OTHER, "brought", OTHER_CLUSTER, office.clock.now())
    assert given.content == PLAN


async def test_what_another_file_holds_is_not_erased(office: Office) -> None:
    """A file that merely names the hash holds nothing; asked again, what was decided keeps its outcome."""
    await attach(office)
    ground = "personal data in an annex"
    await office.done(OFFICER, PACT, "propose_erasure", document="plan-2020", legal_ground=ground)
    seen = proposal_hash(ProposeErasure(document="plan-2020", legal_ground=ground))
    command = EraseDocument(document="plan-2020", proposal_hash=seen)
    told = {**DESCRIBED.model_dump(mode="json"), "sha256": PLAN_HASH, "size": len(PLAN)}
    await office.done(OFFICER, FILE, "attach_document", **told)
    assert await sharing(office.pool, PACT, "plan-2020") == ()
    await attach(office, OFFICER, stream=FILE, document="brought")
    asked = office.hand(HEAD)
    refused = await office.ended(await filing.erase(office.gateway, office.archive, asked, PACT, command))
    assert (refused.code, FILE in refused.detail) == ("shared_content", True)
    assert await office.archive.documents.read(PLAN_HASH) == PLAN


async def erased_everywhere(office: Office, stream: str, document: str = "plan-2020") -> Outcome:
    """Have two people erase a document of a file."""
    ground = "personal data in an annex"
    await office.done(OFFICER, stream, "propose_erasure", document=document, legal_ground=ground)
    seen = proposal_hash(ProposeErasure(document=document, legal_ground=ground))
    command = EraseDocument(document=document, proposal_hash=seen)
    return await office.ended(
        await filing.erase(office.gateway, office.archive, office.hand(HEAD, "erase"), stream, command)
    )


async def test_bytes_that_came_in_before_an_erasure_are_not_attached_after_it(office: Office) -> None:
    """They were brought to another file, whose attaching waited; it is refused, not acknowledged and lost."""
    await attach(office)
    await office.archive.documents.put(PLAN)
    await note_upload(office.pool, FILE, OFFICER, PLAN, office.clock.now())
    assert (await erased_everywhere(office, PACT)).code == "recorded"

    told = {**DESCRIBED.model_dump(mode="json"), "sha256": PLAN_HASH, "size": len(PLAN)}
    assert (await office.ask(OFFICER, FILE, "attach_document", **told)).code == "content_erased"


async def test_an_erasure_and_an_attaching_at_once_leave_what_was_acknowledged(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever was decided on the state before the other is decided again, and finds it."""
    await attach(office)
    told = {**DESCRIBED.model_dump(mode="json"), "sha256": PLAN_HASH, "size": len(PLAN)}
    await office.archive.documents.put(PLAN)
    await note_upload(office.pool, FILE, OFFICER, PLAN, office.clock.now())

    async def late(pool: Pool, at: Folded, envelope: CommandEnvelope) -> Refused | None:
        found = await bar_to(pool, at, envelope)
        if isinstance(envelope.command, EraseDocument) and at.stream == PACT and not came:
            office.clock.at -= timedelta(seconds=5)  # an instant at which the erasure's own rows still hold
            came.append(await office.ask(OFFICER, FILE, "attach_document", **told))
        return found

    came: list[Outcome] = []
    monkeypatch.setattr("store.handle.bar_to", late)
    assert (await erased_everywhere(office, PACT)).code == "shared_content"
    assert [one.code for one in came] == ["recorded"]
    given = await filing.get(office.archive, FILE, "plan-2020", OFFICER, office.clock.now())
    assert given.content == PLAN


async def test_bytes_stay_as_long_as_a_file_holds_them_and_go_with_the_last(office: Office) -> None:
    """Also where both had decided before either was carried out; who erased first reads nothing any more."""
    await attach(office)
    await attach(office, OFFICER, document="plan-again")
    first = await erased_everywhere(office, PACT)
    assert first.code == "recorded"
    assert await erase_pending(office.pool, office.archive.documents) == (0, first.last_position)
    with pytest.raises(Erased):
        await filing.get(office.archive, PACT, "plan-2020", OFFICER, office.clock.now())
    assert (await filing.get(office.archive, PACT, "plan-again", OFFICER, office.clock.now())).content == PLAN

    last = await erased_everywhere(office, PACT, "plan-again")
    assert await erase_pending(office.pool, office.archive.documents) == (1, last.last_position)
    with pytest.raises(Erased):
        await office.archive.documents.read(PLAN_HASH)
