"""E33: several ministers sign, and one of them later."""

from domain.timeline import sentence
from tests.scenarios.cast import HEAD, OFFICER, document
from tests.scenarios.givens import a_registered_pact
from tests.scenarios.story import Story

PARTIES = ("minister-economy", "minister-innovation", "cluster-organisation")


async def test_the_pact_takes_effect_only_when_the_last_of_all_parties_has_signed(story: Story) -> None:
    """Two of three are visible as two of three; each signature has its own day."""
    await story.on("2020-03-02")
    await a_registered_pact(story)
    text = document("pact text")
    await story.does(OFFICER, "agree_pact_text", text_hash=text, signatories=PARTIES)
    for party in PARTIES[:2]:
        await story.does(OFFICER, "record_signature", signatory=party, text_hash=text, signed_on="2020-03-02")
    await story.then("pact.signed_by_party", signatory=PARTIES[1], signed=2, required=3)
    early = {"code": "signatures_missing", "in_force_on": "2020-03-02"}
    outcome = await story.fails(HEAD, "bring_pact_into_force", **early)
    assert "2 of 3 signed; missing: cluster-organisation" == outcome.detail
    assert (2, 3) == await signed_of(story)
    told = [sentence(event, await story.rules(), "en") for event in await story.events("pact.signed_by_party")]
    assert ["(1 of 3).", "(2 of 3)."] == [one[-9:] for one in told]
    await story.on("2020-05-04")
    await story.does(OFFICER, "record_signature", signatory=PARTIES[2], text_hash=text, signed_on="2020-05-04")
    await story.does(HEAD, "bring_pact_into_force", in_force_on="2020-05-04")
    await story.then("pact.entered_into_force", in_force_on="2020-05-04")
    assert (3, 3) == await signed_of(story)
    pact = (await story.file()).pact
    assert pact is not None
    days = [(one.signatory, str(one.signed_on)) for one in pact.signatures]
    assert list(zip(PARTIES, ("2020-03-02", "2020-03-02", "2020-05-04"), strict=True)) == days


async def signed_of(story: Story) -> tuple[int, int]:
    """Give how many have signed, and how many have to."""
    pact = (await story.file()).pact
    assert pact is not None
    return len(pact.signatures), len(pact.signatories)
