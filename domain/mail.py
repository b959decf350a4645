"""Which mails are written when: reminders and misses as one digest per person and day, escalations each at once.

A reminder of a deadline's last day that arises when the person has had the day's digest goes at once too.

A letter tells the same for ever: what comes after it was written down waits for the next one. So the same letter sent
twice is one letter to whoever reads it, and nothing that was to be told can hide behind its id.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from domain.dates import at_hour, end_of_day, local_day
from domain.work_list import Capacity, holders
from schemas.mail import Letter, Notice, Part, Reached
from schemas.policy import Terms

GATHER = timedelta(seconds=120)
"""How long a digest waits for what else is recorded at the same hour."""

CLOSING = timedelta(seconds=900)
"""How long before midnight a day's last digest leaves, so that who looks a little later still sends it that day."""

_FIRST_PAUSE = timedelta(seconds=20)
_LONGEST_PAUSE = timedelta(seconds=900)
_PAUSES = (timedelta(), *(min(_FIRST_PAUSE * (1 << n), _LONGEST_PAUSE) for n in range(7)))

_ESCALATED, _REMINDED = "deadline.escalated", "deadline.reminded"
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")


class Desk(NamedTuple):
    """What is known when mails are written."""

    notices: Sequence[Notice]  # open ones, and those in letters that may have gone
    parts: Sequence[Part]
    everybody: Mapping[str, Sequence[Capacity]]  # in which capacities people act today
    directory: Mapping[str, Reached]
    terms: Terms
    spread: timedelta  # over which the digests of many people are spread
    domain: str  # the right-hand side of message ids


class Round(NamedTuple):
    """What is to be done now."""

    letters: tuple[Letter, ...] = ()  # those that were tried most often last: none holds the others up
    withdrawn: tuple[str, ...] = ()  # letters that were written down and are for nobody any more
    done: tuple[str, ...] = ()  # messages of which everybody was told, or that fell away
    untold: tuple[Notice, ...] = ()  # messages of which nobody can be told


def round_of(desk: Desk, now: datetime) -> Round:
    """Say what is to be done about everything that waits."""
    told = _told_of(desk)
    asked = [notice for notice in desk.notices if notice.is_open and notice.is_asked]
    reached = {notice.key: receivers(notice, desk) for notice in asked}
    pending, withdrawn = _pending(desk, reached)
    outstanding = {
        notice.key: [person for person in reached[notice.key] if not _is_settled(told.get((notice.key, person)), desk)]
        for notice in asked
    }
    were_told = {part.notice for part in desk.parts if part.sent_at is not None}
    fell_away = [notice.key for notice in desk.notices if notice.is_open and not notice.is_asked]
    return Round(
        letters=(*_new(asked, outstanding, told, desk, now), *pending),
        withdrawn=withdrawn,
        done=(*fell_away, *(key for key, left in outstanding.items() if not left and key in were_told)),
        untold=tuple(one for one in asked if not outstanding[one.key] and one.key not in were_told),
    )


def receivers(notice: Notice, desk: Desk) -> list[str]:
    """Name who acts today in a role that the rule names, for that file, and can be written to."""
    acting = holders(notice.to_roles, notice.cluster, desk.everybody, ())
    return [person for person in acting if person in desk.directory and is_address(desk.directory[person].address)]


def is_address(contact: str) -> bool:
    """Tell whether a contact is a mail address and nothing else: one that could not be mistaken for two."""
    return _ADDRESS.fullmatch(contact.strip()) is not None


def digest_at(
    person: str, first: datetime, now: datetime, terms: Terms, spread: timedelta, *, is_last_day: bool = False
) -> datetime:
    """Say when today's digest leaves: after the hour of reminders, never by night, and each person's at its own time.

    ``first`` is when the oldest of what it tells was recorded. The place within ``spread`` follows from the person and
    the day, so that many digests do not leave at one moment; it shrinks with what is left of the day, so that none is
    carried beyond it. What arises in the last minutes of the day waits for tomorrow, unless it is a term's last day.
    """
    today = local_day(now, terms.time_zone)
    opens = max(at_hour(today, terms.reminder_hour, terms.time_zone), first)
    midnight = end_of_day(today, terms.time_zone)
    room = midnight - CLOSING - opens
    if room <= timedelta():
        return opens if is_last_day else max(opens, midnight)
    gathered = min(GATHER, room)
    return opens + gathered + _share(f"{person}|{today}") * min(spread, room - gathered)


def may_try(tries: int, tried_at: datetime | None, now: datetime) -> bool:
    """Tell whether it is time to try again: after each try in vain twice as long a pause, up to a limit.

    A clock that was put back behind the last try holds nothing up.
    """
    return tried_at is None or now < tried_at or now >= tried_at + pause_after(tries)


