"""Mail: what is to be told of deadlines reaches whom it concerns, by a real mail server, once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from itertools import pairwise

import pytest
from pydantic import SecretStr

from gateway.dates import explained
from gateway.guarantee import audit_deadlines
from schemas.agreement.award import RecordAwardDecision
from schemas.cluster import RegisterCluster
from schemas.deadline import GrantExtensionOfTime, RequestExtensionOfTime
from schemas.directory import Named
from schemas.pact import RegisterPact
from schemas.people import DirectoryEntryErased, PersonRegistered, RoleAssigned
from store.alarms import open_alarms
from store.directory import erase_names, write_name
from store.handle import handle
from store.log import append, read_log
from store.mail import alone, parts, trouble
from store.outbox import open_messages
from store.pool import Pool
from tests.integration.conftest import Database, run_as
from tests.integration.mail_sink import Sink, listening, text_of
from tests.integration.still_clock import Standing
from tests.integration.store_requests import an_append
from tests.integration.test_cli_nouns import run
from tests.integration.test_store_handle import AWARDED, DUE, PACT, ask, awarded, events
from workers.doctor_mail import examine_mail
from workers.mail import TRIES, Mailer, mailer_of
from workers.settings import Settings

REMINDED = datetime(2021, 1, 1, 8, 0, tzinfo=UTC)
"""Sixty days before the due date, at nine in Brussels."""

DIGEST = REMINDED + timedelta(minutes=2)
GRACE = timedelta(days=365)
"""In these stories nobody but the test fires deadlines."""

ESCALATED = datetime(2021, 3, 3, 8, 0, tzinfo=UTC)
REPRESENTATIVE, HEAD, LEADER = "demo-eik", "demo-den", "demo-olm"
SINCE = date(2019, 1, 1)
THEN = datetime(2019, 1, 1, tzinfo=UTC)


class Post:
    """A mailer whose clock is set by hand."""

    def __init__(self, pool: Pool, sink: Sink) -> None:
        """Send to the sink, everything at its first moment."""
        self.clock = Standing(REMINDED)
        self.settings = Settings.model_validate(
            {
                "smtp_url": f"smtp+plain://127.0.0.1:{sink.port}",
                "mail_from": "pacten@example.org",
                "mail_spread_minutes": 0,
            }
        )
        self._pool = pool
        self.mailer = self.another()

    def another(self) -> Mailer:
        """A mailer of another process."""
        made = mailer_of(self.settings, self._pool, self.clock)
        assert made is not None
        self.mailer = made
        return made

    async def at(self, at: datetime) -> tuple[str, ...]:
        """Look at this time."""
        self.clock.at = at
        return await self.mailer.look()


@pytest.fixture
async def sink() -> AsyncIterator[Sink]:
    """A mail server that listens."""
    async with listening(Sink()) as made:
        yield made


@pytest.fixture
async def post(pool: Pool, sink: Sink) -> AsyncIterator[Post]:
    """An agency with a running deadline and people who can be written to; whatever befalls, the audit finds nothing."""
    await awarded(pool)
    await hire(pool, REPRESENTATIVE, "cluster_representative", cluster="demo-linde")
    await hire(pool, LEADER, "leading_official")
    await entry(pool, REPRESENTATIVE)
    await entry(pool, HEAD)
    await ask(
        pool,
        "name-cluster",
        RegisterCluster(name="Democluster"),
        AWARDED + timedelta(hours=3),
        stream="cluster/demo-linde",
    )
    made = Post(pool, sink)
    yield made
    assert await audit_deadlines(pool, made.clock.at + timedelta(hours=1), GRACE) == ()


async def hire(pool: Pool, person: str, role: str, cluster: str | None = None) -> None:
    """Give somebody a role, from the beginning of the story."""
    given = events(
        PersonRegistered(person=person), RoleAssigned(role=role, cluster=cluster, valid_from=SINCE), on=SINCE
    )
    at = AWARDED + timedelta(hours=2)
    await append(pool, an_append(f"hire-{person}", stream=f"people/{person}", now=at, received_at=at, payloads=given))


async def entry(
    pool: Pool, person: str, lang: str | None = None, at: datetime = THEN, contact: str | None = None
) -> None:
    """Write into the directory where somebody can be written to."""
    address = contact or f"{person}@example.org"
    named = Named.model_validate({"pseudonym": person, "name": f"Naam {person}", "contact": address, "lang": lang})
    assert await write_name(pool, named, at)


async def reminded(pool: Pool, at: datetime = REMINDED) -> None:
    """Let the time of a reminder come."""
    await handle(pool, PACT, now=at)


async def second_file(pool: Pool) -> None:
    """The pact of another cluster of the same representative, awarded a day later."""
    stream, at = "pact/demo-els", AWARDED + timedelta(days=1)
    both = events(RoleAssigned(role="cluster_representative", cluster="demo-els", valid_from=SINCE), on=SINCE)
    person = f"people/{REPRESENTATIVE}"
    await append(pool, an_append("hire-both", stream=person, version=2, now=at, received_at=at, payloads=both))
    await ask(pool, "register-second", RegisterPact(cluster="demo-els"), at, stream=stream)
    award = RecordAwardDecision(decided_on=at.date(), minutes="minutes 8")
    await ask(pool, "award-second", award, at + timedelta(hours=1), stream=stream)


async def late(pool: Pool) -> None:
    """Let it fall due, and the first escalation come."""
    await handle(pool, PACT, now=DUE + timedelta(seconds=5))
    await handle(pool, PACT, now=ESCALATED)


def address_of(sink: Sink) -> SecretStr | None:
    """Where a mail server listens, or listened."""
    return Settings.model_validate({"smtp_url": f"smtp+plain://127.0.0.1:{sink.port}"}).smtp_url


async def kinds(pool: Pool) -> list[str]:
    """The kinds of open alarms."""
    return [alarm.kind for alarm in await open_alarms(pool)]


def subject(mail: EmailMessage) -> str:
    """The subject as a reader sees it; a long one was folded on its way."""
    return str(mail["Subject"]).strip()


async def test_a_reminder_is_mailed_once_in_the_digest_of_its_day(pool: Pool, post: Post, sink: Sink) -> None:
    """Not before its time, and then it is delivered for good."""
    await reminded(pool)
    early = await post.at(DIGEST - timedelta(seconds=1))
    sent = await post.at(DIGEST)
    again = await post.at(DIGEST + timedelta(minutes=1))

    assert ((), sink.ids, ()) == (early, list(sent), again)
    assert sink.receivers == ["demo-eik@example.org"]
    assert await open_messages(pool, "notice") == []
    [mail] = sink.mails
    assert mail["Auto-Submitted"] == "auto-generated"
    assert subject(mail) == "proefprogramma: sluiten van het clusterpact, Democluster, t/m 2 maart 2021"
    assert "t/m 2 maart 2021: nog 60 dagen" in text_of(mail)


async def test_whoever_dies_between_sending_and_the_mark_sends_the_same_letter_again(
    pool: Pool, post: Post, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one window: the same id and the same words, and from then on nothing more."""
    await reminded(pool)

    async def die(*_: object) -> bool:
        raise asyncio.CancelledError

    with monkeypatch.context() as dying:
        dying.setattr("workers.mail.note_sent", die)
        with pytest.raises(asyncio.CancelledError):
            await post.at(DIGEST)
    post.another()
    await post.at(DIGEST + timedelta(days=1))
    await post.at(DIGEST + timedelta(days=2))

    first, second = sink.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert text_of(first) == text_of(second)
    assert first["Date"] == second["Date"]


