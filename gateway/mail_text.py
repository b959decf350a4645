"""A letter about deadlines as a mail: plain text in the reader's language, and headers that no robot answers."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any, NamedTuple

from babel.dates import format_date
from jinja2 import Environment, PackageLoader, StrictUndefined

from domain.dates import local_day
from schemas.directory import Lang
from schemas.mail import Letter, Notice, Reached
from schemas.policy import Policy, Title

_TEXTS = Environment(
    loader=PackageLoader("gateway"),
    autoescape=False,  # noqa: S701 - plain text, which no reader takes for markup
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


class Hand(NamedTuple):
    """How letters are written: from which address, in which language to those who never said, by which programme."""

    sender: str
    lang: Lang
    policy: Policy


def mail_of(letter: Letter, told: Sequence[Notice], to: Reached, hand: Hand, at: datetime) -> EmailMessage:
    """Write a letter as of the instant at which it was written down, however often it is sent.

    Of several messages about one revision of a deadline the last is told: the others were on the way to it.
    """
    policy, tongue = hand.policy, to.lang or hand.lang
    today = local_day(at, policy.terms.time_zone)
    rows = [_row(notice, tongue, today) for notice in _last_of_each(told)]
    said = {
        "rows": rows,
        "programme": _in(policy.title, tongue),
        "name": to.name,
        "roles": _roles(told, policy, tongue),
    }
    subject, _, text = _TEXTS.get_template(f"mail_{letter.kind}.{tongue}.txt").render(said).partition("\n")
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(_in(policy.title, tongue), addr_spec=hand.sender)
    mail["To"] = Address(_one_line(to.name), addr_spec=to.address.strip())
    mail["Subject"] = _one_line(subject)
    mail["Date"] = at
    mail["Message-ID"] = letter.message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text.lstrip("\n"))
    mail["Content-Language"] = tongue
    return mail


def _last_of_each(told: Sequence[Notice]) -> list[Notice]:
    """Keep the last message about each deadline, the earliest due date first."""
    last = {(notice.stream, notice.deadline, notice.revision): notice for notice in told}
    return sorted(last.values(), key=lambda notice: (notice.due, notice.stream, notice.deadline))


def _row(notice: Notice, lang: Lang, today: date) -> Mapping[str, Any]:
    return {
        "title": " ".join((_in(notice.title, lang), *notice.subject)),
        "file": notice.cluster_name or notice.stream,
        "stream": notice.stream,
        "deadline": notice.deadline,
        "due": format_date(notice.due, "d MMMM y", locale=lang),
        "days": (notice.due - today).days,
    }


def _roles(told: Sequence[Notice], policy: Policy, lang: Lang) -> list[str]:
    """Name the roles that the letter is for, as the pack in force calls them."""
    titles = {role.id: _in(role.title, lang) for role in policy.roles}
    return [titles.get(role, role) for role in dict.fromkeys(role for notice in told for role in notice.to_roles)]


def _in(title: Title, lang: Lang) -> str:
    return title.nl if lang == "nl" else title.en


def _one_line(text: str) -> str:
    return " ".join(text.split())
