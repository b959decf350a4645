"""E32: the minister changes while a question and a signature are open."""

from tests.scenarios.cast import CABINET, HEAD, OFFICER, document
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
    first = {"office": OFFICE, "holder": "holder-1", "since": "2019-10-02"}
    await story.does(CABINET, "change_minister", stream=PROGRAMME, **first)
    text = document("pact text")
    await story.does(OFFICER, "agree_pact_text", text_hash=text, signatories=[OFFICE, "cluster-organisation"])
    await story.does(CABINET, "record_signature", signatory=OFFICE, text_hash=text, signed_on="2020-03-02")
    asked = {"number": "2020-101", "title": "renewal", "asker": "member-7", "sent_on": "2020-03-02", "text": "When?"}
    await story.does(CABINET, "register_question", stream=QUESTION, office=OFFICE, **asked)
    due, clock = await story.due("D18", stream=QUESTION), await story.deadline("D18", stream=QUESTION)
    await story.on("2020-03-16")
    successor = {"office": OFFICE, "holder": "holder-2", "since": "2020-03-16"}
    await story.does(CABINET, "change_minister", stream=PROGRAMME, **successor)
    await story.then("minister.changed", stream=PROGRAMME, former="holder-1", **successor)
    moved = {"office": "minister-economy", "since": "2020-03-16", "reason": "the competence moved"}
    await story.does(CABINET, "reassign_question", stream=QUESTION, **moved)
    await story.then("question.reassigned", stream=QUESTION, former=OFFICE, office="minister-economy")
    assert due == await story.due("D18", stream=QUESTION)
    assert clock == await story.deadline("D18", stream=QUESTION)
    kept = await story.then("pact.signed_by_party", signatory=OFFICE, signed=1, required=2)
    late = {"signatory": "cluster-organisation", "text_hash": text, "signed_on": "2020-03-18"}
    await story.on("2020-03-18")
    await story.does(OFFICER, "record_signature", **late)
    await story.then("pact.signed_by_party", signatory="cluster-organisation", signed=2, required=2)
    await story.does(HEAD, "bring_pact_into_force", in_force_on="2020-03-18")
    pact = (await story.file()).pact
    assert pact is not None
    by_the_one_before = next(one for one in pact.signatures if one.signatory == OFFICE)
    assert ("2020-03-02", "in_force") == (str(by_the_one_before.signed_on), pact.stage)
    changed = await story.then("minister.changed", stream=PROGRAMME, holder="holder-2")
    assert kept.position < changed.position
    await story.on("2020-04-03")
    await story.then("deadline.missed", stream=QUESTION, deadline="D18")
