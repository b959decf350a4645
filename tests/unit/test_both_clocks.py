"""Both clocks of what stands still, and dates named on a day off: every account tells them in both languages."""

from datetime import UTC, date, datetime

import pytest

from cli import deadlines, guarantee, moving
from cli.count_words import day_off_text, standstill_text
from domain.deadline_account import account
from domain.deadline_certificate import certificate
from domain.move_preview import changes, extension_preview
from domain.sentences.wording import LANGS, Lang
from schemas.account import DeadlineAccount
from schemas.count import DayOff
from schemas.deadline import DeadlineStage, GrantExtensionOfTime, RequestExtensionOfTime
from schemas.guarantee import CertificateHead
from schemas.pact import PactState
from schemas.policy import Title
from schemas.standstill import Standstill
from tests.unit.scenario import CLUSTER, HEAD, Scenario
from tests.unit.test_standstill import RESUMED, RESUMED_AT, SUSPENDED, bring, running, suspended

TODAY = RESUMED_AT.date()
STILL = Standstill(since=date(2020, 11, 2), left=28, unit="days", today=TODAY, due_if_resumed=date(2020, 12, 30))
SAYS = {
    "nl": "sinds 2020-11-02, toen nog 28 dagen; bij hervatting op 2020-12-02 uiterlijk 2020-12-30",
    "en": "since 2020-11-02, with 28 days left; due 2020-12-30 if resumed on 2020-12-02",
}
SATURDAY = date(2020, 12, 12)
NOT_SHIFTED = {"nl": "op een zaterdag, niet verschoven", "en": "a Saturday, not shifted"}


def told(scenario: Scenario[PactState]) -> DeadlineAccount:
    """The account of the year plan, asked on the day of resumption."""
    return account(scenario.stream, "D07/2021", scenario.state.deadlines, scenario.history, scenario.rules, on=TODAY)


def granted(scenario: Scenario[PactState], due: date) -> Scenario[PactState]:
    """The same with another date for the year plan."""
    scenario.when(RequestExtensionOfTime(deadline="D07/2021", new_due=due, ground="g"), by=CLUSTER)
    return scenario.when(GrantExtensionOfTime(deadline="D07/2021", new_due=due), by=HEAD)


def flat(text: str) -> str:
    """What was printed, without the breaks of lines."""
    return " ".join(text.split())


@pytest.mark.parametrize("lang", LANGS)
def test_the_account_tells_both_clocks(lang: Lang, capsys: pytest.CaptureFixture[str]) -> None:
    """As long as it stands still; afterwards its date runs and says enough."""
    scenario = suspended()
    shown = told(scenario)
    assert STILL == shown.stands_still
    deadlines._print_account(shown, lang)
    assert SAYS[lang] in flat(capsys.readouterr().out)
    bring(scenario, RESUMED, RESUMED_AT)
    assert told(scenario).stands_still is None


def test_more_time_granted_meanwhile_makes_no_second_stretch() -> None:
    """It stood still once, from the first day."""
    scenario = granted(suspended().at(RESUMED_AT), date(2021, 1, 15))
    assert [(date(2020, 11, 2), None)] == [(one.since, one.until) for one in told(scenario).stood_still]


@pytest.mark.parametrize("lang", LANGS)
def test_the_certificate_tells_both_clocks(lang: Lang, capsys: pytest.CaptureFixture[str]) -> None:
    """Of the day on which it was computed, so that it can be computed again."""
    scenario, head = suspended(), CertificateHead(position=9, number=4, chain="00" * 32)
    found = certificate(scenario.history, scenario.rules, head, RESUMED_AT)
    assert {"D07/2021": STILL, "D03": None} == {one.deadline: one.stands_still for one in found.deadlines}
    guarantee._print_standing_still(found, lang)
    assert SAYS[lang] in flat(capsys.readouterr().out)


@pytest.mark.parametrize("lang", LANGS)
def test_a_preview_of_more_time_tells_both_clocks_and_arms_nothing(
    lang: Lang, capsys: pytest.CaptureFixture[str]
) -> None:
    """It goes on standing still with the date that was granted; so does one that no extension moves."""
    scenario = suspended()
    shown = extension_preview("pact/demo", scenario.state.deadlines[0], date(2020, 12, 10), RESUMED_AT, scenario.rules)
    assert (DeadlineStage.STOPPED, ()) == (shown.stage, shown.arises)
    later = STILL.model_copy(update={"left": 38, "due_if_resumed": date(2021, 1, 11)})
    assert later == shown.stands_still
    moving._print_move(shown, (), lang)
    assert standstill_text(later, lang) in flat(capsys.readouterr().out)
    stays = extension_preview("pact/demo", scenario.state.deadlines[0], date(2020, 11, 30), RESUMED_AT, scenario.rules)
    assert ("not_later", STILL) == (stays.refused, stays.stands_still)


@pytest.mark.parametrize("lang", LANGS)
def test_a_date_named_on_a_saturday_is_kept_and_told(lang: Lang, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the rule shifts its own count, in the preview and in the account."""
    scenario = running().at(datetime(2020, 11, 20, 9, tzinfo=UTC))
    shown = extension_preview("pact/demo", scenario.state.deadlines[0], SATURDAY, scenario.now, scenario.rules)
    saturday = DayOff(date=SATURDAY, why="saturday", name=Title(nl="zaterdag", en="Saturday"))
    assert (SATURDAY, saturday) == (shown.due, shown.day_off)
    moving._print_move(shown, (), lang)
    assert NOT_SHIFTED[lang] in flat(capsys.readouterr().out)
    explained = told(granted(scenario, SATURDAY))
    assert [None, saturday] == [one.day_off for one in explained.revisions]
    deadlines._print_account(explained, lang)
    assert NOT_SHIFTED[lang] in flat(capsys.readouterr().out)


def test_a_date_named_on_a_working_day_has_nothing_to_tell() -> None:
    """Nothing was left where it is."""
    scenario = running().at(datetime(2020, 11, 20, 9, tzinfo=UTC))
    shown = extension_preview(
        "pact/demo", scenario.state.deadlines[0], date(2020, 12, 14), scenario.now, scenario.rules
    )
    assert shown.day_off is None


def test_an_act_that_names_no_date_tells_of_no_day_off() -> None:
    """Suspending support stops what was granted until a Saturday, and moves it nowhere."""
    scenario = granted(running().at(datetime(2020, 11, 20, 9, tzinfo=UTC)), SATURDAY)
    before = scenario.state
    bring(scenario, SUSPENDED.model_copy(update={"suspended_on": scenario.now.date()}))
    [shown] = changes("pact/demo", before, scenario.state, (), scenario.now, scenario.rules)
    assert (DeadlineStage.STOPPED, SATURDAY, None) == (shown.stage, shown.due, shown.day_off)


def test_a_closed_day_is_told_by_its_name_and_one_day_left_in_the_singular() -> None:
    """Also where the calendar lists no such year."""
    christmas = DayOff(date=date(2020, 12, 25), why="closed", name=Title(nl="Kerstmis", en="Christmas Day"))
    assert [
        "op een sluitingsdag (Kerstmis), niet verschoven",
        "a closed day (Christmas Day), not shifted",
    ] == [day_off_text(christmas, lang) for lang in LANGS]
    one_left = STILL.model_copy(update={"left": 1, "unit": "working_days", "due_if_resumed": None})
    assert [
        "sinds 2020-11-02, toen nog 1 werkdag; bij hervatting voorbij haar kalender",
        "since 2020-11-02, with 1 working day left; beyond its calendar if resumed",
    ] == [standstill_text(one_left, lang) for lang in LANGS]
