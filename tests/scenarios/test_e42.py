"""E42: somebody asks for their data to be erased."""

from tests.scenarios.cast import ADMINISTRATOR, OFFICER, document
from tests.scenarios.givens import a_registered_pact
from tests.scenarios.story import Story


async def test_the_record_knows_a_pseudonym_before_and_after_the_name_behind_it_is_gone(story: Story) -> None:
    """What the person did stays proven; that the name was erased, and on what ground, is an event."""
    await story.on("2021-03-01")
    await a_registered_pact(story)
    await story.does(OFFICER, "agree_pact_text", text_hash=document("pact text"), signatories=["minister-innovation"])
    before = await story.agency.log()
    await story.on("2021-06-01")
    stream = f"people/{OFFICER}"
    await story.fails(OFFICER, "erase_directory_entry", code="not_allowed", stream=stream, ground="their wish")
    await story.does(ADMINISTRATOR, "erase_directory_entry", stream=stream, ground="their wish")
    await story.then("directory_entry.erased", stream=stream, ground="their wish", erased_on="2021-06-01")
    assert before == (await story.agency.log())[: len(before)]
    assert OFFICER == (await story.then("pact.text_agreed")).actor.person
