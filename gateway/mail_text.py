"""A letter about deadlines as a mail: plain text and HTML in the reader's language, and headers that no robot answers.

Whatever a person or a pack has written comes in as one line without control characters, so that it makes neither a
header nor a line of its own; in the HTML it is escaped. Nothing in it is fetched from anywhere.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any, NamedTuple
from unicodedata import category

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
_PAGES = _TEXTS.overlay(autoescape=True)
_EVERY_SERVER = "quoted-printable"  # 8bit needs a server that offers it


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
    said = {
        "rows": [_row(notice, tongue, today) for notice in _last_of_each(told)],
        "programme": _in(policy.title, tongue),
        "name": _one_line(to.name),
        "person": letter.person,
        "roles": _roles(told, policy, tongue),
        "lang": tongue,
    }
    subject, _, text = _TEXTS.get_template(f"mail_{letter.kind}.{tongue}.txt").render(said).partition("\n")
    page = _PAGES.get_template(f"mail_{letter.kind}.{tongue}.html").render(said, subject=subject)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(_in(policy.title, tongue), addr_spec=hand.sender)
    mail["To"] = Address(_one_line(to.name), addr_spec=to.address.strip())
    mail["Subject"] = subject
    mail["Date"] = at
    mail["Message-ID"] = letter.message_id
    mail["List-Id"] = f"<deadlines.{hand.sender.rpartition('@')[2].lower()}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text.lstrip("\n"), cte=_EVERY_SERVER)
    mail.add_alternative(page, subtype="html", cte=_EVERY_SERVER)
    mail["Content-Language"] = tongue
    mail.set_boundary(f"=_{letter.message_id[1:].partition('@')[0]}")  # sent again it is the same to the byte
    return mail


def _last_of_each(told: Sequence[Notice]) -> list[Notice]:
    """Keep the last message about each deadline, the earliest due date first."""
    last = {(notice.stream, notice.deadline, notice.revision): notice for notice in told}
    return sorted(last.values(), key=lambda notice: (notice.due, notice.stream, notice.deadline))


def _row(notice: Notice, lang: Lang, today: date) -> Mapping[str, Any]:
    return {
        "title": _one_line(" ".join((_in(notice.title, lang), *notice.subject))),
        "file": _one_line(notice.cluster_name or notice.stream),
        "stream": notice.stream,
        "deadline": notice.deadline,
        "due": format_date(notice.due, "d MMMM y", locale=lang),
        "day": notice.due.isoformat(),
        "days": (notice.due - today).days,
        "is_late": notice.event != "deadline.reminded",
    }


def _roles(told: Sequence[Notice], policy: Policy, lang: Lang) -> list[str]:
    """Name the roles that the letter is for, as the pack in force calls them."""
    titles = {role.id: _in(role.title, lang) for role in policy.roles}
    return [titles.get(role, role) for role in dict.fromkeys(role for notice in told for role in notice.to_roles)]


def _in(title: Title, lang: Lang) -> str:
    return _one_line(title.nl if lang == "nl" else title.en)


def _one_line(text: str) -> str:
    """Make one line of it, without what a reader cannot see: control characters, and marks that turn text around."""
    return " ".join("".join(" " if category(one)[0] in "CZ" else one for one in text).split())