async def test_what_is_recorded_after_a_letter_was_written_waits_for_the_next(
    pool: Pool, post: Post, sink: Sink
) -> None:
    """The server took it without saying so: sent again it tells the same, and what is new stands in tomorrow's."""
    await reminded(pool)
    sink.is_mute = True
    await post.at(DIGEST)
    sink.is_mute = False
    await ask(
        pool,
        "more-time",
        RequestExtensionOfTime(deadline="D01", new_due=date(2021, 3, 3), ground="ziekte"),
        REMINDED + timedelta(minutes=3),
        person="demo-berk",
    )
    await ask(
        pool,
        "granted-it",
        GrantExtensionOfTime(deadline="D01", new_due=date(2021, 3, 3)),
        REMINDED + timedelta(minutes=4),
        person=HEAD,
    )
    await reminded(pool, REMINDED + timedelta(days=1))
    await post.at(DIGEST + timedelta(minutes=5))
    await post.at(DIGEST + timedelta(days=1))

    assert len(sink.ids) == 2
    assert "2 maart" in text_of(sink.mails[0])
    assert "3 maart" in text_of(sink.mails[1])
    assert sink.ids[0] != sink.ids[1]


async def test_one_mail_a_day_tells_everything_of_that_day(pool: Pool, post: Post, sink: Sink) -> None:
    """Two files, two rows, the earlier date first; each person reads it in their own language."""
    await entry(pool, REPRESENTATIVE, lang="en")
    await second_file(pool)
    await reminded(pool, REMINDED + timedelta(days=1))
    await handle(pool, "pact/demo-els", now=REMINDED + timedelta(days=1))

    await post.at(DIGEST + timedelta(days=1))

    [mail] = sink.mails
    text = text_of(mail)
    assert subject(mail) == "test programme: 2 deadlines, the first up to and including 2 March 2021"
    assert mail["Content-Language"] == "en"
    assert text.index("up to and including 2 March 2021") < text.index("up to and including 3 March 2021")
    assert "cluster representative" in text


