"""The five answers over a record that the service made itself: sentences, each with its evidence, in both languages."""

from datetime import UTC, date, datetime

import pytest

from schemas.answer import Answer, Statement, Status
from schemas.refusal import Refused
from tests.unit.history import statements
from tests.unit.own_record import DUIN, HEI, NOW, STORY, own_record, whole_story

LANGS = ("nl", "en")
AS_OF = date(2021, 2, 1)
DAYS = (date(2018, 2, 10), date(2019, 7, 2), date(2020, 4, 1), AS_OF)


def answered(lang: str = "en", as_of: date = AS_OF, clusters: tuple[str, ...] = ()) -> Answer:
    """The answers about a day, as known after everything."""
    return whole_story().answer(as_of, lang, NOW, clusters)


def said(part: int, predicate: str, subject: str | None = None, as_of: date = AS_OF) -> list[str]:
    """The sentences of a part about a predicate, in English."""
    return [one.text for one in statements(answered("en", as_of).parts[part - 1], predicate, subject)]


def only(part: int, predicate: str, subject: str | None = None, as_of: date = AS_OF) -> Statement:
    """The one statement of a part about a predicate."""
    (found,) = statements(answered("en", as_of).parts[part - 1], predicate, subject)
    return found


@pytest.mark.parametrize("as_of", DAYS)
@pytest.mark.parametrize("lang", LANGS)
def test_every_sentence_and_every_filled_cell_has_evidence(lang: str, as_of: date) -> None:
    """Which is an event of the record that was true by that day; what is computed names its inputs."""
    events = {event.position: event for event in whole_story().events}
    answer = answered(lang, as_of)
    for statement in (one for part in answer.parts for one in part.statements):
        assert statement.evidence, statement.text
        assert {events[one.position].type for one in statement.evidence} == {one.event for one in statement.evidence}
        assert statement.inputs or statement.status is not Status.COMPUTED, statement.text
        assert bool(statement.conflicts) == (statement.status is Status.CONTESTED), statement.text
    for cell in (cell for part in answer.parts for one in part.tables for row in one.rows for cell in row.cells):
        assert bool(cell.text) == bool(cell.evidence), cell
        assert bool(cell.text) != (cell.status is Status.NOT_RECORDED), cell


def test_both_languages_say_the_same() -> None:
    """Sentence by sentence and cell by cell, all but the words."""
    dutch, english = (answered(lang) for lang in LANGS)
    for one, other in zip(dutch.parts, english.parts, strict=True):
        assert [(s.subject, s.predicate, s.value, s.status, s.evidence) for s in one.statements] == [
            (s.subject, s.predicate, s.value, s.status, s.evidence) for s in other.statements
        ]
        assert [[(c.value, c.status, c.evidence) for row in t.rows for c in row.cells] for t in one.tables] == [
            [(c.value, c.status, c.evidence) for row in t.rows for c in row.cells] for t in other.tables
        ]


def test_the_same_record_gives_the_same_answer() -> None:
    """Byte by byte."""
    again = own_record().answer(AS_OF, "en", NOW)
    assert answered("en").model_dump_json() == again.model_dump_json()


def test_what_was_known_before_is_not_changed_by_what_is_recorded_later() -> None:
    """At every instant of the story: the answer drawn then, and the one drawn from the whole record for then."""
    whole, growing = whole_story(), own_record(())
    for index, event in enumerate(whole.events):
        growing.events.append(event)
        known_on = event.recorded_at
        if index % 7 == 0:
            then = growing.answer(AS_OF, "en", known_on)
            assert then == whole.answer(AS_OF, "en", known_on), event.type
    assert len(STORY) == len(growing.events)


def test_support_and_the_pact_say_where_they_stand() -> None:
    """The award with conditions and the refused one, the suspended period, the suspended pact, money claimed back."""
    expected = ["Support to Duin was granted with conditions (5 January 2018)."]
    assert expected == said(1, "award_outcome", DUIN)
    assert ["Support to Hei was refused (5 January 2018)."] == said(1, "award_outcome", HEI)
    expected = ["Since 15 January 2021, the first support agreement of Duin has been suspended."]
    assert expected == said(1, "agreement_state")
    assert ["Since 16 January 2021, the pact of Duin has been suspended."] == said(1, "pact_state")
    expected = ["EUR 10,000 is claimed back from Duin, to be paid by 1 March 2021; EUR 4,000 was paid back."]
    assert expected == said(1, "recovery")


