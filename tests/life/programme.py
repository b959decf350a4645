"""What concerns all: offices, legal bases, rules, more time for one and for many, another count, and who stands in."""

from collections.abc import Iterator
from typing import Any

from domain.policy import content_hash
from schemas.policy import Policy
from tests.life.cast import (
    CABINET,
    HEAD,
    LEADER,
    LIVES,
    OFFICER,
    PROGRAMME,
    REVIEWER,
    RULES,
    STAND_IN,
    document,
)
from tests.life.told import Chapter, as_seen
from tests.unit.flanders import flanders

COVID = "covid-2020"
OFFICE = "minister-innovation"


def chapters() -> Iterator[Chapter]:
    """Tell of everything above a single pact."""
    yield _offices()
    yield _bases_and_evaluations()
    yield _more_time_for_all()
    yield _no_more_time_for_all()
    yield _more_time()
    yield _counted_anew()
    yield _rules()
    yield _stand_in()


def _offices() -> Chapter:
    chapter = Chapter(PROGRAMME)
    for day, holder in (("2016-10-04", "Minister A"), ("2019-10-02", "Minister B"), ("2024-10-01", "Minister C")):
        chapter.on(day)
        chapter.does(CABINET, "change_minister", office=OFFICE, holder=holder, since=day)
    chapter.on("2016-10-04", "11:00")
    chapter.does(CABINET, "change_minister", office="minister-energy", holder="Minister D", since="2016-10-04")
    chapter.on("2019-10-02", "11:00")
    chapter.fails(
        CABINET, "change_minister", "already_in_office", office=OFFICE, holder="Minister B", since="2019-10-01"
    )
    return chapter


def _bases_and_evaluations() -> Chapter:
    chapter = Chapter(PROGRAMME)
    chapter.on("2016-10-10")
    decree = {"basis": "bvr-2016-03-04", "title": "Decision on support for innovation clusters"}
    chapter.does(HEAD, "record_legal_basis", valid_from="2016-06-01", valid_until="2023-12-31", **decree)
    chapter.on("2023-06-19")
    chapter.does(HEAD, "record_legal_basis", valid_from="2016-06-01", valid_until="2027-12-31", **decree)
    evaluation = {"evaluation": "policy-2020"}
    for day, state in (("2019-11-04", "foreseen"), ("2020-02-03", "running"), ("2021-05-31", "completed")):
        chapter.on(day)
        report = document("policy evaluation") if state == "completed" else None
        chapter.does(HEAD, "record_policy_evaluation", state=state, on=day, report_hash=report, **evaluation)
    chapter.fails(HEAD, "record_policy_evaluation", "not_forward", state="running", on="2021-05-31", **evaluation)
    return chapter


def _more_time_for_all() -> Chapter:
    """One decision moves the reports of all six; each file gets an event of its own."""
    chapter = Chapter(PROGRAMME)
    six = [cluster for cluster in LIVES if cluster != "medvia"]
    items = [
        {"pact": cluster, "deadline": f"{rule}/2019", "new_due": "2020-06-30"} for cluster in six for rule in ("D13",)
    ]
    chapter.on("2020-03-17")
    wanted = {"group": COVID, "items": items, "ground": "everybody stays at home"}
    proposed = chapter.does(OFFICER, "propose_group_extension", **wanted)
    chapter.on("2020-03-18")
    decided = {"group": COVID, "decision": "granted", "reason": "everybody stays at home"}
    chapter.fails(HEAD, "decide_group_extension", "not_allowed", proposal_hash=as_seen(proposed), **decided)
    chapter.does(LEADER, "decide_group_extension", proposal_hash=as_seen(proposed), **decided)
    return chapter


def _no_more_time_for_all() -> Chapter:
    chapter = Chapter(PROGRAMME)
    chapter.on("2020-10-19")
    items = [{"pact": name, "deadline": "D07/2021", "new_due": "2021-01-29"} for name in ("catalisti", "flux50")]
    proposed = chapter.does(OFFICER, "propose_group_extension", group="autumn-2020", items=items, ground="again")
    chapter.on("2020-10-26")
    refused = {"group": "autumn-2020", "decision": "refused", "reason": "plans can be written at home"}
    chapter.does(LEADER, "decide_group_extension", proposal_hash=as_seen(proposed), **refused)
    return chapter