async def test_an_escalation_goes_at_once(pool: Pool, post: Post, sink: Sink) -> None:
    """A letter of its own to the role that the rule names; the miss itself waits for the digest of who owes it."""
    await entry(pool, "demo-berk")
    await late(pool)

    await post.at(ESCALATED)
    at_once = sink.receivers
    await post.at(ESCALATED + timedelta(minutes=2))

    assert at_once == ["demo-den@example.org"]
    assert (
        subject(sink.mails[0])
        == "proefprogramma: te laat: sluiten van het clusterpact, Democluster, liep t/m 2 maart 2021"
    )
    assert sink.receivers[1:] == ["demo-berk@example.org"]
    assert "voorbij zonder dat het er was" in text_of(sink.mails[1])
    assert await open_messages(pool, "notice") == []


async def test_a_dead_mail_server_delays_and_alarms_and_loses_nothing(pool: Pool, post: Post) -> None:
    """It is asked less and less often, after a new start too; once back, each letter goes once and the alarm closes."""
    away = Sink()
    async with listening(away):
        post.settings = post.settings.model_copy(update={"smtp_url": address_of(away)})
    await reminded(pool)
    tried: list[datetime] = []
    for seconds in range(0, 620, 20):
        post.another()
        assert await post.at(DIGEST + timedelta(seconds=seconds)) == ()
        found = await trouble(pool)
        assert found is not None
        tried += [found.tried_at] if found.tried_at not in tried else []
    alarms = await open_alarms(pool)
    too_soon = await post.at(DIGEST + timedelta(seconds=619))
    async with listening(away):
        await post.at(DIGEST + timedelta(hours=2))
        await post.at(DIGEST + timedelta(hours=3))

    assert [(later - earlier).seconds for earlier, later in pairwise(tried)] == [20, 40, 80, 160]
    assert [(one.kind, one.body["messages"], one.body["because"]) for one in alarms] == [
        ("mail_away", 1, "SMTPConnectError")
    ]
    assert (too_soon, len(away.ids), await kinds(pool), await trouble(pool)) == ((), 1, [], None)


async def test_an_address_that_is_refused_is_an_alarm_and_stops_nobody_else(pool: Pool, post: Post, sink: Sink) -> None:
    """The other one is told; once the address is mended, the first one would be told of the next thing."""
    await hire(pool, "demo-iep", "head_of_unit")
    await entry(pool, "demo-iep")
    sink.answers["demo-den@example.org"] = "550 no such user demo-den@example.org"
    await late(pool)
    await post.at(ESCALATED)

    [alarm] = await open_alarms(pool, "mail_refused")
    assert sink.receivers == ["demo-iep@example.org"]
    assert alarm.body == {"person": HEAD, "code": 550, "messages": 1}
    assert [message.body["stage"] for message in await open_messages(pool, "notice")] == ["missed"]


