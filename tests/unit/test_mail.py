"""Mail on paper: when a digest leaves, what an address is, which server is meant, and how a letter reads."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.mail import GATHER, Desk, digest_at, is_address, round_of
from domain.work_list import Capacity
from gateway.mail_text import Hand, mail_of
from schemas.mail import Letter, Notice, Part, Reached
from schemas.policy import Title
from tests.unit.programme import a_policy
from workers.mail_server import MailServer, NoMail, mail_server
from workers.settings import Settings

POLICY = a_policy()
NINE = datetime(2021, 1, 4, 8, 0, tzinfo=UTC)
"""Nine in the morning of Monday 4 January 2021 in Brussels."""

SPREAD = timedelta(minutes=20)
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
    text = _written("digest", told, "nl").get_content()

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
    assert "You get this mail as case officer." in mail.get_content()
    assert mail["Bcc"] is None
    assert mail["Date"].datetime == NINE


def _written(kind: Any, told: list[Notice], lang: Any, name: str = "Demo") -> Any:  # noqa: ANN401
    letter = Letter("<one@example.org>", "demo-berk", kind, NINE.date(), tuple(one.key for one in told))
    to = Reached(name, "demo-berk@example.org", lang, NINE)
    return mail_of(letter, told, to, Hand("pacts@example.org", "nl", POLICY), NINE)


def _settings(url: str) -> Settings:
    fields = {"smtp_url": url, "mail_from": "pacts@example.org", "smtp_password_file": Path("/run/secrets/smtp")}
    return Settings.model_validate(fields)
