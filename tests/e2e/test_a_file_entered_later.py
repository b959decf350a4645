"""A pact that ran for years before it was entered here, looked at as of a day before it was."""

from datetime import date, timedelta

from gateway.questions import Standpoint, due, list_pacts, show_pact
from tests.e2e.agency import HASH, HEAD, LEADER, OFFICER, Agency

BEFORE = Standpoint(as_of=date(2019, 6, 1))


async def _enter(agency: Agency) -> None:
    """Enter in January 2020 what was signed in 2018: the agreement of 2019 to 2021, and the pact."""
    await agency.done(OFFICER, "agree_pact_text", text_hash=HASH, signatories=["demo minister"])
    await agency.done(OFFICER, "record_signature", signatory="demo minister", text_hash=HASH, signed_on="2019-02-15")
    await agency.done(HEAD, "bring_pact_into_force", in_force_on="2019-02-15")
    await agency.done(OFFICER, "draft_agreement", start="2019-01-01", text_hash=HASH)
    await agency.done(HEAD, "fix_cap_anchor", anchor="2019-01-01", reason="first day of support")
    await agency.done(LEADER, "sign_agreement", period=1, text_hash=HASH, signed_on="2018-12-20")


async def test_an_earlier_day_shows_what_held_on_it(agency: Agency) -> None:
    """Pact, period and running deadlines, under the cluster's name, although all of it was entered later."""
    await _enter(agency)
    [row] = await list_pacts(agency.pool, BEFORE)
    assert ["in_force", 1, "Testcluster"] == [row["stage"], row["pact_version"], row["name"]]
    shown = await show_pact(agency.pool, agency.name, BEFORE)
    assert isinstance(shown["deadlines"], list)
    coming = await due(agency.pool, timedelta(days=1000), BEFORE.as_of or date.min, BEFORE)
    assert {"D04/1", "D05/1", "D06/1"} <= {str(one["deadline"]) for one in coming}


async def test_a_day_before_anything_held_shows_no_file(agency: Agency) -> None:
    """That a file exists today says nothing of a day on which there was no pact."""
    await _enter(agency)
    assert [] == await list_pacts(agency.pool, Standpoint(as_of=date(2018, 1, 1)))
