"""Mail about deadlines, laid out: who was told, when and under which id; by pseudonym, never by address."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cli.clocks import day_of, local_text
from cli.count_words import pick
from cli.ending import told
from cli.printing import bold, print_entry, print_json, print_line, wrapped
from cli.reading import asked, lang_of
from cli.words import Lang

if TYPE_CHECKING:
    from schemas.mail import Mailed, MailEntry, MailList
    from store.pool import Pool

_STATES = {
    "waits": ("wacht", "waits"),
    "planned": ("geschreven", "written"),
    "sent": ("gemaild", "mailed"),
    "refused": ("geweigerd", "refused"),
    "withdrawn": ("ingetrokken", "withdrawn"),
    "fell_away": ("vervallen", "fell away"),
}


def print_mails(mails: Sequence["Mailed"], lang: Lang, zone: str) -> None:
    """Print a line for each message and person, in the order in which the messages were recorded."""
    if mails:
        print_line(bold(f"\n{pick(lang, 'Wie bericht kreeg', 'Who was told')}"))
    for one in mails:
        at = "" if one.at is None else _local(one.at, zone)
        stage = f"{one.revision}.{one.stage}"
        head = f"  {at:<16}  {stage:<12} {pick(lang, *_STATES[one.state]):<12} "
        print_line(wrapped(head, " ".join(filter(None, (one.person, one.message_id)))))


def show_mail(person: str | None, deadline: str | None, since: str | None, lang: str | None, *, as_json: bool) -> None:
    """List every letter with what became of it, and what waits for one."""
    with told(as_json=as_json):
        from gateway.mailed import mail_list

        tongue, first = lang_of(lang), day_of(since, "--since")

        async def ask(pool: "Pool") -> "MailList":
            return await mail_list(pool, person=person, deadline=deadline, since=first)

        found = asked(ask)
        if as_json:
            print_json(found)
            return
        for entry in found.entries:
            _print_entry(entry, tongue, found.time_zone)
        if not found.entries:
            print_line(pick(tongue, "Er is geen mail, en er wacht er geen.", "There is no mail, and none waits."))
        _print_trouble(found, tongue)


def _print_entry(entry: "MailEntry", lang: Lang, zone: str) -> None:
    who = entry.person or pick(lang, f"voor {', '.join(entry.for_roles)}", f"for {', '.join(entry.for_roles)}")
    state = pick(lang, *_STATES[entry.state])
    at = None if entry.at is None else _local(entry.at, zone)
    tells = [f"{one.stream} {one.deadline} {one.revision}.{one.stage}" for one in entry.tells]
    print_entry((bold(str(entry.day)), who, state, at), entry.message_id, _tried(entry, lang, zone), "; ".join(tells))


def _tried(entry: "MailEntry", lang: Lang, zone: str) -> str | None:
    if entry.tried_at is None:
        return None
    last = _local(entry.tried_at, zone)
    english = "once" if entry.tries == 1 else f"{entry.tries} times"
    times = pick(lang, f"{entry.tries} keer geprobeerd, laatst {last}", f"tried {english}, last {last}")
    reply = (
        "" if entry.last_reply is None else pick(lang, f", antwoord {entry.last_reply}", f", answer {entry.last_reply}")
    )
    return times + reply


def _print_trouble(found: "MailList", lang: Lang) -> None:
    if found.trouble is not None:
        one = found.trouble
        since, last = _local(one.since, found.time_zone), _local(one.tried_at, found.time_zone)
        dutch = (
            f"De mailserver neemt niets aan sinds {since}: {one.tries} keer geprobeerd, laatst {last}, {one.because}"
        )
        english = f"The mail server takes nothing since {since}: tried {one.tries} times, last {last}, {one.because}"
        print_line(wrapped("", pick(lang, dutch, english)))


def _local(at: datetime, zone: str) -> str:
    return local_text(at, ZoneInfo(zone))
