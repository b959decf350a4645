"""What has already happened when a scenario begins, in few words."""

from typing import Any

from domain.policy import content_hash, current
from domain.question_sending import answer_hash
from schemas.policy import Policy
from schemas.question.whole import QuestionState
from tests.scenarios.cast import ADMINISTRATOR, CABINET, CAST, CLUSTER, HEAD, LEADER, OFFICER, SECRETARY, document
from tests.scenarios.story import NAME, Story

PROGRAMME = "programme/flanders-clusters"
QUESTION = "question/2021-77"
PARTIES = ("minister-innovation", "cluster-organisation")
SIX = ("duin", "heide", "kreek", "polder", "schelde", "vaart")
"""The invented clusters of scenarios about the whole programme."""


async def everybody(story: Story, *clusters: str) -> None:
    """Give everybody their role; the representative one for each cluster."""
    wanted: list[tuple[str, str, str | None]] = [(person, role, None) for person, role in CAST]
    wanted += [(CLUSTER, "cluster_representative", cluster) for cluster in clusters or (NAME,)]
    known = {role.id for role in (await story.rules()).policies[-1].roles}
    for person, role, cluster in wanted:
        if role in known:
            stream = f"people/{person}"
            await story.does(ADMINISTRATOR, "register_person", stream=stream, person=person)
            appointed = {"role": role, "cluster": cluster, "valid_from": "2016-01-01"}
            await story.does(ADMINISTRATOR, "assign_role", stream=stream, **appointed)


async def a_registered_pact(story: Story, *clusters: str) -> None:
    """Open the files of one cluster, or of several."""
    await everybody(story, *clusters)
    for cluster in clusters or (NAME,):
        await story.does(OFFICER, "register_cluster", stream=f"cluster/{cluster}", name=cluster.capitalize())
        await story.does(OFFICER, "register_pact", stream=f"pact/{cluster}", cluster=cluster)


async def support(story: Story, start: str, signed_on: str, *, stream: str | None = None) -> None:
    """Grant support, fix the day from which the years of the cap count, and sign the first period."""
    text = document("support agreement")
    award = {"decided_on": signed_on, "minutes": "minutes 1"}
    await story.does(OFFICER, "propose_award", stream=stream, grounds="eleven companies take part")
    await story.approves(HEAD, "endorse_award", stream=stream)
    await story.does(SECRETARY, "record_award_decision", stream=stream, **award)
    await story.does(OFFICER, "draft_agreement", stream=stream, start=start, text_hash=text)
    await story.does(HEAD, "fix_cap_anchor", stream=stream, anchor=start, reason="start of the first period")
    await story.does(LEADER, "sign_agreement", stream=stream, period=1, text_hash=text, signed_on=signed_on)


async def a_pact_in_force(story: Story, on: str, *, stream: str | None = None) -> None:
    """Agree the text, have both parties sign it and bring it into force."""
    text = document("pact text")
    await story.does(OFFICER, "agree_pact_text", stream=stream, text_hash=text, signatories=PARTIES)
    for party in PARTIES:
        signed = {"signatory": party, "text_hash": text, "signed_on": on}
        await story.does(OFFICER, "record_signature", stream=stream, **signed)
    await story.does(HEAD, "bring_pact_into_force", stream=stream, in_force_on=on)


async def a_running_pact(story: Story, *, begins: str = "2020-01-06", start: str = "2020-01-15") -> None:
    """Begin on a day with a pact in force and support from ``start`` on, for three years."""
    await story.on(begins)
    await a_registered_pact(story)
    await support(story, start, signed_on=begins)
    await a_pact_in_force(story, begins)


async def six_running_pacts(story: Story, *, begins: str = "2020-01-06", start: str = "2020-01-15") -> None:
    """The same for six clusters at once."""
    await story.on(begins)
    await a_registered_pact(story, *SIX)
    for cluster in SIX:
        await support(story, start, signed_on=begins, stream=f"pact/{cluster}")
        await a_pact_in_force(story, begins, stream=f"pact/{cluster}")


