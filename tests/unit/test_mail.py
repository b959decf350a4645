"""Mail on paper: when a digest leaves, what an address is, which server is meant, and how a letter reads."""

from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from domain.dates import ONE_DAY, end_of_day
from domain.ladder import escalations
from domain.mail import CLOSING, GATHER, Desk, digest_at, is_address, may_try, pause_after, receivers, round_of
from domain.work_list import Capacity, capacities
from gateway.mail_text import Hand, mail_of
from schemas.deadline import Deadline, DeadlineKind, DeadlineStage
from schemas.mail import Letter, Notice, Part, Reached
from schemas.people import Delegation, HeldRole, PersonState
from schemas.policy import Policy, Title
from tests.integration.mail_sink import text_of
from tests.unit.programme import a_policy, rules_of
from workers.mail_server import MailServer, NoMail, mail_server
from workers.settings import Settings

POLICY = a_policy()
NINE = datetime(2021, 1, 4, 8, 0, tzinfo=UTC)
"""Nine in the morning of Monday 4 January 2021 in Brussels."""

SPREAD = timedelta(minutes=20)
DAY_ONE = date(2019, 1, 1)
PEOPLE = tuple(f"demo-{n:03}" for n in range(200))


def a_notice(number: int = 1, **changes: object) -> Notice:
    """A reminder of a year plan, to the case officer."""
    fields: dict[str, Any] = {
        "key": f"notice-{number}",
        "stream": f"pact/demo-{number}",
        "deadline": "D07/2021",
        "revision": 1,
        "stage": "r10",
        "event": "deadline.reminded",
        "due": date(2021, 1, 14),
        "to_roles": ("case_officer",),
        "recorded_at": NINE,
        "is_open": True,
        "is_asked": True,
        "title": Title(nl="jaarplan", en="year plan"),
        "subject": ("2021",),
        "cluster": "demo-linde",
        "cluster_name": "Democluster",
    }
    return Notice.model_validate({**fields, **changes})


def a_desk(*notices: Notice, parts: tuple[Part, ...] = (), people: tuple[str, ...] = ("demo-berk",)) -> Desk:
    """People who are all case officers, each with an address."""
    return Desk(
        notices=notices,
        parts=parts,
        everybody={person: [Capacity("case_officer", None)] for person in people},
        directory={person: Reached(person, f"{person}@example.org", None, NINE) for person in people},
        terms=POLICY.terms,
        spread=SPREAD,
        domain="example.org",
    )


def leaves(person: str, first: datetime, now: datetime) -> datetime:
    """When the digest of a person leaves."""
    return digest_at(person, first, now, POLICY.terms, SPREAD)


def test_many_digests_are_spread_and_each_keeps_its_place() -> None:
    """Over the whole span, nobody before the hour and what is recorded then, and the same at every look."""
    at = [leaves(person, NINE, NINE) for person in PEOPLE]

    assert at == [leaves(person, NINE, NINE + timedelta(hours=3)) for person in PEOPLE]
    assert NINE + GATHER <= min(at) < NINE + GATHER + SPREAD / 10
    assert NINE + GATHER + SPREAD * 0.9 < max(at) <= NINE + GATHER + SPREAD
    assert len(set(at)) == len(PEOPLE)


def test_nothing_routine_goes_by_night() -> None:
    """What was recorded late in the evening waits for the hour of reminders."""
    late = datetime(2021, 1, 4, 22, 59, tzinfo=UTC)
    night = datetime(2021, 1, 5, 1, 0, tzinfo=UTC)

    assert leaves("demo-berk", late, night).date() == date(2021, 1, 5)
    assert leaves("demo-berk", late, night) >= NINE + timedelta(days=1)


@pytest.mark.parametrize("minutes", [0, 20, 600])
@pytest.mark.parametrize("day", [date(2021, 1, 4), date(2021, 3, 28), date(2021, 7, 5), date(2021, 10, 31)])
def test_no_place_lies_beyond_the_day(day: date, minutes: int) -> None:
    """Whenever it was recorded, under any spread that the settings take, on the days of 23 and 25 hours too."""
    midnight = end_of_day(day, "Europe/Brussels")
    for hours in range(1, 24):
        first = midnight - timedelta(hours=hours)
        spread = timedelta(minutes=minutes)
        at = [digest_at(person, first, first, POLICY.terms, spread) for person in PEOPLE[:50]]

        assert all(first <= one <= midnight - CLOSING for one in at)
        assert max(at) - min(at) <= spread