def test_a_pact_is_concluded_with_its_latest_signature_and_rests_on_all() -> None:
    """The minister signed on the 8th, which was recorded first; the cluster had signed on the 6th."""
    statement = only(1, "pact_concluded", DUIN)
    assert ("The pact of Duin was concluded on 8 February 2018.", 2) == (statement.text, len(statement.evidence))


def test_an_interim_evaluation_is_told_step_by_step() -> None:
    """Planned, open, assessed by the cluster itself, completed with a remedial plan asked for."""
    expected = {
        date(2020, 2, 10): ["The first interim evaluation of Duin is planned for 1 March 2020."],
        date(2020, 3, 2): ["The first interim evaluation of Duin has been open since 1 March 2020."],
        date(2020, 4, 1): [
            "The first interim evaluation of Duin is under way: the cluster has assessed itself (since 20 March 2020)."
        ],
    }
    told = {
        day: [one.text for one in answered("en", day).parts[0].statements if "interim evaluation" in one.text]
        for day in expected
    }
    assert expected == told
    assert ["The remedial plan of Duin for the first period: handed in (since 1 August 2020)."] == said(
        1, "remedial_state"
    )
    condition = "Condition for Duin, to be met by 1 October 2020: two more staff. State: not met in time."
    assert [condition] == said(1, "condition")


def test_a_missed_condition_is_open_until_its_day_is_over() -> None:
    """On the day itself it could still be met."""
    on_the_day = said(1, "condition", as_of=date(2020, 10, 1))
    assert ["Condition for Duin, to be met by 1 October 2020: two more staff. State: still to be met."] == on_the_day


def test_a_report_that_was_replaced_is_in_processing_again() -> None:
    """Until it is processed."""
    replaced = only(1, "work_year_report", DUIN, as_of=date(2019, 3, 25))
    assert (Status.IN_PROCESSING, "replaced") == (replaced.status, replaced.value["state"])


def test_clusters_that_were_reorganised_say_so() -> None:
    """And who stands for them now."""
    assert ["Hei took over activities of demo-circle (22 January 2021)."] == said(1, "reorganisation")
    assert ["Since 22 January 2021, demo-house has stood for Hei."] == said(1, "organisation")


def test_verdicts_of_an_evaluation_are_told_by_family() -> None:
    """Families with the same verdict stand together; here each has its own."""
    expected = [
        "Duin, first period: the goals were reached for the number of members (the reach to SMEs included).",
        "Duin, first period: the goals were not realised for the impact at companies.",
    ]
    assert expected == said(2, "goal_verdict")


def test_members_of_all_clusters_count_once() -> None:
    """Two clusters of two members each, one of whom is in both."""
    statement = only(2, "members_total", as_of=date(2019, 1, 1))
    expected = (3, Status.COMPUTED, ("Members of Duin: 2", "Members of Hei: 2"), 4)
    assert expected == (statement.value["total"], statement.status, statement.inputs, len(statement.evidence))


def test_a_late_commitment_is_named() -> None:
    """From the day after its date on."""
    assert [] == said(2, "commitment_late", as_of=date(2018, 12, 31))
    expected = [
        "Late: the commitment “opens a desk” of the agency in the pact of Duin was to be kept by 31 December 2018."
    ]
    assert expected == said(2, "commitment_late", as_of=date(2019, 1, 1))


def test_lessons_say_where_they_come_from_and_what_became_of_them() -> None:
    """Recorded or open first; later taken up or resolved."""
    before = {
        one.value["lesson"]: one.value["state"]
        for one in statements(answered("en", date(2019, 5, 1)).parts[2], "lesson")
    }
    assert {"shared-lab": "recorded", "slow-forms": "open"} == before
    good = "Good example (Duin): a shared lab works. Origin: the work-year report (2018). "
    bad = "Bottleneck (Duin): forms are slow. Origin: the work-year report (2018). "
    states = ("taken up in version 2 of the pact.", "resolved (15 October 2020: one form is left).")
    assert [f"{good}State: {states[0]}", f"{bad}State: {states[1]}"] == said(3, "lesson")


