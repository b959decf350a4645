"""What parliament asks: an answer frozen, drafted, approved, sent and published; a promise that is kept too late."""

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from domain.answer import answer
from domain.comparing import evidence_positions
from domain.digest import digest
from domain.knowledge import known
from schemas.answer import Answer
from schemas.event import Recorded
from store.canonical import canonical
from tests.life.cast import CABINET, HEAD, LEADER, OFFICER, SECOND_OFFICER
from tests.life.told import Chapter, Late, Seen, happened, hash_in
from tests.scenarios.cast import CONTENTS
from tests.unit.history import texts

RENEWAL = "question/renewal-2020"
"""The question whose answer rests on a fact that is corrected a year later."""

FROZEN_AT = datetime(2020, 6, 15, 7, 0, tzinfo=UTC)


def chapters() -> Iterator[Chapter]:
    """Tell of every question."""
    yield _renewal()
    yield _promise()
    yield _reassigned()
    yield _withdrawn()
    yield _by_reference()


def _registered(chapter: Chapter, number: str, sent_on: str, parts: tuple[str, ...], **more: object) -> None:
    asked = {"number": number, "title": "Clusters – renewal", "asker": "member-7", "office": "minister-innovation"}
    chapter.does(CABINET, "register_question", sent_on=sent_on, text=" ".join(parts), **asked, **more)
    for part, text in enumerate(parts, start=1):
        chapter.does(CABINET, "split_question", part=part, text=text)
    chapter.does(HEAD, "assign_question", to=OFFICER)


def _renewal() -> Chapter:
    chapter = Chapter(RENEWAL)
    chapter.on("2020-06-02", "15:00")
    parts = ("How were the pacts evaluated?", "Which goals were reached?", "When are they renewed?")
    _registered(chapter, "712 (2019-2020)", "2020-06-02", parts, coordinates=("minister-energy",))
    chapter.does(CABINET, "set_cabinet_deadline", due="2020-06-19")
    chapter.fails(OFFICER, "draft_answer_part", "not_frozen", part=1, text="Every year.")
    chapter.on("2020-06-15", "15:00")
    chapter.does(OFFICER, "freeze_snapshot", **_frozen(FROZEN_AT))
    _drafted(chapter)
    chapter.on("2020-06-19", "15:00")
    chapter.fails(OFFICER, "release_answer", "not_allowed", answer_hash=_whole(chapter.stream))
    chapter.does(LEADER, "release_answer", answer_hash=_whole(chapter.stream))
    chapter.on("2020-06-25", "15:00")
    sent = {"sent_on": "2020-06-25", "answer_hash": _whole(chapter.stream)}
    chapter.does(CABINET, "record_answer_sent", **sent)
    chapter.fails(CABINET, "record_publication", "under_embargo", published_on="2020-06-25")
    chapter.on("2020-07-24", "15:00")
    chapter.does(CABINET, "record_publication", published_on="2020-07-24")
    return chapter


def _frozen(at: datetime) -> dict[str, object]:
    """Freeze what the record said that morning."""
    return {
        "as_of": at.date(),
        "known_on": at,
        "lang": "nl",
        "position": lambda log: _known(log, at)[-1].position,
        "answer_hash": lambda log: _hash_of(canonical(frozen_answer(log, at))),
        "relied_on": lambda log: evidence_positions(frozen_answer(log, at)),
    }


def _hash_of(content: bytes) -> str:
    """Keep the bytes for the servers, which want to have drawn what is frozen."""
    found = sha256(content).hexdigest()
    CONTENTS[found] = content
    return found


def frozen_answer(log: Seen, at: datetime = FROZEN_AT) -> Answer:
    """Draw the five answers as they were frozen."""
    return answer(known(_known(log, at), at.date(), at), at.date(), at, texts("nl"))


def _known(log: Seen, at: datetime) -> list[Recorded]:
    return [event for event in log if event.recorded_at <= at]


def _drafted(chapter: Chapter) -> None:
    """Draft every part, have one come back, and have all approved at both levels."""
    reported = _of_all("report.processed", year=2018)
    drafts: tuple[dict[str, Any], ...] = (
        {"part": 1, "text": "Every year, and before each renewal."},
        {"part": 2, "text": "Most of them.", "relied_on": reported},
        {"part": 3, "text": "See the first part.", "refers_to_part": 1},
    )
    for draft in drafts:
        chapter.does(OFFICER, "draft_answer_part", **draft)
    chapter.does(HEAD, "return_answer_part", part=1, remarks="say which years")
    chapter.on("2020-06-16", "15:00")
    chapter.does(OFFICER, "draft_answer_part", part=1, text="In every year since 2018, and before each renewal.")
    first = _draft_hash(chapter.stream, 1)
    chapter.fails(LEADER, "approve_answer_part", "not_next_level", part=1, draft_hash=first)
    for approver in (HEAD, LEADER):
        for part in (1, 2, 3):
            chapter.does(approver, "approve_answer_part", part=part, draft_hash=_draft_hash(chapter.stream, part))


def _of_all(event: str, **fields: object) -> Late:
    """Give the positions of these events of every pact."""
    return lambda log: tuple(sorted(_standing(log, event, fields)))


