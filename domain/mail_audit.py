"""Whether everybody who was to be told of a deadline was, once, and of nothing else: over the record and the letters.

The check is written apart from the rules by which letters are written; it shares with them who holds a role on a day,
and what a message id is made of. A message that is still open is no fault: it waits, and an alarm says for what.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from domain.around import State
from domain.dates import local_day
from domain.deadline_walk import Step, walk
from domain.mail import digest_id, single_id
from domain.policy import current
from domain.stream import fold
from domain.work_list import Capacity, capacities, holders
from schemas.deadline import Deadline, DeadlineEscalated, DeadlineMissed, DeadlineReminded, DeadlineStage
from schemas.event import Recorded
from schemas.mail import KeptLetter, KeptNotice, MailEvidence
from schemas.people import PersonState
from schemas.policy import RulesState

RULES = "rules"
OVERLAP = timedelta(seconds=60)
"""What was recorded so close to the instant at which a message was closed may have been seen or not.

A message that was closed so close to the audit is left for the next one.
"""

LONGEST_WAIT = timedelta(seconds=172_800)
"""After the day's digest the next one comes within two days; what waits longer has an alarm."""

Said = tuple[str, str, str]
"""Of which stream, of which deadline, and what is wrong."""


def mail_faults(evidence: MailEvidence) -> Iterator[Said]:
    """Name everything that is wrong; nothing where all is as it has to be."""
    steps = tuple(walk(evidence.events))
    notices = {notice.key: notice for notice in evidence.notices}
    yield from _unfounded(steps, evidence)
    yield from _misnamed(notices, evidence.letters)
    yield from _doubled(notices, evidence.letters)
    yield from _untold(steps, evidence)
    yield from _waiting(steps, evidence)


def _unfounded(steps: Iterable[Step], evidence: MailEvidence) -> Iterator[Said]:
    """Messages that no event stands behind, and letters that tell nothing."""
    kept = {notice.key for notice in evidence.notices}
    recorded = {_key(step) for step in steps if not step.event.backfill}
    for notice in evidence.notices:
        if notice.key not in recorded:
            yield notice.stream, notice.deadline, f"a message of {notice.stage}, and no event stands behind it"
    for letter in evidence.letters:
        if letter.sent_at is not None and not kept.intersection(letter.notices):
            yield "mail", letter.message_id, "a letter went that tells of nothing"


def _key(step: Step) -> str | None:
    payload = step.payload
    if not isinstance(payload, DeadlineReminded | DeadlineMissed | DeadlineEscalated):
        return None
    stage = "missed" if isinstance(payload, DeadlineMissed) else payload.stage
    return f"notice|{step.event.stream}|{payload.deadline}|{payload.revision}|{stage}"


def _misnamed(notices: Mapping[str, KeptNotice], letters: Iterable[KeptLetter]) -> Iterator[Said]:
    """Letters whose id is not that of what they are: a second one could then not be told from the first."""
    for letter in letters:
        about = [notices[key] for key in letter.notices if key in notices]
        if letter.kind == "digest":
            expected = {digest_id(letter.person, letter.day)}
        else:
            expected = {single_id(one.stream, one.deadline, one.revision, one.stage, letter.person) for one in about}
        if about and (_name(letter) not in expected or len(expected) > 1):
            yield about[0].stream, about[0].deadline, f"{letter.message_id} is not the id of this letter"


def _name(letter: KeptLetter) -> str:
    return letter.message_id.strip("<>").partition("@")[0]


def _doubled(notices: Mapping[str, KeptNotice], letters: Sequence[KeptLetter]) -> Iterator[Said]:
    """Letters that went twice: under one name with another domain, or telling a person the same again."""
    went = [letter for letter in letters if letter.sent_at is not None]
    names = Counter(map(_name, went))
    yield from (
        ("mail", name, f"{times} letters went under this name: {name}") for name, times in names.items() if times > 1
    )
    told = Counter((key, letter.person) for letter in went for key in letter.notices)
    for (key, person), times in told.items():
        if times > 1 and key in notices:
            notice = notices[key]
            yield notice.stream, notice.deadline, f"{person} was told {times} times of {notice.stage}"


