"""What somebody could have lived: told on real servers, and recorded for replay."""

from datetime import UTC, datetime

from schemas.year_plan import YearPlanVerdictProposed
from tests.e2e.agency import CLUSTER, HEAD, LIAISON, OFFICER, Agency, document


async def live_a_year(agency: Agency) -> None:
    """Late with the plan, more time asked and granted, sent back, approved; then the report on the year."""
    plan, whole, report = document("plan"), document("whole plan"), document("report")
    await agency.sign(start="2020-01-15", signed_on="2020-01-06")
    await agency.skip_to(datetime(2020, 11, 25, 9, tzinfo=UTC))
    wish = {"deadline": "D07/2021", "new_due": "2020-12-11"}
    await agency.done(CLUSTER, "request_extension_of_time", **wish, ground="illness")
    await agency.done(HEAD, "grant_extension_of_time", **wish)
    await agency.skip_to(datetime(2020, 12, 13, 9, tzinfo=UTC))
    await agency.done(CLUSTER, "submit_year_plan", year=2021, plan_hash=plan)
    await agency.done(OFFICER, "request_completion", year=2021, missing=["budget"])
    await agency.skip_to(datetime(2020, 12, 18, 9, tzinfo=UTC))
    await agency.done(CLUSTER, "supply_completion", year=2021, plan_hash=whole)
    await agency.done(OFFICER, "confirm_complete", year=2021, plan_hash=whole)
    await agency.done(OFFICER, "propose_year_plan_verdict", year=2021, plan_hash=whole, verdict="approved")
    seen = await _proposal_seen(agency)
    refused = await agency.ask(OFFICER, "approve_year_plan_verdict", year=2021, plan_hash=whole, proposal_hash=seen)
    assert refused.code == "not_allowed"
    await agency.done(HEAD, "approve_year_plan_verdict", year=2021, plan_hash=whole, proposal_hash=seen)
    await agency.skip_to(datetime(2021, 3, 2, 9, tzinfo=UTC))
    await agency.done(CLUSTER, "receive_report", year=2020, report_hash=report)
    await agency.done(OFFICER, "start_processing_report", year=2020)
    await agency.skip_to(datetime(2021, 5, 3, 9, tzinfo=UTC))


async def live_a_question(agency: Agency) -> None:
    """Registered, given to a case officer, reminded of, missed; then its asker withdraws it."""
    question = "question/384"
    told = {"number": "384", "title": "Renewal", "asker": "demo-asker", "office": "demo-office", "text": "When?"}
    await agency.done(LIAISON, "register_question", stream=question, sent_on="2020-01-06", **told)
    await agency.done(LIAISON, "assign_question", stream=question, to=OFFICER)
    await agency.time.skip_to(question, datetime(2020, 2, 6, 9, tzinfo=UTC))
    await agency.done(LIAISON, "withdraw_question", stream=question, withdrawn_on="2020-02-06")


async def live_a_budget(agency: Agency) -> None:
    """Opened by a new work year, reminded of its yearly maximum, and late with it."""
    await agency.sign(start="2020-01-15", signed_on="2020-01-06")
    await agency.time.skip_all_to(datetime(2021, 2, 5, 9, tzinfo=UTC))


async def _proposal_seen(agency: Agency) -> str:
    """The hash of the verdict that waits, as it stands in the record."""
    [event] = await agency.events("year_plan.verdict_proposed")
    assert isinstance(event.payload, YearPlanVerdictProposed)
    return event.payload.proposal_hash
