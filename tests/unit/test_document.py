"""Documents of a file: attached once, of a listed type, replaced, classified, erased by two people."""

from datetime import date

import pytest

from domain import document
from domain.preparation import proposal_hash
from schemas.document import (
    AttachDocument,
    ClassifyDocument,
    Confidentiality,
    Document,
    DocumentAttached,
    DocumentContentErased,
    EraseDocument,
    ProposeErasure,
)
from schemas.people import Actor
from tests.unit.flanders import flanders, flemish_rules
from tests.unit.scenario import CLUSTER, HEAD, MORNING, OFFICER, Scenario

TODAY = MORNING.date()
PLAN = AttachDocument(
    document="plan-2020",
    sha256="a" * 64,
    size=1234,
    media_type="application/pdf",
    title="year plan 2020",
    document_type="year-plan",
    language="nl",
    dated=date(2019, 11, 29),
    confidentiality=Confidentiality.BUSINESS_CONFIDENTIAL,
    retention="file",
)
NEWER = PLAN.model_copy(update={"document": "plan-2020-b", "sha256": "b" * 64, "supersedes": "plan-2020"})
PROPOSAL = ProposeErasure(document="plan-2020", legal_ground="personal data in an annex")
ERASE = EraseDocument(document="plan-2020", proposal_hash=proposal_hash(PROPOSAL))


def nothing() -> Scenario[document.Documents]:
    """A file without documents, under the real pack."""
    none: tuple[Document, ...] = ()
    return Scenario(document.decide, document.evolve, none, rules=flemish_rules())


def attached() -> Scenario[document.Documents]:
    """A file with a year plan."""
    return nothing().when(PLAN)


def test_a_document_is_attached_once() -> None:
    """The same again changes nothing; other content under its name is refused."""
    story = attached().then(DocumentAttached.model_validate(PLAN.model_dump(exclude={"kind"})))
    assert [("plan-2020", None)] == [(one.document, one.superseded_by) for one in story.state]
    story.when(PLAN).then_nothing()
    story.when(PLAN.model_copy(update={"sha256": "b" * 64})).then_refused("document_changed")
    story.when(PLAN.model_copy(update={"media_type": "text/plain"})).then_refused("document_changed")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"document_type": "poem"}, "unknown_document_type"),
        ({"retention": "for-ever"}, "unknown_retention"),
        ({"dated": date(2020, 3, 3)}, "in_future"),
        ({"supersedes": "plan-2019"}, "unknown_document"),
        ({"supersedes": "plan-2020"}, "unknown_document"),
    ],
)
def test_a_document_is_of_a_known_kind_and_day(changes: dict[str, object], code: str) -> None:
    """And it replaces what is there, not itself."""
    nothing().when(PLAN.model_copy(update=changes)).then_refused(code)


def test_a_refusal_names_the_kinds_that_there_are() -> None:
    """So that nobody has to look them up."""
    refusal = nothing().when(PLAN.model_copy(update={"retention": "for-ever"})).refusal
    assert refusal is not None
    assert refusal.detail == "'for-ever' is none of accounting, contact-data, file"
    assert "year-plan" in {listed.id for listed in flanders().document_types}


def test_a_later_version_replaces_the_one_before_and_no_other() -> None:
    """Both stay; a chain has no branches."""
    story = attached().when(NEWER).then_types("document.attached")
    assert [("plan-2020", "plan-2020-b"), ("plan-2020-b", None)] == [
        (one.document, one.superseded_by) for one in story.state
    ]
    story.when(NEWER).then_nothing()
    story.when(NEWER.model_copy(update={"document": "plan-2020-c"})).then_refused("already_superseded")


def test_a_document_gets_another_class_with_a_reason() -> None:
    """Public by somebody who decides, and did not attach it; asked again it changes nothing."""
    command = ClassifyDocument(document="plan-2020", confidentiality=Confidentiality.PUBLIC, reason="it was published")
    attached().when(command, by=OFFICER).then_refused("not_allowed")
    own = nothing().when(PLAN, by=HEAD)
    own.when(command, by=HEAD).then_refused("four_eyes")
    own.when(command, by=Actor(person="demo-gingko", role="head_of_unit", on_behalf_of=HEAD.person))
    own.then_refused("four_eyes")
    own.when(command.model_copy(update={"confidentiality": Confidentiality.INTERNAL}), by=OFFICER)
    own.then_types("document.classified")
    story = attached().when(command, by=HEAD).then_types("document.classified")
    assert (story.answer[0].reason, story.state[0].confidentiality) == ("it was published", Confidentiality.PUBLIC)
    story.when(command).then_nothing()
    story.when(command.model_copy(update={"document": "other"})).then_refused("unknown_document")


def test_an_outsider_makes_nothing_public_and_replaces_nothing_of_the_agency() -> None:
    """Neither as it is attached nor later; what they attached themselves they replace."""
    public = PLAN.model_copy(update={"confidentiality": Confidentiality.PUBLIC})
    nothing().when(public, by=CLUSTER).then_refused("not_for_outsiders")
    attached().when(NEWER, by=CLUSTER).then_refused("not_own_document")
    theirs = nothing().when(PLAN, by=CLUSTER).then_types("document.attached")
    narrower = ClassifyDocument(document="plan-2020", confidentiality=Confidentiality.INTERNAL, reason="ours")
    theirs.when(narrower, by=CLUSTER).then_refused("not_for_outsiders")
    theirs.when(NEWER, by=CLUSTER).then_types("document.attached")


def test_content_is_erased_by_a_second_person_on_a_legal_ground() -> None:
    """Hash and events stay; asked again it changes nothing."""
    story = attached().when(PROPOSAL).then_types("document.erasure_proposed")
    story.when(PROPOSAL).then_nothing()
    story.when(ERASE, by=OFFICER).then_refused("four_eyes")
    story.when(ERASE, by=Actor(person="demo-gingko", role="head_of_unit", on_behalf_of=OFFICER.person))
    story.then_refused("four_eyes")
    story.when(ERASE, by=HEAD)
    story.then(DocumentContentErased(document="plan-2020", sha256="a" * 64, legal_ground=PROPOSAL.legal_ground))
    assert (story.answer[0].decided_on, story.answer[0].legal_basis) == (TODAY, PROPOSAL.legal_ground)
    assert (story.state[0].is_erased, story.state[0].sha256) == (True, "a" * 64)
    story.when(ERASE, by=HEAD).then_nothing()
    story.when(PROPOSAL).then_nothing()
    story.when(PROPOSAL.model_copy(update={"legal_ground": "another"})).then_refused("already_erased")


def test_an_erasure_is_of_what_was_proposed() -> None:
    """Not of another ground, and not of nothing."""
    attached().when(ERASE, by=HEAD).then_refused("not_proposed")
    other = PROPOSAL.model_copy(update={"legal_ground": "another ground"})
    attached().when(PROPOSAL).when(other).when(ERASE, by=HEAD).then_refused("content_changed")
    nothing().when(PROPOSAL).then_refused("unknown_document")
    nothing().when(ERASE, by=HEAD).then_refused("unknown_document")