def test_what_arises_after_the_digest_waits_for_the_next_in_brussels() -> None:
    """Up to the last second before midnight there, and through the night; at nine it goes, in winter and in summer."""
    for nine, due in ((NINE, date(2021, 1, 14)), (datetime(2021, 7, 5, 7, tzinfo=UTC), date(2021, 7, 15))):
        today, midnight = nine.date(), nine + timedelta(hours=15)
        first = Part("notice-1", "demo-berk", "<had@example.org>", "digest", today, nine, nine, None, None)
        came = a_notice(2, recorded_at=nine + timedelta(hours=1), due=due)
        waits = [timedelta(hours=2), timedelta(hours=15, seconds=-1), timedelta(hours=15), timedelta(hours=23)]
        found = [round_of(a_desk(came, parts=(first,)), nine + wait).letters for wait in waits]
        [morning] = round_of(a_desk(came), midnight + timedelta(hours=9) + GATHER + SPREAD).letters

        assert found == [()] * 4
        assert (morning.kind, morning.day) == ("digest", today + timedelta(days=1))


def test_a_reminder_of_the_last_day_that_comes_after_the_digest_goes_at_once() -> None:
    """Tomorrow it would be missed; one that has days left waits, and so does what was missed already."""
    today = NINE.date()
    had = Part("notice-1", "demo-berk", "<had@example.org>", "digest", today, NINE, NINE, None, None)
    last, later, missed = (
        a_notice(2, stage="r0", due=today),
        a_notice(3, due=today + timedelta(days=1)),
        a_notice(4, event="deadline.missed", stage="missed", due=today - timedelta(days=1)),
    )

    [letter] = round_of(a_desk(last, later, missed, parts=(had,)), NINE + timedelta(hours=8)).letters

    assert (letter.kind, letter.notices) == ("single", ("notice-2",))
    mail = _written("single", [last], "nl")
    assert mail["Subject"].startswith("proefprogramma: vandaag de laatste dag: jaarplan 2021")


def test_in_the_last_minutes_only_the_last_day_is_told() -> None:
    """What can wait for the morning does."""
    late = datetime(2021, 1, 4, 22, 50, tzinfo=UTC)
    for due, expected in ((date(2021, 1, 4), 1), (date(2021, 1, 5), 0)):
        desk = a_desk(a_notice(recorded_at=late, due=due))

        assert len(round_of(desk, late + timedelta(minutes=1)).letters) == expected


def test_a_pause_doubles_up_to_a_limit_and_a_clock_put_back_holds_nothing_up() -> None:
    """Twenty seconds after the first try in vain, a quarter of an hour at most."""
    seconds = [pause_after(tries).total_seconds() for tries in (0, 1, 2, 6, 7, 1_000)]
    at = [NINE - timedelta(seconds=1), NINE, NINE + timedelta(seconds=39), NINE + timedelta(seconds=40)]

    assert seconds == [0, 20, 40, 640, 900, 900]
    assert [may_try(2, NINE, one) for one in at] == [True, False, False, True]


def test_of_a_mass_not_all_letters_leave_at_one_moment() -> None:
    """Half of the time, about half of the letters."""
    desk = a_desk(a_notice(), people=PEOPLE)
    halfway = round_of(desk, NINE + GATHER + SPREAD / 2).letters
    at_the_end = round_of(desk, NINE + GATHER + SPREAD).letters

    assert 70 < len(halfway) < 130
    assert len({letter.message_id for letter in at_the_end}) == len(PEOPLE)


def test_an_id_follows_from_what_is_told_and_to_whom_alone() -> None:
    """A digest from person and day, an escalation from deadline, revision, stage and person; nobody's name in it."""
    now = NINE + GATHER + SPREAD
    escalated = a_notice(event="deadline.escalated", stage="e1")
    [digest] = round_of(a_desk(a_notice()), now).letters
    [more] = round_of(a_desk(a_notice(), a_notice(2)), now + timedelta(hours=1)).letters
    [tomorrow] = round_of(a_desk(a_notice()), now + timedelta(days=1)).letters
    singles = [
        round_of(a_desk(one), NINE + timedelta(days=days)).letters[0].message_id
        for days, one in enumerate((escalated, escalated, a_notice(event=escalated.event, stage="e10")))
    ]

    assert digest.message_id == more.message_id != tomorrow.message_id
    assert singles[0] == singles[1] != singles[2]
    assert "demo-berk" not in digest.message_id
    assert digest.message_id.endswith("@example.org>")


