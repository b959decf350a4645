"""Mail about deadlines: what has to be told, to whom, and what became of each letter. No address, no name."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal, NamedTuple

from pydantic import Field

from schemas.directory import Lang
from schemas.event import Recorded
from schemas.model import Model
from schemas.policy import Title

LetterKind = Literal["digest", "single"]
"""A person's reminders of one day together, or one escalation at once."""


MailState = Literal["waits", "planned", "sent", "refused", "withdrawn", "fell_away"]
"""Recorded; written down and perhaps under way; taken by the server, or never; for nobody any more, or not asked."""


class Notice(Model):
    """A message of the outbox about a deadline, with what the deadline is now."""

    key: str
    stream: str
    deadline: str
    revision: int
    stage: str  # 'r10', 'e1' or 'missed'
    event: str
    due: date
    to_roles: tuple[str, ...]
    recorded_at: datetime
    is_open: bool  # nobody has noted yet that everybody was told
    is_asked: bool  # the deadline still stands where the message left it
    title: Title
    subject: tuple[str, ...]
    cluster: str | None  # the file's own
    cluster_name: str | None  # as it is called now


class Reached(NamedTuple):
    """Where somebody can be written to, since when, and in which language if they said so."""

    name: str
    address: str
    lang: Lang | None
    written_at: datetime


class Part(NamedTuple):
    """That a letter tells one person of one message, and what became of the letter."""

    notice: str
    person: str
    message_id: str
    kind: LetterKind
    day: date
    planned_at: datetime
    sent_at: datetime | None
    given_up_at: datetime | None
    reply: int | None  # the mail server's code; none where the letter was withdrawn by us
    tries: int = 0  # conversations with the server that were begun
    tried_at: datetime | None = None  # when the last one began

    @property
    def is_pending(self) -> bool:
        """Whether it may or may not have gone."""
        return self.sent_at is None and self.given_up_at is None


class Letter(NamedTuple):
    """One mail to one person; planned means that it was written down and may have gone already."""

    message_id: str
    person: str
    kind: LetterKind
    day: date
    notices: tuple[str, ...]
    planned_at: datetime | None = None
    tries: int = 0
    tried_at: datetime | None = None


class Trouble(NamedTuple):
    """That the mail server takes nothing: how often it was tried in vain, since when, and why the last time."""

    tries: int
    since: datetime
    tried_at: datetime
    because: str


class Mailed(Model):
    """What became of a letter about a deadline, by the pseudonym of who was to get it."""

    revision: int
    stage: str
    person: str | None  # nobody yet, or ever, where the state is waits or fell_away
    kind: LetterKind | None
    state: MailState
    at: datetime | None
    message_id: str | None


class KeptNotice(Model):
    """A message of the outbox about a deadline, delivered or not, as an audit reads it."""

    key: str
    stream: str
    deadline: str
    revision: int
    stage: str
    event: str
    to_roles: tuple[str, ...]
    cluster: str | None  # the file's own
    recorded_at: datetime
    done_at: datetime | None


class KeptLetter(Model):
    """A letter with the keys of what it tells, as an audit reads it."""

    message_id: str
    person: str
    kind: LetterKind
    day: date
    sent_at: datetime | None
    reply: int | None  # the mail server's code where it was refused
    notices: tuple[str, ...]


class MailEvidence(Model):
    """All that an audit of mail reads, as it stood at one instant."""

    events: tuple[Recorded, ...]  # those of deadlines, in the order of recording
    people: tuple[Recorded, ...] = ()  # those of people and of the rules, in the order of recording
    notices: tuple[KeptNotice, ...] = ()
    letters: tuple[KeptLetter, ...] = ()
    reached: Mapping[str, datetime] = Field(default_factory=dict)  # who has an address, and since when
    alarms: tuple[str, ...] = ()  # keys, of those that were closed too
    is_mailing: bool = False  # whether the settings name a mail server
    is_away: bool = False  # whether that takes nothing
    now: datetime


class MailTold(Model):
    """One message about a deadline that a letter tells, or is to tell."""

    stream: str
    deadline: str
    revision: int
    stage: str


class MailEntry(Model):
    """One letter with what became of it, or one message that stands in no letter yet."""

    day: date  # the local day for which the letter was made, or on which the message was recorded
    person: str | None  # by pseudonym; nobody yet where no letter was written
    for_roles: tuple[str, ...] = ()  # where nobody is named yet
    kind: LetterKind | None = None
    message_id: str | None = None
    state: MailState
    at: datetime | None = None  # when it came into this state
    tries: int = 0
    tried_at: datetime | None = None
    last_reply: int | None = None  # the mail server's code where it did not take the letter
    tells: tuple[MailTold, ...]


class MailList(Model):
    """Letters and messages in the order of their days, and whether the mail server takes any."""

    time_zone: str
    trouble: Trouble | None
    entries: tuple[MailEntry, ...]
