"""E41: the cluster uploads a confidential file by mistake."""

from datetime import date

from domain.reading import readable
from schemas.people import PersonState
from tests.scenarios.cast import BUDGET, CLUSTER, HEAD, OFFICER, document
from tests.scenarios.givens import a_registered_pact
from tests.scenarios.story import NAME, Story

FILE = {"media_type": "application/pdf", "size": 2_048, "document_type": "year-plan", "language": "nl"}
PUBLIC = {"confidentiality": "public"}
KEPT = {"dated": "2021-03-01", "retention": "file"}


async def test_the_wrong_file_is_superseded_restricted_and_erased_only_on_a_legal_ground(story: Story) -> None:
    """What goes is the content: its hash, and that it was here, stay for ever."""
    await story.on("2021-03-01")
    await a_registered_pact(story)
    wrong = {"document": "plan-2021", "sha256": document("salaries"), "title": "plan"}
    wrong["confidentiality"] = "business_confidential"
    await story.does(CLUSTER, "attach_document", **FILE, **KEPT, **wrong)
    await story.does(OFFICER, "classify_document", document="plan-2021", confidentiality="internal", reason="salaries")
    right = {"document": "plan-2021-b", "sha256": document("plan"), "title": "plan"}
    right["confidentiality"] = "business_confidential"
    await story.fails(CLUSTER, "attach_document", code="not_for_outsiders", **FILE, **KEPT, **right | PUBLIC)
    await story.does(CLUSTER, "attach_document", supersedes="plan-2021", **FILE, **KEPT, **right)
    reader, rules = await story.state(f"people/{CLUSTER}"), await story.rules()
    assert isinstance(reader, PersonState)
    assert "internal" not in {one.value for one in readable(reader, NAME, rules, date(2021, 3, 1))}
    ground = {"document": "plan-2021", "legal_ground": "personal data that nobody may keep"}
    await story.does(OFFICER, "propose_erasure", **ground)
    seen = {"document": "plan-2021", "proposal_hash": await story.proposal(document="plan-2021")}
    await story.fails(BUDGET, "erase_document", code="not_allowed", **seen)
    await story.does(HEAD, "erase_document", **seen)
    await story.then("document.content_erased", document="plan-2021", sha256=document("salaries"))
    await story.then("document.attached", document="plan-2021", sha256=document("salaries"))