def pause_after(tries: int) -> timedelta:
    """Give the pause after so many tries in vain; none before the first."""
    return _PAUSES[min(tries, len(_PAUSES) - 1)]


def single_id(stream: str, deadline: str, revision: int, stage: str, person: str) -> str:
    """Give the left-hand side of the message id of what one person is told at once."""
    return _id_of("single", stream, deadline, revision, stage, person)


def digest_id(person: str, day: date) -> str:
    """Give the left-hand side of the message id of a person's digest of a day."""
    return _id_of("digest", person, day)


def _id_of(*what: object) -> str:
    return _bytes("|".join(map(str, what))).hex()[:40]


def _told_of(desk: Desk) -> dict[tuple[str, str], Part]:
    return {(part.notice, part.person): part for part in desk.parts}


def _is_settled(part: Part | None, desk: Desk) -> bool:
    """Whether a person has been told, or cannot be: refused under the address that the directory still has."""
    if part is None or part.is_pending:
        return False
    if part.sent_at is not None:
        return True
    if part.reply is None or part.given_up_at is None:
        return False
    known = desk.directory.get(part.person)
    return known is None or known.written_at <= part.given_up_at


def _pending(desk: Desk, reached: Mapping[str, Sequence[str]]) -> tuple[list[Letter], tuple[str, ...]]:
    """Part letters that may have gone into those to send again, as they are, and those that are for nobody now."""
    again: list[Letter] = []
    withdrawn: list[str] = []
    for message_id, own in _letters(desk.parts).items():
        first = own[0]
        if not first.is_pending:
            continue
        if any(first.person in reached.get(part.notice, ()) for part in own):
            told = tuple(part.notice for part in own)
            so_far = (first.planned_at, first.tries, first.tried_at)
            again.append(Letter(message_id, first.person, first.kind, first.day, told, *so_far))
        else:
            withdrawn.append(message_id)
    return sorted(again, key=lambda letter: letter.tries), tuple(withdrawn)


def _letters(parts: Iterable[Part]) -> dict[str, list[Part]]:
    grouped: dict[str, list[Part]] = {}
    for part in parts:
        grouped.setdefault(part.message_id, []).append(part)
    return grouped


def _new(
    asked: Sequence[Notice],
    outstanding: Mapping[str, Sequence[str]],
    told: Mapping[tuple[str, str], Part],
    desk: Desk,
    now: datetime,
) -> list[Letter]:
    today = local_day(now, desk.terms.time_zone)
    had = {part.person for part in desk.parts if _is_digest_of(part, today)}
    letters: list[Letter] = []
    routine: dict[str, list[Notice]] = {}
    for notice in asked:
        for person in outstanding[notice.key]:
            part = told.get((notice.key, person))
            if part is not None and part.is_pending:
                continue
            if notice.event == _ESCALATED or (person in had and _is_last_call(notice, today)):
                letters.append(_single(notice, person, today, desk.domain))
            else:
                routine.setdefault(person, []).append(notice)
    for person, own in sorted(routine.items()):
        if person not in had and now >= _leaves_at(own, person, now, desk):
            letters.append(_digest(own, person, today, desk.domain))
    return letters


def _is_last_call(notice: Notice, today: date) -> bool:
    """Whether tomorrow is too late for a reminder: the next digest would find the deadline missed."""
    return notice.event == _REMINDED and notice.due <= today


def _leaves_at(own: Sequence[Notice], person: str, now: datetime, desk: Desk) -> datetime:
    first = min(notice.recorded_at for notice in own)
    today = local_day(now, desk.terms.time_zone)
    is_last_day = any(_is_last_call(notice, today) for notice in own)
    return digest_at(person, first, now, desk.terms, desk.spread, is_last_day=is_last_day)


def _is_digest_of(part: Part, today: date) -> bool:
    """Whether it stands in a digest of today that went or may have gone."""
    return part.kind == "digest" and part.day == today and part.given_up_at is None


def _single(notice: Notice, person: str, today: date, domain: str) -> Letter:
    """One message to one person at once: its id is that of the deadline, the revision, the stage and the receiver."""
    key = single_id(notice.stream, notice.deadline, notice.revision, notice.stage, person)
    return Letter(_message_id(key, domain), person, "single", today, (notice.key,))


def _digest(notices: Sequence[Notice], person: str, today: date, domain: str) -> Letter:
    told = tuple(notice.key for notice in notices)
    return Letter(_message_id(digest_id(person, today), domain), person, "digest", today, told)


def _message_id(key: str, domain: str) -> str:
    return f"<{key}@{domain}>"


def _share(of: str) -> float:
    """A number from 0 up to 1, the same for the same text."""
    return int.from_bytes(_bytes(of)[:4], "big") / 2**32


def _bytes(text: str) -> bytes:
    return sha256(text.encode()).digest()