def test_a_letter_that_may_have_gone_goes_again_as_it_was() -> None:
    """What has come since stands in no letter of that day."""
    now = NINE + GATHER + SPREAD
    gone = Part("notice-1", "demo-berk", "<kept@example.org>", "digest", now.date(), NINE, None, None, None)

    found = round_of(a_desk(a_notice(), a_notice(2), parts=(gone,)), now)

    assert found.letters == (
        Letter("<kept@example.org>", "demo-berk", "digest", now.date(), ("notice-1",), planned_at=NINE),
    )


ON = date(2021, 1, 14)
WHOEVER = {
    "holds it from that day": (HeldRole(role="case_officer", cluster=None, valid_from=ON, valid_until=None), True),
    "held it up to that day": (HeldRole(role="case_officer", cluster=None, valid_from=DAY_ONE, valid_until=ON), True),
    "left the day before": (
        HeldRole(role="case_officer", cluster=None, valid_from=DAY_ONE, valid_until=ON - ONE_DAY),
        False,
    ),
    "comes the day after": (
        HeldRole(role="case_officer", cluster=None, valid_from=ON + ONE_DAY, valid_until=None),
        False,
    ),
    "has another role": (HeldRole(role="head_of_unit", cluster=None, valid_from=DAY_ONE, valid_until=None), False),
}


@pytest.mark.parametrize("who", WHOEVER)
def test_who_is_told_holds_the_role_on_the_day_of_sending(who: str) -> None:
    """Whoever has left gets nothing, nor does who is still to come."""
    held, is_told = WHOEVER[who]
    person = PersonState(person="demo-berk", is_registered=True, roles=(held,))

    assert receivers(a_notice(), _acting(person)) == (["demo-berk"] if is_told else [])


def test_an_escalation_comes_on_a_working_day() -> None:
    """Due on the Thursday before Christmas: the first working day after it is Monday, nine in the morning."""
    deadline = Deadline(
        id="D07/2021",
        rule="D07",
        rule_version="1",
        calendar="legal",
        calendar_version="1",
        kind=DeadlineKind.ACTION,
        subject=(("year", "2021"),),
        revision=1,
        anchor=date(2021, 1, 1),
        raw_due=date(2020, 12, 24),
        due=date(2020, 12, 24),
        instant=datetime(2020, 12, 24, 23, tzinfo=UTC),
        set_at=datetime(2020, 1, 1, tzinfo=UTC),
        stage=DeadlineStage.MISSED,
    )

    first = escalations(deadline, rules_of())[0]

    assert (first.stage, first.at) == ("e1", datetime(2020, 12, 28, 8, tzinfo=UTC))


@pytest.mark.parametrize(("until", "told"), [(ON, ["demo-berk", "demo-iep"]), (ON - ONE_DAY, ["demo-berk"])])
def test_a_stand_in_is_told_while_the_role_is_lent(until: date, told: list[str]) -> None:
    """Beside the one who is away; and no longer than the role is held by who lent it."""
    held = HeldRole(role="case_officer", cluster=None, valid_from=DAY_ONE, valid_until=ON)
    lent = Delegation(role="case_officer", to="demo-iep", valid_from=DAY_ONE, valid_until=until)
    away = PersonState(person="demo-berk", is_registered=True, roles=(held,), delegations=(lent,))
    stand_in = PersonState(person="demo-iep", is_registered=True)

    assert receivers(a_notice(), _acting(away, stand_in)) == told
    assert receivers(a_notice(), _acting(away, stand_in, day=ON + ONE_DAY)) == []