def _standing(log: Seen, event: str, fields: dict[str, object]) -> Iterator[int]:
    relied_on = set(evidence_positions(frozen_answer(log)))
    for recorded in _known(log, FROZEN_AT):
        told = recorded.payload.model_dump(mode="json") if recorded.type == event else {}
        if told and all(told[name] == value for name, value in fields.items()) and recorded.position in relied_on:
            yield recorded.position


def _draft_hash(stream: str, part: int) -> Late:
    return hash_in(stream, "answer.part_drafted", "draft_hash", part=part)


def _whole(stream: str) -> Late:
    """Give the hash over the whole answer, as whoever releases it reads it."""

    def read(log: Seen) -> object:
        asked: dict[int, str] = {}
        drafted: dict[int, Any] = {}
        title = happened(stream, "question.registered")(log).payload
        for event in log:
            if event.stream == stream and event.type == "question.part_defined":
                asked[getattr(event.payload, "part")] = getattr(event.payload, "text")  # noqa: B009 - any payload
            if event.stream == stream and event.type == "answer.part_drafted":
                drafted[getattr(event.payload, "part")] = event.payload  # noqa: B009 - any payload
        parts = [
            {
                "part": part,
                "question": asked[part],
                "answer": drafted[part].text,
                "refers_to_part": drafted[part].refers_to_part,
                "refers_to_question": drafted[part].refers_to_question,
            }
            for part in sorted(asked)
        ]
        told: Any = title
        return digest({"number": told.number, "title": told.title, "parts": parts})

    return read


def _promise() -> Chapter:
    """What the minister promised is followed up, later than promised."""
    chapter = Chapter(RENEWAL)
    promise = {"promise": "evaluation-report"}
    chapter.on("2020-06-26", "15:00")
    made = {"text": "the evaluation goes to parliament", "follow_up_by": "2021-03-31", "part": 1}
    chapter.does(CABINET, "record_promise", **promise, **made)
    chapter.on("2021-06-07", "15:00")
    chapter.does(OFFICER, "keep_promise", how="the evaluation was sent", on="2021-06-07", **promise)
    return chapter


def _reassigned() -> Chapter:
    """A minister leaves, and another one answers: too late."""
    chapter = Chapter("question/means-2019")
    chapter.on("2019-09-16", "15:00")
    _registered(chapter, "31 (2019)", "2019-09-16", ("What does it cost?",), in_recess=True)
    chapter.on("2019-10-07", "15:00")
    moved = {"since": "2019-10-02", "reason": "another government"}
    chapter.does(CABINET, "reassign_question", office="minister-energy", **moved)
    chapter.does(HEAD, "assign_question", to=SECOND_OFFICER)
    chapter.on("2019-10-21", "15:00")
    chapter.does(SECOND_OFFICER, "freeze_snapshot", **_frozen(datetime(2019, 10, 21, 7, 0, tzinfo=UTC)))
    chapter.does(SECOND_OFFICER, "draft_answer_part", part=1, text="As much as is foreseen each year.")
    _approved_and_sent(chapter, ("2019-10-22", "2019-10-23", "2019-10-28"))
    return chapter


def _approved_and_sent(chapter: Chapter, days: tuple[str, str, str]) -> None:
    """Have the one part approved by head and leader, each on a day of their own, and the answer sent."""
    for day, approver in zip(days, (HEAD, LEADER), strict=False):
        chapter.on(day, "15:00")
        chapter.does(approver, "approve_answer_part", part=1, draft_hash=_draft_hash(chapter.stream, 1))
    chapter.does(LEADER, "release_answer", answer_hash=_whole(chapter.stream))
    chapter.on(days[-1], "15:00")
    chapter.does(CABINET, "record_answer_sent", sent_on=days[-1], answer_hash=_whole(chapter.stream))


def _withdrawn() -> Chapter:
    chapter = Chapter("question/members-2021")
    chapter.on("2021-11-08", "15:00")
    _registered(chapter, "88 (2021-2022)", "2021-11-08", ("Who is a member?",))
    chapter.on("2021-11-15", "15:00")
    chapter.does(CABINET, "withdraw_question", withdrawn_on="2021-11-15")
    chapter.fails(OFFICER, "freeze_snapshot", "withdrawn", **_frozen(FROZEN_AT))
    return chapter


def _by_reference() -> Chapter:
    """The same is asked again, and answered by reference."""
    chapter = Chapter("question/renewal-2022")
    chapter.on("2022-02-01", "15:00")
    _registered(chapter, "402 (2021-2022)", "2022-02-01", ("How were the pacts evaluated?",))
    chapter.on("2022-02-08", "15:00")
    chapter.does(OFFICER, "freeze_snapshot", **_frozen(datetime(2022, 2, 8, 7, 0, tzinfo=UTC)))
    earlier = {"refers_to_question": "renewal-2020"}
    chapter.fails(OFFICER, "draft_answer_part", "unknown_question", part=1, text="See.", refers_to_question="none")
    chapter.does(OFFICER, "draft_answer_part", part=1, text="See the answer of 2020.", **earlier)
    _approved_and_sent(chapter, ("2022-02-09", "2022-02-10", "2022-03-07"))
    return chapter
