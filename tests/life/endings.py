"""Suspension and resumption, support that ends, support that is ended, money that comes back, pacts that are over."""

from collections.abc import Iterator

from tests.life.cast import HEAD, LIVES, OFFICER, SECRETARY, Life
from tests.life.told import Chapter, as_seen

TERMINATED_ON = "2026-06-30"


def chapters() -> Iterator[Chapter]:
    """Tell how things end."""
    yield _suspended(LIVES["vil"])
    yield _run_out(LIVES["sim"])
    yield _terminated(LIVES["medvia"])
    yield _recovered(LIVES["medvia"])
    for cluster in ("catalisti", "flux50", "vil"):
        yield _at_the_cap(LIVES[cluster], "supersede_pact" if cluster == "vil" else "end_pact")


def _suspended(life: Life) -> Chapter:
    """Three months without payments: what the cluster owes stands still, the cap does not move."""
    chapter = Chapter(life.pact)
    grounds = {"grounds": "the organisation has no board"}
    chapter.on("2021-03-22", "11:00")
    support = chapter.does(OFFICER, "propose_measure", measure="suspend_support", on="2021-04-01", **grounds)
    pact = chapter.does(OFFICER, "propose_measure", measure="suspend_pact", on="2021-04-01", **grounds)
    chapter.fails(HEAD, "suspend_support", "in_future", proposal_hash=as_seen(support))
    chapter.on("2021-04-01", "11:00")
    chapter.does(HEAD, "suspend_support", proposal_hash=as_seen(support))
    chapter.does(HEAD, "suspend_pact", proposal_hash=as_seen(pact))
    chapter.on("2021-05-03", "11:00")
    chapter.fails(OFFICER, "propose_extension", "suspended", period=3, months=12)
    chapter.on("2021-06-21", "11:00")
    again = {"on": "2021-07-01", "grounds": "there is a board"}
    support = chapter.does(OFFICER, "propose_measure", measure="resume_support", **again)
    pact = chapter.does(OFFICER, "propose_measure", measure="resume_pact", **again)
    chapter.on("2021-07-01", "11:00")
    chapter.does(HEAD, "resume_support", proposal_hash=as_seen(support))
    chapter.does(HEAD, "suspend_pact", proposal_hash=as_seen(pact))
    return chapter


def _run_out(life: Life) -> Chapter:
    """Support runs out, recognition and pact end, and projects run on."""
    chapter = Chapter(life.pact)
    chapter.on("2022-11-07", "11:00")
    ends = {"measure": "end_pact", "on": "2022-12-31", "grounds": "support is not extended"}
    chapter.fails(OFFICER, "propose_measure", "support_running", **ends)
    chapter.on("2023-01-16", "11:00")
    ended = {"ended_on": "2022-12-31", "reason": "support was not extended"}
    chapter.does(SECRETARY, "end_recognition", stream=f"cluster/{life.cluster}", **ended)
    chapter.on("2023-06-12", "11:00")
    ends = {"measure": "end_pact", "on": "2023-06-30", "grounds": "everything was reported"}
    proposed = chapter.does(OFFICER, "propose_measure", running_projects=("sim-2022-a",), **ends)
    chapter.on("2023-07-03", "11:00")
    chapter.does(HEAD, "end_pact", proposal_hash=as_seen(proposed))
    chapter.fails(OFFICER, "open_pact_negotiation", "pact_over")
    return chapter


def _terminated(life: Life) -> Chapter:
    """The committee ends support before its time; what was reserved is free again."""
    chapter = Chapter(life.pact)
    chapter.on("2026-05-18", "11:00")
    grounds = {"grounds": "money was used for other things", "running_projects": ("medvia-2025-a",)}
    proposed = chapter.does(OFFICER, "propose_measure", measure="terminate_support", on=TERMINATED_ON, **grounds)
    chapter.on("2026-06-08", "11:00")
    decided = {"decided_on": "2026-06-08", "minutes": "minutes of 2026-06-08"}
    chapter.does(HEAD, "endorse_termination", proposal_hash=as_seen(proposed))
    chapter.does(SECRETARY, "terminate_agreement", proposal_hash=as_seen(proposed), **decided)
    chapter.on("2026-08-24", "11:00")
    ends = {"measure": "terminate_pact", "on": "2026-08-31", "grounds": "support was ended"}
    proposed = chapter.does(OFFICER, "propose_measure", **ends)
    chapter.on("2026-09-01", "11:00")
    chapter.does(HEAD, "end_pact", proposal_hash=as_seen(proposed))
    ended = {"ended_on": "2026-08-31", "reason": "the pact was terminated"}
    chapter.does(SECRETARY, "end_recognition", stream=f"cluster/{life.cluster}", **ended)
    return chapter


def _recovered(life: Life) -> Chapter:
    """Support has to be paid back by a day; the last part comes after it."""
    chapter = Chapter(life.pact)
    claim = {"recovery": "support-2025"}
    chapter.on("2026-07-06", "11:00")
    wanted = {"cents": 20_000_000, "grounds": "used for other things", "pay_by": "2026-10-30"}
    proposed = chapter.does(OFFICER, "propose_recovery", **claim, **wanted)
    chapter.fails(OFFICER, "demand_recovery", "not_allowed", proposal_hash=as_seen(proposed), **claim)
    chapter.on("2026-07-13", "11:00")
    chapter.does(HEAD, "demand_recovery", proposal_hash=as_seen(proposed), **claim)
    chapter.on("2026-10-12", "11:00")
    chapter.does(OFFICER, "record_repayment", cents=15_000_000, received_on="2026-10-12", **claim)
    chapter.on("2026-11-20", "11:00")
    chapter.fails(OFFICER, "record_repayment", "more_than_open", cents=6_000_000, received_on="2026-11-20", **claim)
    chapter.does(OFFICER, "record_repayment", cents=5_000_000, received_on="2026-11-20", **claim)
    return chapter


def _at_the_cap(life: Life, measure: str) -> Chapter:
    """Ten years are over, and so is the pact once everything was reported."""
    chapter = Chapter(life.pact)
    chapter.on("2027-05-24", "11:00")
    ends = {"measure": measure, "on": "2027-05-31", "grounds": "the years of support are over"}
    proposed = chapter.does(OFFICER, "propose_measure", **ends)
    chapter.on("2027-06-01", "11:00")
    chapter.does(HEAD, "end_pact", proposal_hash=as_seen(proposed))
    return chapter
