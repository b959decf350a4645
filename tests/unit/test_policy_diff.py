"""Two packs held against each other, down to one holiday more."""

from datetime import date

from domain.policy_diff import differences
from schemas.policy import ClosedDay, Policy, Span, Title
from tests.unit.flanders import flanders


def changed(**changes: object) -> list[tuple[str, str, str | None, str]]:
    """What differs once the programme's pack is changed: where, and how."""
    found = differences(flanders(), Policy.model_validate(flanders().model_copy(update=changes)))
    return [(one.section, one.name, one.field, one.what) for one in found]


def test_the_same_pack_differs_in_nothing() -> None:
    """Nothing is told."""
    assert () == differences(flanders(), flanders())


def test_another_length_of_one_rule_is_told_with_both_values() -> None:
    """And nothing else of the pack."""
    rules = tuple(
        one.model_copy(update={"span": Span(working_days=12), "version": "9"}) if one.id == "D08" else one
        for one in flanders().deadlines
    )
    after = flanders().model_copy(update={"deadlines": rules})
    [version, span] = differences(flanders(), after)
    assert ("deadlines", "D08", "version", "9") == (version.section, version.name, version.field, version.after)
    assert ("deadlines", "D08", "span", "changed") == (span.section, span.name, span.field, span.what)
    assert {"years": 0, "months": 0, "days": 0, "working_days": 12} == span.after


def test_one_holiday_more_is_one_difference() -> None:
    """Added to the calendar that lists it."""
    extra = ClosedDay(date=date(2027, 1, 4), name=Title(nl="brugdag", en="bridge day"))
    calendars = tuple(
        one.model_copy(update={"closed": tuple(sorted((*one.closed, extra), key=lambda day: day.date))})
        if one.id == "legal"
        else one
        for one in flanders().calendars
    )
    assert [("calendars", "legal", "closed", "added")] == changed(calendars=calendars)


def test_a_rule_or_a_role_that_went_is_told_whole() -> None:
    """With nothing of it left over."""
    assert [("deadlines", flanders().deadlines[0].id, None, "removed")] == changed(deadlines=flanders().deadlines[1:])
    assert [("roles", flanders().roles[-1].id, None, "removed")] == changed(roles=flanders().roles[:-1])


def test_a_later_version_beside_the_former_one_is_told_by_what_it_says_otherwise() -> None:
    """Both hold, on days of their own."""
    again = flanders().deadlines[0].model_copy(update={"version": "later", "valid_from": date(2030, 1, 1)})
    rules = (*flanders().deadlines, again)
    name = f"{again.id} later"
    fields = [("deadlines", name, "version", "changed"), ("deadlines", name, "valid_from", "changed")]
    assert fields == changed(deadlines=rules)


def test_terms_and_amounts_are_told_by_their_names() -> None:
    """One line for each."""
    terms = flanders().terms.model_copy(update={"settle_seconds": 9})
    assert [("terms", "settle_seconds", None, "changed")] == changed(terms=terms)
    assert {"money"} == {section for section, *_ in changed(money=None)}