def test_who_is_told_is_asked_anew_at_each_look() -> None:
    """A letter that was put off is withdrawn when its receiver has left, and goes to the one who came."""
    put_off = Part("notice-1", "demo-berk", "<old@example.org>", "digest", NINE.date(), NINE, None, None, None, tries=1)
    after = NINE + GATHER + SPREAD

    found = round_of(a_desk(a_notice(), parts=(put_off,), people=("demo-iep",)), after)

    assert (found.withdrawn, [letter.person for letter in found.letters]) == (("<old@example.org>",), ["demo-iep"])


@pytest.mark.parametrize(
    ("contact", "is_one"),
    [
        ("demo@example.org", True),
        (" demo@example.org ", True),
        ("room 7", False),
        ("a@example.org, b@example.org", False),
        ("demo@example.org\nBcc: other@example.org", False),
        ("Demo <demo@example.org>", False),
        ("demo@localhost", False),
        ("dé@example.org", False),
        ("", False),
    ],
)
def test_only_a_contact_that_is_one_address_is_written_to(contact: str, *, is_one: bool) -> None:
    """A telephone number is no address, and two are none."""
    assert is_address(contact) == is_one


@pytest.mark.parametrize(
    ("url", "host", "port", "security"),
    [
        ("smtp://post@mail.example:2525", "mail.example", 2525, "smtp"),
        ("smtp://post@mail.example", "mail.example", 587, "smtp"),
        ("smtps://post@mail.example", "mail.example", 465, "smtps"),
        ("smtp+plain://localhost", "localhost", 25, "smtp+plain"),
    ],
)
def test_an_address_says_how_the_server_is_spoken_to(url: str, host: str, port: int, security: str) -> None:
    """Encrypted unless it says otherwise."""
    found = mail_server(_settings(url))
    assert isinstance(found, MailServer)
    assert (host, port, security) == (found.host, found.port, found.security)


@pytest.mark.parametrize(
    "url",
    [
        "mail.example:25",
        "http://mail.example",
        "smtp://post:geheim@mail.example",
        "smtp+plain://post@mail.example",
        "smtp://mail.example:port",
        "smtp://mail.example/path",
    ],
)
def test_what_is_no_server_is_said_without_repeating_it(url: str) -> None:
    """It could bear a password."""
    with pytest.raises(NoMail) as refused:
        mail_server(_settings(url))
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize("missing", [{"mail_from": None}, {"mail_from": "nobody"}, {"smtp_password_file": None}])
def test_half_of_the_settings_is_no_server(missing: dict[str, object]) -> None:
    """A sender, and a password where there is a user."""
    with pytest.raises(NoMail):
        mail_server(_settings("smtp://post@mail.example").model_copy(update=missing))


def test_without_an_address_mail_is_off() -> None:
    """That is no fault."""
    assert mail_server(Settings(mail_from="pacts@example.org")) is None


def test_a_digest_tells_each_deadline_once_the_earliest_first() -> None:
    """Of three reminders of one revision the last; in Dutch up to and including is t/m."""
    told = [
        a_notice(1, stage="r30"),
        a_notice(1, key="notice-1b", stage="r10"),
        a_notice(2, due=date(2021, 1, 5), cluster_name=None),
        a_notice(3, due=date(2021, 1, 4)),
        a_notice(4, due=date(2021, 1, 2), event="deadline.missed", stage="missed"),
    ]
    text = text_of(_written("digest", told, "nl"))

    assert [line for line in text.splitlines() if line.startswith("- ")] == [
        "- jaarplan 2021, Democluster",
        "- jaarplan 2021, Democluster",
        "- jaarplan 2021, pact/demo-2",
        "- jaarplan 2021, Democluster",
    ]
    assert [line.strip() for line in text.splitlines() if "t/m" in line] == [
        "t/m 2 januari 2021: voorbij zonder dat het er was",
        "t/m 4 januari 2021: vandaag is de laatste dag",
        "t/m 5 januari 2021: nog één dag",
        "t/m 14 januari 2021: nog 10 dagen",
    ]


def test_an_escalation_reads_in_english_too() -> None:
    """With the role for which one gets it, and no line that a header could be made of."""
    mail = _written(
        "single", [a_notice(event="deadline.escalated", stage="e1")], "en", name="Demo\r\nBcc: x@example.org"
    )

    assert (
        mail["Subject"] == "test programme: late: year plan 2021, Democluster, ran up to and including 14 January 2021"
    )
    assert "You get this mail as case officer." in text_of(mail)
    assert mail["Bcc"] is None
    assert mail["Date"].datetime == NINE


