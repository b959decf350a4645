"""E26: a source breaks off."""

from domain.answer import answer
from gateway.answers import read_sentences
from schemas.answer import Status
from tests.scenarios.agency import PACK
from tests.scenarios.cast import OFFICER
from tests.scenarios.givens import a_registered_pact
from tests.scenarios.story import Story

DAY = {"earliest": "2020-02-01", "latest": "2020-02-01"}


async def test_a_list_that_ends_after_its_colon_is_kept_as_incomplete_and_no_answer_fills_it(story: Story) -> None:
    """The announcement is there, the list is not, and the answer says no more than that."""
    await story.on("2020-03-02")
    await a_registered_pact(story)
    lists = {
        "kind": "text",
        "nl": "andere acties werden verbonden:",
        "en": "other actions were tied to it:",
        "complete": False,
    }
    source = {"grade": "official_statement", "evidence": [{"document": "answer-2020", "title": "written answer"}]}
    about = {"predicate": "broader_commitments", "qualifier": "policy_actions"}
    claim = {"claim": "list", "value": lists, "effective": DAY, **about}
    await story.does(OFFICER, "import_historical_claim", **claim, **source)
    kept = await story.then("claim.imported", claim="list")
    assert {"complete": False} == kept.payload.model_dump(include={"value": {"complete"}})["value"]
    knowledge = await story.knowledge("2020-03-02")
    told = answer(knowledge, story.now.date(), story.now, read_sentences(PACK, "en"))
    said = {one.predicate: one.status for part in told.parts for one in part.statements}
    assert Status.NOT_RECORDED == said["broader_commitments_list"]