def _untold(steps: Sequence[Step], evidence: MailEvidence) -> Iterator[Said]:
    """Messages that were closed though somebody was still to be told."""
    stories = _stories(steps)
    crew, by_notice = _Crew(evidence), _by_notice(evidence.letters)
    for notice in evidence.notices:
        at = notice.done_at
        if at is None or at + OVERLAP > evidence.now or not _still_stood(notice, stories, at + OVERLAP):
            continue
        letters = by_notice.get(notice.key, [])
        settled = {one.person for one in letters if one.sent_at is not None or one.reply is not None}
        for person in crew.to_be_told(notice, at):
            if person not in settled:
                yield notice.stream, notice.deadline, f"{person} was never written to of {notice.stage}"
        if not any(letter.sent_at is not None for letter in letters):
            yield notice.stream, notice.deadline, f"{notice.stage} was closed, and nobody was told"


def _waiting(steps: Sequence[Step], evidence: MailEvidence) -> Iterator[Said]:
    """Messages that wait long, without an alarm that says why; nothing where mail is off."""
    if not evidence.is_mailing or evidence.is_away:
        return
    stories, by_notice = _stories(steps), _by_notice(evidence.letters)
    for notice in evidence.notices:
        is_old = notice.done_at is None and notice.recorded_at + LONGEST_WAIT < evidence.now
        if not is_old or not _still_stood(notice, stories, evidence.now):
            continue
        waits = {f"mail_waits|{letter.message_id}" for letter in by_notice.get(notice.key, [])}
        excuses = {f"nobody_to_tell|{notice.key}", *waits}
        if not excuses & {*evidence.alarms}:
            since = notice.recorded_at.isoformat()
            yield notice.stream, notice.deadline, f"{notice.stage} waits since {since}, and no alarm says why"


def _by_notice(letters: Iterable[KeptLetter]) -> Mapping[str, Sequence[KeptLetter]]:
    found: dict[str, list[KeptLetter]] = {}
    for letter in letters:
        for key in letter.notices:
            found.setdefault(key, []).append(letter)
    return found


Stories = Mapping[tuple[str, str], Sequence[Step]]


def _stories(steps: Sequence[Step]) -> Stories:
    def name(step: Step) -> tuple[str, str]:
        return step.event.stream, step.payload.deadline

    return {key: tuple(own) for key, own in groupby(sorted(steps, key=name), key=name)}


def _still_stood(notice: KeptNotice, stories: Stories, at: datetime) -> bool:
    """Whether the deadline then stood where the message left it, so that people were still to be told."""
    stood: Deadline | None = None
    for step in stories.get((notice.stream, notice.deadline), ()):
        if step.event.recorded_at <= at:
            stood = step.after
    asked = DeadlineStage.OPEN if notice.event == "deadline.reminded" else DeadlineStage.MISSED
    return stood is not None and (stood.revision, stood.stage) == (notice.revision, asked)


class _Crew:
    """Who held which role on which day, as it was known at an instant."""

    def __init__(self, evidence: MailEvidence) -> None:
        """Take the events of people and rules."""
        self._events = evidence.people
        self._times = [event.recorded_at for event in evidence.people]
        self._reached = evidence.reached
        self._rules: dict[int, State] = {}
        self._acting: dict[tuple[int, date], Mapping[str, Sequence[Capacity]]] = {}

    def to_be_told(self, notice: KeptNotice, at: datetime) -> list[str]:
        """Name who held a role of the message and had an address, whatever was recorded within the overlap."""
        before, after = (
            {*holders(notice.to_roles, notice.cluster, self._everybody(at + span, at), ())}
            for span in (-OVERLAP, OVERLAP)
        )
        since = self._reached
        return sorted(one for one in before & after if one in since and since[one] <= at - OVERLAP)

    def _everybody(self, known: datetime, at: datetime) -> Mapping[str, Sequence[Capacity]]:
        number = bisect_right(self._times, known)
        if number not in self._rules:
            self._rules[number] = fold(RULES, (one for one in self._events[:number] if one.stream == RULES))
        rules = self._rules[number]
        if not isinstance(rules, RulesState) or not rules.policies:
            return {}
        day = local_day(at, current(rules).terms.time_zone)
        if (number, day) not in self._acting:
            self._acting[number, day] = _acting(self._events[:number], rules, day)
        return self._acting[number, day]


def _acting(seen: Iterable[Recorded], rules: RulesState, day: date) -> Mapping[str, Sequence[Capacity]]:
    streams: dict[str, list[Recorded]] = {}
    for event in seen:
        if event.stream != RULES:
            streams.setdefault(event.stream, []).append(event)
    found = [fold(stream, events) for stream, events in streams.items()]
    people = [one for one in found if isinstance(one, PersonState) and one.is_registered]
    return {one.person: capacities(one, people, rules, day) for one in people}