async def a_complete_plan(story: Story, year: int, name: str = "plan", *, stream: str | None = None) -> str:
    """Have the plan handed in and found complete; gives its hash."""
    plan = document(f"{name} {year}")
    await story.does(CLUSTER, "submit_year_plan", stream=stream, year=year, plan_hash=plan)
    await story.does(OFFICER, "confirm_complete", stream=stream, year=year, plan_hash=plan)
    return plan


async def a_judged_plan(
    story: Story, year: int, verdict: str = "approved", *, stream: str | None = None, **more: object
) -> str:
    """Have a plan handed in and judged; gives its hash."""
    plan = await a_complete_plan(story, year, stream=stream)
    proposed = {"year": year, "plan_hash": plan}
    await story.does(OFFICER, "propose_year_plan_verdict", stream=stream, verdict=verdict, **proposed, **more)
    await story.approves(HEAD, "approve_year_plan_verdict", stream=stream, **proposed)
    return plan


async def a_processed_report(story: Story, year: int, verdict: str = "reached", *, stream: str | None = None) -> None:
    """Have the report on a year handed in and processed."""
    report = {"year": year, "report_hash": document(f"report {year}")}
    await story.does(CLUSTER, "receive_report", stream=stream, **report)
    await story.does(OFFICER, "start_processing_report", stream=stream, year=year)
    await story.does(OFFICER, "propose_report_verdict", stream=stream, verdict=verdict, **report)
    await story.approves(HEAD, "approve_report_verdict", stream=stream, **report)


async def an_evaluated_pact(story: Story, year: int, *, stream: str | None = None) -> None:
    """Have the yearly evaluation end in a new version of the pact."""
    text = document(f"pact text {year}")
    drafted = {"year": year, "outcome": "new_version", "text_hash": text, "findings": "one commitment added"}
    await story.does(OFFICER, "propose_pact_evaluation", stream=stream, **drafted)
    await story.approves(HEAD, "evaluate_pact", stream=stream, year=year)


async def an_interim_evaluation(
    story: Story, period: int = 1, verdict: str = "positive", *, stream: str | None = None
) -> None:
    """Have the interim evaluation of a period opened and completed."""
    report = {"period": period, "report_hash": document(f"interim report {period}")}
    await story.does(OFFICER, "open_interim_evaluation", stream=stream, period=period)
    await story.does(OFFICER, "propose_interim_verdict", stream=stream, verdict=verdict, **report)
    await story.approves(HEAD, "complete_interim_evaluation", stream=stream, **report)


async def an_extension(story: Story, period: int, months: int, decided_on: str, *, stream: str | None = None) -> None:
    """Have the committee grant the next period as proposed; nobody has signed it yet."""
    await story.does(OFFICER, "propose_extension", stream=stream, period=period, months=months)
    await story.approves(HEAD, "endorse_extension", stream=stream, period=period)
    decided = {"period": period, "decision": "granted", "months": months, "decided_on": decided_on}
    await story.approves(SECRETARY, "record_extension_decision", stream=stream, minutes="minutes 2", **decided)


async def a_next_period(story: Story, period: int, start: str, signed_on: str, *, stream: str | None = None) -> None:
    """Draft and sign the period that was granted."""
    text = document(f"support agreement {period}")
    await story.does(OFFICER, "draft_agreement", stream=stream, start=start, text_hash=text)
    await story.does(LEADER, "sign_agreement", stream=stream, period=period, text_hash=text, signed_on=signed_on)


async def newer_rules(story: Story, manager: str, rule: str, **changes: object) -> None:
    """Have the next version of the programme's rules adopted, in which one deadline is counted in another way."""
    policy = current(await story.rules())
    told: dict[str, Any] = policy.model_dump(mode="json")
    for one in told["deadlines"]:
        if one["id"] == rule:
            one.update(changes, version=str(int(one["version"]) + 1))
    told["version"] = f"{policy.version}.{rule}"
    changed = Policy.model_validate(told)
    await _adopted(story, manager, changed)