def _more_time() -> Chapter:
    """More time is asked, and granted by another person; a wish is refused; an end of validity never moves."""
    life = LIVES["vil"]
    chapter = Chapter(life.pact)
    chapter.on("2022-03-07", "09:00")
    wish = {"deadline": "D13/2021", "new_due": "2022-04-29"}
    chapter.does(life.representative, "request_extension_of_time", ground="the accountant is ill", **wish)
    chapter.fails(OFFICER, "grant_extension_of_time", "not_allowed", **wish)
    chapter.on("2022-03-14", "09:00")
    chapter.does(HEAD, "grant_extension_of_time", **wish)
    chapter.on("2024-03-04", "09:00")
    ask = "request_extension_of_time"
    later = {"deadline": "D13/2023", "ground": "holidays"}
    chapter.fails(life.representative, ask, "not_later", new_due="2024-03-08", **later)
    chapter.does(life.representative, ask, new_due="2024-05-31", **later)
    chapter.fails(life.representative, ask, "request_pending", new_due="2024-06-28", **later)
    chapter.on("2024-03-11", "09:00")
    chapter.does(HEAD, "refuse_extension_of_time", deadline="D13/2023", reason="holidays are known in advance")
    end = {"deadline": "D03", "new_due": "2027-12-31"}
    chapter.fails(life.representative, "request_extension_of_time", "validity_end", ground="more years", **end)
    return chapter


def _counted_anew() -> Chapter:
    """A report had come a week later than was recorded: its term is counted anew, by two."""
    chapter = Chapter(LIVES["flux50"].pact)
    chapter.on("2021-04-06", "09:00")
    recount = {"deadline": "D14/2020", "anchor": "2021-03-26", "new_due": "2021-06-23"}
    chapter.does(OFFICER, "propose_recomputation", reason="the stamp says so", **recount)
    chapter.on("2021-04-13", "09:00")
    chapter.does(HEAD, "accept_recomputation", **recount)
    return chapter


def _rules() -> Chapter:
    """Another version of the rules gives the agency less time for reports; terms that run keep theirs."""
    chapter = Chapter("rules")
    chapter.on("2022-01-10", "09:00")
    newer = newer_rules()
    seen = {"content_hash": content_hash(newer)}
    chapter.fails(RULES, "propose_policy", "content_changed", policy=newer, content_hash=document("other rules"))
    chapter.does(RULES, "propose_policy", policy=newer, **seen)
    chapter.fails(RULES, "adopt_policy", "four_eyes", **seen)
    chapter.does(LEADER, "adopt_policy", **seen)
    lesson = {"lesson": "short-periods", "taken_up_in": "rule_version", "version": newer.version}
    chapter.on("2022-02-07", "09:00")
    chapter.does(OFFICER, "link_lesson", stream=PROGRAMME, on="2022-01-10", **lesson)
    return chapter


def newer_rules() -> Policy:
    """Give the pack with fifty working days for a report instead of sixty."""
    told: dict[str, Any] = flanders().model_dump(mode="json")
    for rule in told["deadlines"]:
        if rule["id"] == "D14":
            rule.update(version="2", span={"working_days": 50})
    return Policy.model_validate({**told, "version": f"{told['version']}-D14"})


def _stand_in() -> Chapter:
    """The head of unit is away in July, and somebody without a role of their own stands in."""
    chapter = Chapter(f"people/{HEAD}")
    days = {"valid_from": "2018-07-01", "valid_until": "2018-07-31"}
    chapter.on("2018-06-25", "09:00")
    chapter.fails(REVIEWER, "delegate_role", "not_yours", role="reviewer", to=STAND_IN, **days)
    chapter.does(HEAD, "delegate_role", role="head_of_unit", to=STAND_IN, **days)
    amendment = {"year": 2018, "plan_hash": document("plan vil 2018 amended"), "reason": "a partner left"}
    vil = LIVES["vil"]
    chapter.on("2018-07-09", "09:00")
    proposed = chapter.does(vil.representative, "propose_year_plan_amendment", stream=vil.pact, **amendment)
    approval = {"year": 2018, "proposal_hash": as_seen(proposed)}
    chapter.on("2018-07-16", "09:00")
    chapter.fails(STAND_IN, "amend_year_plan", "not_allowed", stream=vil.pact, **approval)
    chapter.does(STAND_IN, "amend_year_plan", stream=vil.pact, on_behalf_of=HEAD, **approval)
    return chapter