async def test_refused_everywhere_it_stays_open_until_an_address_is_mended(pool: Pool, post: Post, sink: Sink) -> None:
    """Nobody was told: that is an alarm of its own, and the new address is used at once."""
    sink.answers["demo-eik@example.org"] = "550 gone"
    await reminded(pool)
    await post.at(DIGEST)
    await post.at(DIGEST + timedelta(minutes=1))
    before = await kinds(pool)
    await entry(pool, REPRESENTATIVE, at=DIGEST + timedelta(minutes=2), contact="nieuw@example.org")
    await post.at(DIGEST + timedelta(minutes=3))

    assert sorted(before) == ["mail_refused", "nobody_to_tell"]
    assert sink.receivers == ["nieuw@example.org"]
    assert await kinds(pool) == ["mail_refused"]


async def test_a_letter_that_is_put_off_is_tried_again(pool: Pool, post: Post, sink: Sink) -> None:
    """For its receiver alone, less and less often whoever starts anew; after some tries an alarm, until it goes."""
    sink.answers["demo-eik@example.org"] = "451 later"
    await reminded(pool)
    for seconds in range(0, 320, 20):
        post.another()
        await post.at(DIGEST + timedelta(seconds=seconds))
    [part] = await parts(pool, DIGEST.date())
    alarms = await kinds(pool)
    sink.answers.clear()
    await post.at(DIGEST + timedelta(days=1))

    assert (part.tries, part.tried_at) == (TRIES, DIGEST + timedelta(seconds=300))
    assert (alarms, len(sink.ids), await kinds(pool)) == (["mail_waits"], 1, [])


async def test_a_letter_at_which_the_server_hangs_up_holds_no_other_back(pool: Pool, post: Post, sink: Sink) -> None:
    """The one that was tried least goes first."""
    await reminded(pool)
    sink.is_mute = True
    await post.at(DIGEST)
    sink.is_mute = False
    sink.hangs_up_on = "demo-eik@example.org"
    await entry(pool, "demo-iep")
    await hire(pool, "demo-iep", "cluster_representative", cluster="demo-linde")
    await post.at(DIGEST + timedelta(minutes=1))

    assert sink.receivers[1:] == ["demo-iep@example.org"]


async def test_with_nobody_to_tell_it_stays_in_sight(pool: Pool, post: Post, sink: Sink) -> None:
    """Nobody who can be written to holds the role: an alarm, and the message waits until somebody can."""
    await late(pool)
    at = ESCALATED + timedelta(days=20)
    await handle(pool, PACT, now=at)
    await post.at(at)
    alarms = [(one.kind, one.body["stage"]) for one in await open_alarms(pool)]
    waiting = [message.body["stage"] for message in await open_messages(pool, "notice")]
    await entry(pool, "demo-berk")
    await entry(pool, LEADER)
    await post.at(at + timedelta(minutes=2))

    assert sorted(alarms) == [("nobody_to_tell", "e10"), ("nobody_to_tell", "missed")]
    assert sorted(waiting) == ["e10", "missed"]
    assert (await open_messages(pool, "notice"), await kinds(pool)) == ([], [])
    assert sorted(set(sink.receivers)) == [f"{one}@example.org" for one in ("demo-berk", HEAD, LEADER)]


async def test_an_erased_person_gets_no_mail_not_even_one_that_was_written(pool: Pool, post: Post, sink: Sink) -> None:
    """Put off by the server, then erased: the letter is withdrawn, and nobody is left to tell."""
    sink.answers["demo-eik@example.org"] = "451 later"
    await reminded(pool)
    await post.at(DIGEST)
    sink.answers.clear()
    at = DIGEST + timedelta(minutes=1)
    erased = events(DirectoryEntryErased(ground="asked", erased_on=at.date()), on=at.date())
    stream = f"people/{REPRESENTATIVE}"
    await append(pool, an_append("erase-them", stream=stream, version=2, now=at, received_at=at, payloads=erased))
    await erase_names(pool)
    await post.at(DIGEST + timedelta(days=1))
    await post.at(DIGEST + timedelta(days=1))

    assert (sink.mails, await kinds(pool)) == ([], ["nobody_to_tell"])
    assert [(one.person, one.state) for one in (await explained(pool, "D01")).mails] == [(REPRESENTATIVE, "withdrawn")]


