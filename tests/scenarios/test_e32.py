"""E32: the minister changes while a question and a signature are open."""

from tests.scenarios.cast import CABINET, OFFICER, document
from tests.scenarios.givens import a_registered_pact
from tests.scenarios.marks import also_served
from tests.scenarios.story import Story

QUESTION, PROGRAMME = "question/2020-101", "programme/flanders-clusters"
OFFICE = "minister-innovation"


@also_served
async def test_the_question_goes_over_to_the_next_minister_and_its_clock_runs_on(story: Story) -> None:
    """The answer stays due on its day, and the signature of the one before stays valid."""
    await story.on("2020-03-02")
    await a_registered_pact(story)
    text = document("pact text")
    await story.does(OFFICER, "agree_pact_text", text_hash=text, signatories=[OFFICE, "cluster-organisation"])
    await story.does(CABINET, "record_signature", signatory=OFFICE, text_hash=text, signed_on="2020-03-02")
    asked = {"number": "2020-101", "title": "renewal", "asker": "member-7", "sent_on": "2020-03-02", "text": "When?"}
    await story.does(CABINET, "register_question", stream=QUESTION, office=OFFICE, **asked)
    due = await story.due("D18", stream=QUESTION)
    await story.on("2020-03-16")
    successor = {"office": OFFICE, "holder": "holder-2", "since": "2020-03-16"}
    await story.does(CABINET, "change_minister", stream=PROGRAMME, **successor)
    moved = {"office": "minister-economy", "since": "2020-03-16", "reason": "the competence moved"}
    await story.does(CABINET, "reassign_question", stream=QUESTION, **moved)
    await story.then("question.reassigned", stream=QUESTION, former=OFFICE, office="minister-economy")
    assert due == await story.due("D18", stream=QUESTION)
    await story.then("pact.signed_by_party", signatory=OFFICE, signed=1, required=2)
    await story.on("2020-04-03")
    await story.then("deadline.missed", stream=QUESTION, deadline="D18")