def test_promises_to_parliament_are_open_kept_or_overdue() -> None:
    """By the day asked for."""
    states = [
        [one.value["state"] for one in statements(answered("en", day).parts[2], "promise")]
        for day in (date(2019, 12, 1), date(2020, 3, 2), AS_OF)
    ]
    assert [["open", "open"], ["overdue", "open"], ["overdue", "kept"]] == states


def test_the_evaluation_of_the_policy_says_how_far_it_is() -> None:
    """In a sentence of its own beside what sources foresaw."""
    expected = ["The evaluation of the cluster policy (demo-2020) has been running since 1 October 2019."]
    assert expected == said(3, "policy_evaluation_state")


def test_renewal_has_three_answers_for_a_cluster() -> None:
    """Each begins with what it answers: the update, the extension, the absolute end."""
    before = whole_story().answer(date(2020, 12, 1), "en", datetime(2020, 12, 2, tzinfo=UTC))
    update, extension, end = (
        [one.text for one in statements(before.parts[3], predicate)]
        for predicate in ("next_update", "next_extension", "beyond_cap")
    )
    assert ["Yearly update: the pact of Duin is next evaluated for 2019, by 31 March 2019; still to be done."] == update
    told = (
        "Extension: the first support agreement of Duin ends on 31 January 2021; interim evaluation: completed; "
        "decision: granted."
    )
    assert [told] == extension
    assert ["Absolute end: nothing is decided about support to Duin after 31 January 2028."] == end


def test_what_is_not_decided_says_so() -> None:
    """Neither the extension, before anybody proposed one, nor what lies beyond the absolute end."""
    before = whole_story().answer(date(2020, 1, 2), "en", datetime(2020, 1, 3, tzinfo=UTC))
    found = [statements(before.parts[3], one)[0].status for one in ("next_extension", "beyond_cap")]
    assert [Status.NOT_DECIDED, Status.NOT_DECIDED] == found


def test_a_contested_anchor_shows_both_caps_and_the_room_under_each() -> None:
    """Until somebody fixes one."""
    room, beyond = only(4, "room_under_cap"), only(4, "beyond_cap")
    assert (Status.CONTESTED, Status.CONTESTED) == (room.status, beyond.status)
    assert "seven years or 88 months, depending" in room.text
    assert "31 January 2028 or 31 May 2028" in beyond.text
    (other,) = room.conflicts
    assert "the support agreement of Duin ends on " in other.text


def test_what_is_approved_stands_beside_what_is_foreseen() -> None:
    """And what remains is computed from what was approved."""
    assert ["For 2019, EUR 30,000,000 is foreseen for the spearhead clusters."] == said(
        5, "means_foreseen", "budget/2019"
    )
    assert ["For 2019, EUR 25,000,000 was approved as the maximum."] == said(5, "means_approved")
    residual = only(5, "residual", "budget/2019")
    assert ({"amount": 11_000_000, "currency": "EUR"}, Status.COMPUTED) == (residual.value, residual.status)
    assert "Approved for 2019: EUR 25,000,000" == residual.inputs[0]


def test_a_transfer_changes_both_reservations_and_rests_on_what_came_before() -> None:
    """One million moved from one cluster to the other."""
    found = {
        one.value["cluster"]: (one.value["amount"], len(one.evidence))
        for one in statements(answered().parts[4], "reservation")
    }
    assert {"cluster/duin": (9_000_000, 2), "cluster/hei": (5_000_000, 2)} == found


def test_a_year_to_come_is_foreseen_or_not_recorded_and_never_made_up() -> None:
    """A second amount foreseen takes the place of the first without a conflict."""
    (foreseen,) = statements(answered().parts[4], "means_foreseen", "budget/2022")
    assert (Status.STATED, {"amount": 21_000_000, "currency": "EUR"}) == (foreseen.status, foreseen.value)
    assert (Status.NOT_DECIDED, None) == (
        only(5, "envelope", "budget/2022").status,
        only(5, "envelope", "budget/2022").value,
    )
    assert Status.NOT_RECORDED is only(5, "envelope", "budget/2023").status


