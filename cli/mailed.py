"""Who was told of a deadline by mail, laid out: by pseudonym, as the address is no business of the account."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cli.count_words import pick
from cli.printing import bold, print_line, wrapped
from cli.words import Lang

if TYPE_CHECKING:
    from schemas.mail import Mailed

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
        at = "" if one.at is None else f"{one.at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
        stage = f"{one.revision}.{one.stage}"
        head = f"  {at:<16}  {stage:<12} {pick(lang, *_STATES[one.state]):<12} "
        print_line(wrapped(head, " ".join(filter(None, (one.person, one.message_id)))))