async def test_what_no_longer_holds_is_not_mailed(pool: Pool, post: Post, sink: Sink) -> None:
    """The date was moved before the digest left: the reminder of the old one falls away."""
    await reminded(pool)
    wish = RequestExtensionOfTime(deadline="D01", new_due=date(2021, 6, 1), ground="ziekte")
    await ask(pool, "more-time", wish, REMINDED + timedelta(seconds=5), person="demo-berk")
    grant = GrantExtensionOfTime(deadline="D01", new_due=date(2021, 6, 1))
    await ask(pool, "granted-it", grant, REMINDED + timedelta(seconds=6), person=HEAD)
    await post.at(DIGEST)

    assert (sink.mails, await open_messages(pool, "notice")) == ([], [])
    assert [one.state for one in (await explained(pool, "D01")).mails] == ["fell_away"]


async def test_the_account_of_a_deadline_says_who_was_told_without_an_address(pool: Pool, post: Post) -> None:
    """By pseudonym, and nothing of it stands in the record."""
    await reminded(pool)
    before = len(await read_log(pool, limit=500))
    waiting = [(one.stage, one.state) for one in (await explained(pool, "D01")).mails]
    [sent] = await post.at(DIGEST)
    shown = await explained(pool, "D01")

    [mailed] = shown.mails
    assert waiting == [("r60", "waits")]
    assert (mailed.stage, mailed.person, mailed.state) == ("r60", REPRESENTATIVE, "sent")
    assert (mailed.message_id, mailed.at) == (sent, DIGEST)
    assert "demo-eik@" not in shown.model_dump_json()
    assert len(await read_log(pool, limit=500)) == before


async def test_the_audit_finds_what_was_closed_and_told_to_nobody(pool: Pool, post: Post, database: Database) -> None:
    """By somebody's hand, past the mailer; and what waits for days without an alarm where mail is on."""
    await reminded(pool)
    later = DIGEST + timedelta(days=3)
    quiet = await audit_deadlines(pool, later, GRACE)
    waiting = await audit_deadlines(pool, later, GRACE, is_mailing=True)
    await run_as(database.owner_url, "UPDATE clusterpact.outbox SET done_at = recorded_at WHERE kind = 'notice'")
    closed = await audit_deadlines(pool, later, GRACE)
    await run_as(database.owner_url, "UPDATE clusterpact.outbox SET done_at = NULL WHERE kind = 'notice'")

    assert quiet == ()
    assert [(found.invariant, found.deadline) for found in waiting] == [("I20", "D01")]
    assert [found.detail for found in waiting] == ["r60 waits since 2021-01-01T08:00:00+00:00, and no alarm says why"]
    assert [found.detail for found in closed] == [
        f"{REPRESENTATIVE} was never written to of r60",
        "r60 was closed, and nobody was told",
    ]


async def test_a_representative_hears_of_no_other_cluster(pool: Pool, post: Post, sink: Sink) -> None:
    """The role is held for another one, so nobody is there to be told."""
    await hire(pool, "demo-vlier", "cluster_representative", cluster="demo-els")
    await entry(pool, "demo-vlier")
    await reminded(pool)
    await post.at(DIGEST)

    assert sink.receivers == ["demo-eik@example.org"]


async def test_of_two_mailers_one_mails(pool: Pool, post: Post, sink: Sink) -> None:
    """The second finds the first at work and leaves it."""
    await reminded(pool)
    async with alone(pool) as is_first:
        meanwhile = await post.at(DIGEST)
    sent = await post.at(DIGEST)

    assert (is_first, meanwhile, len(sent)) == (True, (), 1)


async def test_nothing_is_handed_over_in_the_open_unless_the_settings_say_so(
    pool: Pool, post: Post, sink: Sink
) -> None:
    """A server without STARTTLS gets nothing from an smtp:// address."""
    url = Settings.model_validate({"smtp_url": f"smtp://127.0.0.1:{sink.port}"}).smtp_url
    post.settings = post.settings.model_copy(update={"smtp_url": url})
    post.another()
    await reminded(pool)

    assert (await post.at(DIGEST), sink.mails) == ((), [])


