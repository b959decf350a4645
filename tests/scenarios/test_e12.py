"""E12: two sources give two days on which support began."""

from schemas.answer import Status
from tests.scenarios.cast import HEAD, OFFICER
from tests.scenarios.givens import a_running_pact, an_extension, an_interim_evaluation
from tests.scenarios.story import Story


async def test_a_contested_anchor_shows_both_caps_and_holds_up_an_extension(story: Story) -> None:
    """One says 2019, one says 2018: nobody extends before somebody has decided."""
    await a_running_pact(story, begins="2019-01-07", start="2019-01-01")
    other = {"anchor": "2018-01-01", "reason": "the answer to parliament says the beginning of 2018"}
    await story.does(OFFICER, "contest_cap_anchor", **other)
    await story.then("cap_anchor.fixed", anchor="2019-01-01", cap="2028-12-31")
    await story.then("cap_anchor.contested", anchor="2018-01-01", cap="2027-12-31")
    await story.on("2021-05-03")
    await an_interim_evaluation(story)
    await story.fails(OFFICER, "propose_extension", code="cap_anchor_contested", period=1, months=36)
    [cap] = await story.says("agreement_cap_date", "2021-05-03")
    either = "31 December 2028 or 31 December 2027"
    assert f"Absolute end: when support to Duin ends at the latest is not certain: {either}." == cap.text
    assert Status.CONTESTED == cap.status
    assert (["2028-12-31"], ["2027-12-31"]) == ([cap.value["latest"]], [one.value["latest"] for one in cap.conflicts])
    [room] = await story.says("room_under_cap", "2021-05-03")
    assert "seven years or six years, depending on the contested start (computed)." in room.text
    await story.does(HEAD, "fix_cap_anchor", anchor="2018-01-01", reason="the signed agreement says so")
    assert ("2027-12-31", "open") == await story.due("D03.2")
    await an_extension(story, 1, 36, "2021-05-03")
    [settled] = await story.says("agreement_cap_date", "2021-05-03")
    assert ("2027-12-31", Status.STATED) == (settled.value["latest"], settled.status)
    [then] = await story.says("agreement_cap_date", "2021-05-03", known_on="2021-05-02")
    assert cap.text == then.text
