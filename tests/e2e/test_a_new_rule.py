"""One more deadline rule in the policy pack: data alone, for what begins from then on."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copytree

from gateway.policy_files import read_pack
from schemas.deadline import DeadlineSet
from schemas.event import Recorded
from schemas.policy import Policy
from tests.e2e.agency import LEADER, PACK, Agency

NEW_RULE = """
  - id: D77
    version: "1"
    title: { nl: ledenlijst ingediend, en: list of members handed in }
    legal_basis: an invented rule of this test
    status: assumed
    opened_by: [year_plan.expected]
    anchor: year_start
    subject: [year]
    fixed_day: { month: 10, day: 15, year_offset: -1 }
    calendar: legal
    shift: forward
    met_by: [year_plan.submitted]
    waits_for: cluster_representative
"""


def _with_one_more_rule(folder: Path) -> Policy:
    """Copy the pack and add the rule; D07 moves to 15 November as well, under a new version."""
    copy = Path(copytree(PACK, folder / "pack"))
    rules = (copy / "deadlines.yaml").read_text(encoding="utf-8")
    head, old, tail = re.split(r'(  - id: D07\n    version: "\d+")', rules, maxsplit=1)
    tail = tail.replace(
        "fixed_day: { month: 11, day: 30, year_offset: -1 }", "fixed_day: { month: 11, day: 16, year_offset: -1 }", 1
    )
    (copy / "deadlines.yaml").write_text(head + old[:-1] + '9"' + tail + NEW_RULE, encoding="utf-8")
    pack = (copy / "pack.yaml").read_text(encoding="utf-8")
    pack, renewed = re.subn(r'^version: "[^"]+"', 'version: "9999.1"', pack, count=1, flags=re.MULTILINE)
    assert renewed
    remark = '  - { id: D77, status: assumed, remark: "15 October of the year before" }\n'
    (copy / "pack.yaml").write_text(pack.replace("settings:\n", "settings:\n" + remark), encoding="utf-8")
    return read_pack(copy)


async def _adopt(agency: Agency, policy: Policy) -> None:
    adopt = await agency.put_up(policy)
    await agency.done(LEADER, adopt.kind, stream="rules", content_hash=adopt.content_hash)


def _due(events: list[Recorded]) -> dict[str, date]:
    return {event.payload.deadline: event.payload.due for event in events if isinstance(event.payload, DeadlineSet)}


async def test_a_running_pact_keeps_its_dates_and_the_next_year_has_the_new_rule(
    agency: Agency, tmp_path: Path
) -> None:
    """The plan for 2021 stays due on 30 November; the one for 2022 comes under the new version, and D77 beside it."""
    await agency.sign(start="2020-01-15", signed_on="2020-01-06")
    await agency.skip_to(datetime(2020, 9, 2, 8, tzinfo=UTC))
    before = _due(await agency.events("deadline.set"))
    assert date(2020, 11, 30) == before["D07/2021"]
    await _adopt(agency, _with_one_more_rule(tmp_path))
    await agency.skip_to(datetime(2020, 12, 2, 8, tzinfo=UTC))
    assert before == _due(await agency.events("deadline.set"))
    assert [date(2020, 11, 30)] == [event.effective.latest for event in await agency.events("deadline.missed")]
    await agency.skip_to(datetime(2021, 9, 2, 8, tzinfo=UTC))
    later = _due(await agency.events("deadline.set"))
    assert [date(2021, 11, 16), date(2021, 10, 15)] == [later["D07/2022"], later["D77/2022"]]
    await agency.skip_to(datetime(2021, 10, 18, 8, tzinfo=UTC))
    missed = [event.payload for event in await agency.events("deadline.missed")]
    assert "D77/2022" in [payload.deadline for payload in missed if payload.type == "deadline.missed"]