async def test_the_mailer_looks_by_itself_and_finishes_the_letter_in_hand(pool: Pool, post: Post, sink: Sink) -> None:
    """Told to stop while the first of two letters is on its way: that one is noted, the other waits."""
    await entry(pool, "demo-iep")
    await hire(pool, "demo-iep", "cluster_representative", cluster="demo-linde")
    await reminded(pool)
    post.clock.at = DIGEST
    stop = asyncio.Event()
    sink.on_mail = stop.set
    await post.mailer.run(stop)

    states = [one.state for one in (await explained(pool, "D01", PACT)).mails]
    assert (states, len(sink.ids)) == (["sent"], 1)
    assert len(await open_messages(pool, "notice")) == 1


async def test_the_doctor_tells_what_waits(pool: Pool, post: Post, sink: Sink, database: Database) -> None:
    """Off and nothing to tell; off with something waiting; on with a server that answers, or with none."""
    off = Settings.model_validate({"lang": "en", "database_url": database.service_url})
    there = post.settings
    quiet = await said(off)
    await reminded(pool)
    waiting = await said(off)
    answering = await said(there)
    async with listening(Sink()) as gone:
        url = address_of(gone)

    assert quiet == [("ok", "off")]
    assert waiting == [("warn", "off; 1 messages wait, since 2021-01-01")]
    assert answering == [("ok", f"127.0.0.1:{sink.port}")]
    assert await said(there.model_copy(update={"smtp_url": url})) == [
        ("fail", f"127.0.0.1:{gone.port}: SMTPConnectError")
    ]
    assert [level for level, _ in await said(there.model_copy(update={"mail_from": None}))] == ["fail"]


async def said(settings: Settings) -> list[tuple[str, str]]:
    """What the doctor says of mail, while the loop goes on."""
    found = await asyncio.to_thread(lambda: [*examine_mail(settings, None)])
    return [(one.level, one.what) for one in found]


async def test_every_letter_is_listed_for_who_looks_after_mail(
    pool: Pool, post: Post, sink: Sink, database: Database
) -> None:
    """By day and person with its id, tries and last answer, and what waits; filtered; and never an address."""
    await entry(pool, "demo-iep")
    await hire(pool, "demo-iep", "cluster_representative", cluster="demo-linde")
    sink.answers["demo-eik@example.org"] = "451 later"
    await reminded(pool)
    await post.at(DIGEST)
    await post.at(DIGEST + timedelta(seconds=20))
    await late(pool)
    whole = await asyncio.to_thread(run, database, "audit mail --json")
    ways = ("--person demo-iep", "--deadline D01", "--deadline D99", "--since 2021-01-02", "--since 2021-01-01")
    rows = [(await asyncio.to_thread(run, database, f"audit mail {way} --json")).json["entries"] for way in ways]
    told = [await asyncio.to_thread(run, database, f"audit mail --lang {lang}") for lang in ("nl", "en")]
    wrong = await asyncio.to_thread(run, database, "audit mail --since tomorrow")

    entries = whole.json["entries"]
    assert [(one["day"], one["person"], one["state"], one["tries"], one["last_reply"]) for one in entries] == [
        ("2021-01-01", REPRESENTATIVE, "planned", 2, 451),
        ("2021-01-01", "demo-iep", "sent", 1, None),
        ("2021-03-03", None, "waits", 0, None),
        ("2021-03-03", None, "waits", 0, None),
    ]
    assert entries[0]["tells"] == [{"stream": PACT, "deadline": "D01", "revision": 1, "stage": "r60"}]
    assert entries[1]["message_id"] == sink.ids[0]
    assert entries[3]["for_roles"] == ["head_of_unit"]
    assert [len(one) for one in rows] == [1, 4, 0, 2, 4]
    assert ["2 keer geprobeerd, laatst 2021-01-01 09:02, antwoord 451" in told[0].out, "answer 451" in told[1].out] == [
        True,
        True,
    ]
    assert ("demo-eik@" in whole.out + told[0].out, wrong.code) == (False, 2)
    assert max(len(line) for one in told for line in one.out.splitlines()) <= 100
