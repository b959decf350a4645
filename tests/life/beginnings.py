"""How it begins: people and roles, clusters, awards, first agreements, texts of pacts and their signatures."""

from collections.abc import Iterator
from datetime import date, timedelta

from tests.life.cast import (
    ADMINISTRATOR,
    CAST,
    CLUSTERS,
    COHORTS,
    HEAD,
    LEADER,
    LIVES,
    OFFICER,
    SECOND_OFFICER,
    SECRETARY,
    STAND_IN,
    Life,
    document,
)
from tests.life.told import Chapter, as_seen, before

OPENS = "2016-10-03"
"""The first day of the script."""

MINISTERS = ("minister-innovation", "minister-energy")
PARTIES = (*MINISTERS, "agency", "cluster-organisation")


def chapters() -> Iterator[Chapter]:
    """Tell how every file begins."""
    yield _people()
    for life in CLUSTERS:
        yield _cluster(life)
        yield _support(life)
        yield _pact(life)
    yield _contested_anchor()


def _people() -> Chapter:
    chapter = Chapter("people/demo-linde")
    chapter.on(OPENS, "09:00")
    for person, role in CAST:
        _appointed(chapter, person, role)
    for life in CLUSTERS:
        _appointed(chapter, life.representative, "cluster_representative", life.cluster)
    stand_in = f"people/{STAND_IN}"
    chapter.does(ADMINISTRATOR, "register_person", stream=stand_in, person=STAND_IN)
    chapter.fails(OFFICER, "register_person", "not_allowed", stream="people/demo-distel", person="demo-distel")
    chapter.on("2018-07-02")
    _appointed(chapter, "demo-distel", "case_officer", until="2018-12-31")
    chapter.on("2018-11-05")
    chapter.does(ADMINISTRATOR, "revoke_role", stream="people/demo-distel", role="case_officer")
    chapter.on("2021-02-01")
    chapter.does(
        ADMINISTRATOR, "erase_directory_entry", stream="people/demo-distel", ground="left, and asked to be forgotten"
    )
    return chapter


def _appointed(
    chapter: Chapter, person: str, role: str, cluster: str | None = None, *, until: str | None = None
) -> None:
    stream = f"people/{person}"
    chapter.does(ADMINISTRATOR, "register_person", stream=stream, person=person)
    days = {"valid_from": "2016-01-01", "valid_until": until}
    chapter.does(ADMINISTRATOR, "assign_role", stream=stream, role=role, cluster=cluster, **days)


def _cluster(life: Life) -> Chapter:
    chapter = Chapter(f"cluster/{life.cluster}")
    chapter.on(_asked_on(life), "09:30")
    chapter.does(OFFICER, "register_cluster", name=life.name)
    chapter.does(OFFICER, "register_pact", stream=life.pact, cluster=life.cluster)
    chapter.on(_awarded_on(life), "15:00")
    chapter.does(SECRETARY, "recognise_cluster", recognised_on=_awarded_on(life))
    return chapter


def _asked_on(life: Life) -> date:
    return before(life.start, 88)


def _awarded_on(life: Life) -> date:
    return before(life.start, 40)


def _support(life: Life) -> Chapter:
    """Apply, be awarded, draw up and sign the first period."""
    chapter = Chapter(life.pact)
    chapter.on(_asked_on(life), "11:00")
    application = document(f"application {life.cluster}")
    chapter.does(OFFICER, "record_application", received_on=_asked_on(life), application_hash=application)
    text = document(f"agreement {life.cluster} 1")
    chapter.fails(LEADER, "sign_agreement", "unknown_period", period=1, text_hash=text, signed_on=_asked_on(life))
    _award(chapter, life)
    chapter.on(before(life.start, 33))
    chapter.does(OFFICER, "draft_agreement", start=life.start, text_hash=text)
    chapter.on(before(life.start, 19))
    signed = {"period": 1, "text_hash": text, "signed_on": before(life.start, 19)}
    chapter.fails(OFFICER, "sign_agreement", "not_allowed", **signed)
    chapter.fails(LEADER, "sign_agreement", "anchor_missing", **signed)
    chapter.does(HEAD, "fix_cap_anchor", anchor=life.start, reason="first day of the first period")
    chapter.does(LEADER, "sign_agreement", **signed)
    return chapter


def _award(chapter: Chapter, life: Life) -> None:
    """Let the committee decide: twice for one, with conditions for another."""
    decided = {"decided_on": _awarded_on(life), "minutes": f"minutes on {life.cluster}"}
    if life.cluster == "flanders-food":
        chapter.on(before(life.start, 60))
        first = {"decided_on": before(life.start, 60), "minutes": "minutes on the first application"}
        _put_to_the_committee(chapter, "too few companies take part", outcome="refused")
        chapter.does(SECRETARY, "record_award_decision", outcome="refused", **first)
    chapter.on(_awarded_on(life), "14:00")
    _put_to_the_committee(chapter, "companies, universities and government take part")
    if life.cluster == "medvia":
        conditions = ("a second knowledge institution joins",)
        chapter.does(
            SECRETARY, "record_award_decision", outcome="granted_with_conditions", conditions=conditions, **decided
        )
        due = {"due": before(life.start, -180)}
        award = {"condition": "partner", "source": "award", "reference": "award", "text": conditions[0]}
        chapter.does(OFFICER, "set_condition", **award, **due)
    else:
        chapter.does(SECRETARY, "record_award_decision", **decided)


def _put_to_the_committee(chapter: Chapter, grounds: str, **more: str) -> None:
    """The case officer draws up what should be decided, the head of the unit puts it to the committee."""
    proposed = chapter.does(OFFICER, "propose_award", grounds=grounds, **more)
    chapter.does(HEAD, "endorse_award", proposal_hash=as_seen(proposed))


def _pact(life: Life) -> Chapter:
    """Negotiate, agree on the text, and have every party sign it, each on a day of its own."""
    chapter = Chapter(life.pact)
    text = document(f"pact {life.cluster} 1")
    chapter.on(before(life.in_force, 120), "11:30")
    chapter.does(OFFICER, "open_pact_negotiation")
    chapter.on(before(life.in_force, 60), "11:30")
    chapter.does(OFFICER, "agree_pact_text", text_hash=text, signatories=PARTIES)
    for number, party in enumerate(PARTIES):
        day = before(life.in_force, 30) + timedelta(days=7 * number)
        chapter.on(day, "12:00")
        if number == 1:
            early = {"in_force_on": day}
            chapter.fails(HEAD, "bring_pact_into_force", "signatures_missing", **early)
        chapter.does(SECOND_OFFICER, "record_signature", signatory=party, text_hash=text, signed_on=day)
    chapter.on(life.in_force, "12:00")
    chapter.does(HEAD, "bring_pact_into_force", in_force_on=life.in_force)
    return chapter


def _contested_anchor() -> Chapter:
    """Another day is possible for one cluster: both caps stand side by side until somebody decides."""
    life = LIVES["blauwe-cluster"]
    chapter = Chapter(life.pact)
    chapter.on("2019-01-14")
    other = {"anchor": "2019-01-01", "reason": "the press dates the recognition a year later"}
    chapter.does(OFFICER, "contest_cap_anchor", **other)
    chapter.on("2020-11-16")
    chapter.does(HEAD, "fix_cap_anchor", anchor=COHORTS[1], reason="the agreement itself says so")
    return chapter