def test_cofinancing_is_proven_or_short_with_what_was_decided() -> None:
    """Year by year and cluster by cluster."""
    assert ["short", "proven"] == [one.value["state"] for one in statements(answered().parts[4], "cofinancing")]
    assert "the support is reduced" in said(5, "cofinancing", DUIN)[0]
    undecided = statements(answered("en", date(2020, 1, 1)).parts[4], "cofinancing", DUIN)
    assert ["what follows is not decided" in one.text for one in undecided] == [True]


SENTENCES = {
    (1, "agreement_state"): (
        "Sinds 15 januari 2021 is de eerste steunovereenkomst van Duin geschorst.",
        "Since 15 January 2021, the first support agreement of Duin has been suspended.",
    ),
    (2, "commitment_late"): (
        (
            "Te laat: het engagement “opent een loket” van het agentschap in het pact van Duin moest tegen "
            "31 december 2018 nagekomen zijn."
        ),
        "Late: the commitment “opens a desk” of the agency in the pact of Duin was to be kept by 31 December 2018.",
    ),
    (3, "lesson"): (
        (
            "Goed voorbeeld (Duin): een gedeeld labo werkt. Herkomst: het werkjaarverslag (2018). "
            "Stand: opgenomen in versie 2 van het pact."
        ),
        (
            "Good example (Duin): a shared lab works. Origin: the work-year report (2018). "
            "State: taken up in version 2 of the pact."
        ),
    ),
    (4, "next_update"): (
        "Actualisering: het pact van Duin wordt nu geëvalueerd voor 2019, tegen 31 maart 2019; nog te doen.",
        "Yearly update: the pact of Duin is next evaluated for 2019, by 31 March 2019; still to be done.",
    ),
    (5, "means_approved"): (
        "Voor 2019 is 25.000.000 euro goedgekeurd als maximum.",
        "For 2019, EUR 25,000,000 was approved as the maximum.",
    ),
}
"""One sentence of each part in both languages."""

TITLES = {
    "nl": ["Stand per cluster", "Duin: bereik en leden", "Leden op 1 februari 2021", "Engagementen per partij"],
    "en": [
        "Where each cluster stands",
        "Duin: reach and members",
        "Members on 1 February 2021",
        "Commitments by party",
    ],
}
"""Tables of the first two parts; the family is called as the programme calls it."""


@pytest.mark.parametrize("lang", LANGS)
def test_each_part_speaks_both_languages(lang: str) -> None:
    """Word by word."""
    told = {
        (number, predicate): statements(answered(lang).parts[number - 1], predicate)[0].text
        for number, predicate in SENTENCES
    }
    assert {matter: both[LANGS.index(lang)] for matter, both in SENTENCES.items()} == told
    titles = [table.title for part in answered(lang).parts[:2] for table in part.tables]
    assert TITLES[lang] == titles


def test_an_answer_about_some_clusters_tells_nothing_of_the_others() -> None:
    """What is of the programme stays whole: the residual pool is what all reservations leave."""
    whole, some = answered(), answered(clusters=("hei",))
    assert (("hei",), ()) == (some.clusters, whole.clusters)
    others = {event.position for event in whole_story().events if event.stream in {DUIN, "cluster/duin"}}
    for part in some.parts:
        assert not [one.text for one in part.statements if others & {each.position for each in one.evidence}]
        cells = [cell for table in part.tables for row in table.rows for cell in row.cells]
        assert not [cell.text for cell in cells if others & {each.position for each in cell.evidence}]
        assert not [row.heading for table in part.tables for row in table.rows if row.heading.startswith("Duin")]
    assert ["cluster/hei"] == [one.value["cluster"] for one in statements(some.parts[4], "reservation")]
    residual = statements(whole.parts[4], "residual")
    assert residual == statements(some.parts[4], "residual")
    assert [one.value for one in residual] == [{"amount": 11_000_000, "currency": "EUR"}]


def test_an_answer_about_all_is_written_as_before_there_were_others() -> None:
    """The field that names clusters is there only where some are named: frozen bytes stay what they were."""
    assert ("clusters" in answered().model_dump(), "clusters" in answered(clusters=("duin",)).model_dump()) == (
        False,
        True,
    )


def test_nothing_is_answered_about_a_cluster_that_nobody_knows() -> None:
    """A slip of the pen is no empty answer."""
    with pytest.raises(Refused, match=r"unknown_cluster.*dune"):
        answered(clusters=("duin", "dune"))