async def a_newer_calendar(story: Story, manager: str, calendar: str, *, closed: str) -> None:
    """Have a calendar corrected by one more closed day, and the rules with it adopted."""
    policy = current(await story.rules())
    told: dict[str, Any] = policy.model_dump(mode="json")
    for one in told["calendars"]:
        if one["id"] == calendar:
            day = {"date": closed, "name": {"nl": "vergeten feestdag", "en": "forgotten holiday"}}
            one["closed"] = sorted([*one["closed"], day], key=lambda row: str(row["date"]))
            one["version"] = f"{one['version']}.1"
    told["version"] = f"{policy.version}.{calendar}"
    changed = Policy.model_validate(told)
    await _adopted(story, manager, changed)


async def _adopted(story: Story, manager: str, changed: Policy) -> None:
    """Have a pack put up by the rule manager and adopted by the leading official."""
    seen = {"stream": "rules", "content_hash": content_hash(changed)}
    await story.does(manager, "propose_policy", policy=changed, **seen)
    await story.fails(manager, "adopt_policy", code="four_eyes", **seen)
    await story.does(LEADER, "adopt_policy", **seen)


async def a_kpi(story: Story, kpi: str, family: str = "direct-results") -> None:
    """Define a figure in companies, of which more is better."""
    titles = {"title_nl": "bedrijven in projecten", "title_en": "companies in projects"}
    counted = {"definition": "companies in projects", "unit": "companies", "aggregation": "sum"}
    await story.does(OFFICER, "define_kpi", kpi=kpi, family=family, **titles, **counted)


async def a_question(story: Story, sent_on: str, *, stream: str = QUESTION, **more: object) -> None:
    """Have a question of one part come in and go to the case officer."""
    number = stream.partition("/")[2]
    asked = {"number": number, "title": "the pacts", "asker": "member-7", "office": "minister-innovation"}
    told = {"sent_on": sent_on, "text": "How far are the pacts?", **asked, **more}
    await story.does(CABINET, "register_question", stream=stream, **told)
    await story.does(CABINET, "split_question", stream=stream, part=1, text="How many companies take part?")
    await story.does(HEAD, "assign_question", stream=stream, to=OFFICER)


async def a_frozen_snapshot(story: Story, *relied_on: int, stream: str = QUESTION) -> None:
    """Freeze what is known now, resting on these events."""
    known = {"as_of": story.now.date().isoformat(), "known_on": story.now.isoformat(), "lang": "nl"}
    rests_on = {"position": max(event.position for event in await story.agency.log()), "relied_on": relied_on}
    answered = document(f"answer to {stream} on {story.now:%Y-%m-%d}")
    await story.does(OFFICER, "freeze_snapshot", stream=stream, answer_hash=answered, **known, **rests_on)


async def a_sent_answer(story: Story, text: str, *relied_on: int, stream: str = QUESTION, **more: object) -> None:
    """Draft the part from a snapshot, approve it at both levels, release it and have the cabinet send it."""
    await a_frozen_snapshot(story, *relied_on, stream=stream)
    await story.does(OFFICER, "draft_answer_part", stream=stream, part=1, text=text, relied_on=relied_on, **more)
    for person in (HEAD, LEADER):
        draft = await story.seen("draft_hash", stream=stream, part=1)
        await story.does(person, "approve_answer_part", stream=stream, part=1, draft_hash=draft)
    state = await story.state(stream)
    assert isinstance(state, QuestionState)
    await story.does(LEADER, "release_answer", stream=stream, answer_hash=answer_hash(state))
    sent = {"sent_on": story.now.date().isoformat(), "answer_hash": answer_hash(state)}
    await story.does(CABINET, "record_answer_sent", stream=stream, **sent)