HOSTILE = {
    "line feed": "Demo\nBcc: x@example.org",
    "carriage return": "Demo\r\n\r\n<b>body</b>",
    "next line": "Demo\x85Bcc: x@example.org",
    "line separator": "Demo\u2028Bcc: x@example.org",
    "null": "Demo\x00Bcc: x@example.org",
    "turned around": "Demo \u202eBcc: x@example.org",
    "markup": '<img src="https://example.org/x"><script>x</script>',
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("kind", ["digest", "single"])
def test_no_name_makes_a_header_a_line_or_markup(kind: str, text: str) -> None:
    """Wherever it stands: the person's, the cluster's, what a deadline is about, and the pack's titles."""
    told = [a_notice(cluster_name=text, subject=(text,), title=Title(nl=text, en=text))]
    mail = _written(kind, told, "nl", name=text, policy=POLICY.model_copy(update={"title": Title(nl=text, en=text)}))
    received = message_from_bytes(mail.as_bytes(), policy=default)
    page = _part(received, "html")

    assert [name for name in received if name.lower() in {"bcc", "cc"}] == []
    assert sorted(received.keys()) == sorted({*received.keys()})
    assert not any(line.startswith(("Bcc:", "<b>")) for line in text_of(received).splitlines())
    assert "<img" not in page
    assert "<script" not in page
    assert not {"\x00", "\u202e"} & {*str(received["To"]), *page, *text_of(received)}


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("kind", ["digest", "single"])
def test_a_letter_says_the_same_in_html_and_fetches_nothing(kind: str, lang: str) -> None:
    """In the reader's language, with headings and lists for who hears it, and a code for every command."""
    told = [a_notice(event="deadline.escalated" if kind == "single" else "deadline.reminded", cluster_name="Démo & Zn")]
    received = message_from_bytes(_written(kind, told, lang).as_bytes(), policy=default)
    page, text = _part(received, "html"), text_of(received)
    commands = ["clusterpact deadline explain D07/2021 --file pact/demo-1", "clusterpact work --as demo-berk"]

    assert received.get_content_type() == "multipart/alternative"
    assert [one.get_content_type() for one in received.iter_parts()] == ["text/plain", "text/html"]
    assert {one["Content-Transfer-Encoding"] for one in received.iter_parts()} == {"quoted-printable"}
    assert f'<html lang="{lang}">' in page
    assert [tag in page for tag in ("<title>", "<h1>", "<main>", "Démo &amp; Zn")] == [True] * 4
    assert [tag in page for tag in ("<img", "http", "url(", "<a ", "<script", "<link")] == [False] * 6
    assert [(one in text, f"<code>{one}</code>" in page) for one in commands] == [(True, True)] * 2
    assert (received["List-Id"], received["Auto-Submitted"]) == ("<deadlines.example.org>", "auto-generated")
    assert received["Content-Language"] == lang
    assert max(map(len, received.as_bytes().splitlines())) < 100


def test_a_letter_written_again_is_the_same_to_the_byte() -> None:
    """So that whoever gets it twice can tell."""
    first, second = (_written("digest", [a_notice()], "nl").as_bytes() for _ in range(2))

    assert first == second


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    text: str = part.get_content()
    return text


def _acting(*people: PersonState, day: date = ON) -> Desk:
    """What is known on a day, with an address for each."""
    desk = a_desk(people=tuple(one.person for one in people))
    rules = rules_of()
    return desk._replace(everybody={one.person: capacities(one, people, rules, day) for one in people})


def _written(kind: Any, told: list[Notice], lang: Any, name: str = "Demo", policy: Policy = POLICY) -> Any:  # noqa: ANN401
    letter = Letter("<one@example.org>", "demo-berk", kind, NINE.date(), tuple(one.key for one in told))
    to = Reached(name, "demo-berk@example.org", lang, NINE)
    return mail_of(letter, told, to, Hand("pacts@example.org", "nl", policy), NINE)


def _settings(url: str) -> Settings:
    fields = {"smtp_url": url, "mail_from": "pacts@example.org", "smtp_password_file": Path("/run/secrets/smtp")}
    return Settings.model_validate(fields)
