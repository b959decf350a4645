"""A written question in the model: parts, a snapshot, a ladder of approvals, an answer that never changes once sent."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import date, timedelta
from random import Random
from typing import Any

from typing_extensions import override

from schemas.question.whole import QuestionStage, QuestionState
from tests.model.deadlines import Fields, due_date, rows
from tests.model.machine import NOTHING, Hand, Machine, Step, Yes, ask, hands_of, other_eyes
from tests.model.reckoning import fingerprint
from tests.unit.flanders import flanders

AROUND: Mapping[str, Any] = {
    "question/2019-7": QuestionState(version=9, stage=QuestionStage.PUBLISHED),
    "question/2020-9": QuestionState(version=1, stage=QuestionStage.REGISTERED),
}
DRAFTERS = ("demo-berk", "demo-linde", "demo-es", "demo-brem")
ANSWERED = ("sent", "embargo_over", "published")


class Question(Machine):
    """One question."""

    stream = "question/2020-384"

    def __init__(self) -> None:
        """Nothing came in."""
        super().__init__()
        self.stage: str | None = None
        self.registered: Fields = {}
        self.parts: dict[int, Fields] = {}
        self.assigned: str | None = None
        self.cabinet_due: str | None = None
        self.snapshot: Fields | None = None
        self.offices: list[tuple[date, str]] = []
        self.sent_on: date | None = None
        self.withdrawn_on: date | None = None
        self.answered_on: date | None = None
        self.published_on: date | None = None
        self.answer: str | None = None
        self.released: dict[str, Any] = {}
        self.promises: dict[str, Fields] = {}

    # taking in

    def register_question(self, c: Fields, _: Step) -> Yes:
        if self.stage is not None:
            ask(c == self.registered, "already_registered")
            return NOTHING
        on = date.fromisoformat(c["sent_on"])
        ask(on <= self.today, "in_future")

        def then() -> None:
            self.stage, self.registered, self.sent_on = "registered", c, on
            self.offices = [(on, c["office"])]

        return Yes(("question.registered",), then)

    def split_question(self, c: Fields, _: Step) -> Yes:
        self._unsent()
        if c["part"] in self.parts and self.parts[c["part"]]["asked"] == c["text"]:
            return NOTHING
        ask(all(part["text"] is None for part in self.parts.values()), "already_drafting")

        def then() -> None:
            self.parts[c["part"]] = {"asked": c["text"], **UNDRAFTED}

        return Yes(("question.part_defined",), then)

    def assign_question(self, c: Fields, _: Step) -> Yes:
        self._unsent()
        if self.assigned == c["to"]:
            return NOTHING
        ask(c["to"] != "niemand", "unknown_person")
        ask(c["to"] in DRAFTERS, "not_a_drafter")

        def then() -> None:
            self.assigned = c["to"]
            self.stage = "assigned" if self.stage == "registered" else self.stage

        return Yes(("question.assigned",), then)

    def set_cabinet_deadline(self, c: Fields, _: Step) -> Yes:
        self._unsent()
        if self.cabinet_due == c["due"]:
            return NOTHING
        ask(self.stage != "released", "already_released")
        self._after_question(c["due"])

        def then() -> None:
            self.cabinet_due = c["due"]

        return Yes(("cabinet_deadline.set",), then)

    def withdraw_question(self, c: Fields, _: Step) -> Yes:
        ask(self.stage is not None, "not_registered")
        on = date.fromisoformat(c["withdrawn_on"])
        if self.withdrawn_on == on:
            return NOTHING
        self._unsent()
        ask(on <= self.today, "in_future")
        self._after_question(c["withdrawn_on"])

        def then() -> None:
            self.stage, self.withdrawn_on = "withdrawn", on

        return Yes(("question.withdrawn",), then)

    def reassign_question(self, c: Fields, _: Step) -> Yes:
        self._unsent()
        since = date.fromisoformat(c["since"])
        if self.offices[-1] == (since, c["office"]):
            return NOTHING
        ask(c["office"] != self.offices[-1][1], "same_office")
        ask(since <= self.today, "in_future")
        ask(since >= self.offices[-1][0], "before_last_office")
        return Yes(("question.reassigned",), lambda: self.offices.append((since, c["office"])))

    # drafting

    def freeze_snapshot(self, c: Fields, step: Step) -> Yes:
        self._unsent()
        ask(self.assigned is not None, "not_assigned")
        ask(c["known_on"] <= step.at.strftime("%Y-%m-%dT%H:%M:%SZ"), "in_future")
        ask(all(position <= c["position"] for position in c["relied_on"]), "beyond_snapshot")
        if self.snapshot == c:
            return NOTHING
        ask(self.stage != "released", "already_released")

        def then() -> None:
            self.snapshot = c
            for number, part in self.parts.items():
                if part["text"] is not None:
                    part["hash"] = part["hash"] and self._mark(number, part)
                    part.update(levels=[], hands=drafters(part))
            self._stand()

        return Yes(("answer.snapshot_frozen",), then)

    def draft_answer_part(self, c: Fields, step: Step) -> Yes:
        self._unsent()
        number = c["part"]
        ask(number in self.parts, "unknown_part")
        ask(self.snapshot is not None, "not_frozen")
        self._in_snapshot(c["relied_on"])
        self._refers(c)
        draft = {**self.parts[number], "text": c["text"], "part_ref": c["refers_to_part"]}
        draft |= {"question_ref": c["refers_to_question"], "relied_on": c["relied_on"]}
        mark = self._mark(number, draft)
        if self.parts[number]["hash"] == mark:
            return NOTHING
        ask(self.stage != "released", "already_released")

        def then() -> None:
            hands = [*drafters(self.parts[number]), ("draft_answer_part", hands_of(step))]
            self.parts[number] = {**draft, "hash": mark, "levels": [], "hands": hands, "returned": None}
            self._stand()

        return Yes(("answer.part_drafted",), then)

    def approve_answer_part(self, c: Fields, step: Step) -> Yes:
        self._unsent()
        ask(c["part"] in self.parts, "unknown_part")
        part = self.parts[c["part"]]
        ask(part["hash"] is not None, "not_drafted")
        ask(c["draft_hash"] == part["hash"], "content_changed")
        if step.role in part["levels"] and ("approve_answer_part", hands_of(step)) in part["hands"]:
            return NOTHING
        self._in_snapshot(part["relied_on"])
        ladder = list(flanders().answer_ladder)
        ask(len(part["levels"]) < len(ladder), "already_approved")
        ask(step.role == ladder[len(part["levels"])], "not_next_level")
        ask(not any(persons & hands_of(step) for _, persons in part["hands"]), "four_eyes")

        def then() -> None:
            part["levels"].append(step.role)
            part["hands"] = [*part["hands"], ("approve_answer_part", hands_of(step))]
            self._stand()

        return Yes(("answer.part_approved",), then)

    def return_answer_part(self, c: Fields, _: Step) -> Yes:
        self._unsent()
        ask(c["part"] in self.parts, "unknown_part")
        part = self.parts[c["part"]]
        if part["returned"] == c["remarks"]:
            return NOTHING
        ask(part["hash"] is not None, "not_drafted")

        def then() -> None:
            part.update(hash=None, levels=[], hands=drafters(part), returned=c["remarks"])
            self._stand()

        return Yes(("answer.part_returned",), then)

    # sending

    def release_answer(self, c: Fields, step: Step) -> Yes:
        ask(self.stage is not None, "not_registered")
        if self.answer == c["answer_hash"]:
            return NOTHING
        self._unsent()
        ask(self.stage in {"approved", "released"}, "not_approved")
        ask(c["answer_hash"] == self._whole(), "content_changed")
        hands = [hand for part in self.parts.values() for hand in part["hands"]]
        other_eyes("release_answer", "draft_answer_part", hands, step)

        def then() -> None:
            self.stage, self.answer = "released", c["answer_hash"]
            self.released[c["answer_hash"]] = deepcopy((self.parts, self.snapshot))

        return Yes(("answer.released",), then)

    def record_answer_sent(self, c: Fields, _: Step) -> Yes:
        ask(self.stage is not None, "not_registered")
        on = date.fromisoformat(c["sent_on"])
        if self.stage in ANSWERED and (self.answered_on, self.answer) == (on, c["answer_hash"]):
            return NOTHING
        self._unsent()
        ask(bool(self.released), "not_released")
        ask(c["answer_hash"] in self.released, "content_changed")
        ask(on <= self.today, "in_future")
        self._after_question(c["sent_on"])

        def then() -> None:
            self.stage, self.answered_on, self.answer = "sent", on, c["answer_hash"]
            self.parts, self.snapshot = self.released[c["answer_hash"]]

        return Yes(("answer.sent",), then)

    def record_publication(self, c: Fields, _: Step) -> Yes:
        ask(self.stage is not None, "not_registered")
        on = date.fromisoformat(c["published_on"])
        if self.published_on is not None:
            ask(on == self.published_on, "already_published")
            return NOTHING
        ask(self.stage in ANSWERED, "not_sent")
        ask(on <= self.today, "in_future")
        assert self.answered_on is not None
        [embargo] = [row for row in rows() if row["id"] == "D20"]
        ask(on > due_date(embargo, self.answered_on), "under_embargo")

        def then() -> None:
            self.stage, self.published_on = "published", on

        return Yes(("answer.published",), then)

    def record_promise(self, c: Fields, _: Step) -> Yes:
        ask(self.stage is not None, "not_registered")
        if c["promise"] in self.promises:
            ask(self.promises[c["promise"]]["said"] == c, "promise_changed")
            return NOTHING
        ask(self.stage in ANSWERED, "not_sent")
        assert self.answered_on is not None
        ask(date.fromisoformat(c["follow_up_by"]) >= self.answered_on, "before_answer")
        ask(c["part"] is None or c["part"] in self.parts, "unknown_part")

        def then() -> None:
            self.promises[c["promise"]] = {"said": c, "kept": None}

        return Yes(("promise.recorded",), then)

    def keep_promise(self, c: Fields, _: Step) -> Yes:
        ask(self.stage is not None, "not_registered")
        ask(c["promise"] in self.promises, "unknown_promise")
        known = self.promises[c["promise"]]
        if known["kept"] is not None:
            ask(known["kept"] == c, "already_kept")
            return NOTHING
        ask(date.fromisoformat(c["on"]) <= self.today, "in_future")
        assert self.answered_on is not None
        ask(date.fromisoformat(c["on"]) >= self.answered_on, "before_answer")
        return Yes(("promise.kept",), lambda: known.update(kept=c))

    # what they rest on

    def _unsent(self) -> None:
        ask(self.stage is not None, "not_registered")
        ask(self.stage != "withdrawn", "withdrawn")
        ask(self.stage not in ANSWERED, "already_sent")

    def _after_question(self, on: str) -> None:
        ask(self.sent_on is not None and date.fromisoformat(on) >= self.sent_on, "before_question")

    def _in_snapshot(self, relied_on: list[int]) -> None:
        frozen = self.snapshot["relied_on"] if self.snapshot else []
        ask(set(relied_on) <= set(frozen), "not_in_snapshot")

    def _refers(self, c: Fields) -> None:
        ask(c["refers_to_part"] is None or c["refers_to_question"] is None, "two_references")
        goes_to = c["refers_to_part"]
        while goes_to is not None:
            ask(goes_to != c["part"], "circular_reference")
            ask(goes_to in self.parts, "unknown_part")
            goes_to = self.parts[goes_to]["part_ref"]
        if c["refers_to_question"] is not None:
            ask(c["refers_to_question"] in {"2019-7", "2020-9"}, "unknown_question")
            ask(c["refers_to_question"] == "2019-7", "not_sent")

    def _mark(self, number: int, part: Fields) -> str:
        """The hash that an approval names."""
        assert self.snapshot is not None
        return fingerprint(
            {
                "part": number,
                "text": part["text"],
                "refers_to_part": part["part_ref"],
                "refers_to_question": part["question_ref"],
                "relied_on": part["relied_on"],
                "snapshot": self.snapshot["answer_hash"],
            }
        )

    def _whole(self) -> str:
        """The hash of the whole answer."""
        parts = [
            {
                "part": number,
                "question": part["asked"],
                "answer": part["text"],
                "refers_to_part": part["part_ref"],
                "refers_to_question": part["question_ref"],
            }
            for number, part in sorted(self.parts.items())
        ]
        said = {"number": self.registered.get("number", ""), "title": self.registered.get("title", "")}
        return fingerprint({**said, "parts": parts})

    def _stand(self) -> None:
        self.stage, self.answer = "drafting", None
        full = len(flanders().answer_ladder)
        if self.parts and all(len(part["levels"]) == full for part in self.parts.values()):
            self.stage = "approved"
        elif self.parts and all(part["hash"] for part in self.parts.values()):
            self.stage = "in_review"

    # comparing and drawing

    @override
    def fell_due(self, event: Fields) -> None:
        """The embargo is over after its last day."""
        if event["deadline"].startswith("D20") and self.stage == "sent":
            self.stage = "embargo_over"

    @override
    def view(self) -> Fields:
        """Stage, parts with their hashes and approvals, promises."""
        return {
            "stage": self.stage,
            "parts": {
                number: (part["text"], part["hash"], tuple(part["levels"]))
                for number, part in sorted(self.parts.items())
            },
            "answer": self.answer,
            "office": self.offices[-1][1] if self.offices else "",
            "days": (self.sent_on, self.answered_on, self.published_on, self.withdrawn_on),
            "assigned": self.assigned,
            "promises": {name: one["kept"] is not None for name, one in self.promises.items()},
        }

    @staticmethod
    @override
    def seen(state: Any) -> Fields:
        """The same of the service."""
        return {
            "stage": None if state.stage is None else str(state.stage),
            "parts": {part.part: (part.draft, part.draft_hash, part.approvals) for part in state.parts},
            "answer": state.answer_hash,
            "office": state.office,
            "days": (state.sent_on, state.answered_on, state.published_on, state.withdrawn_on),
            "assigned": state.assigned_to,
            "promises": {one.promise: one.kept_on is not None for one in state.promises},
        }

    @override
    def draw(self, rng: Random) -> Fields:
        """Some command of a question; first of all that it comes in."""
        kind = rng.choice(KINDS)
        if kind == "withdraw_question" and rng.random() < 0.85:  # little can be asked of a withdrawn one
            kind = "approve_answer_part"
        if self.stage in {"approved", "released"} and rng.random() < 0.4:
            kind = "release_answer" if self.stage == "approved" else "record_answer_sent"
        if self.stage in ANSWERED:
            kind = rng.choice(["record_publication", "record_promise", "keep_promise", kind])
        if self.stage is None and rng.random() < 0.9:
            kind = "register_question"
        return {"kind": kind, **getattr(self, f"_draw_{kind}")(rng)}

    def _draw_register_question(self, rng: Random) -> Fields:
        return {
            "number": "384 (2019-2020)",
            "title": rng.choice(["Renewal", "Renewal", "Means"]),
            "asker": "demo-asker",
            "office": "demo-economy",
            "sent_on": (self.sent_on or self.today - timedelta(days=rng.choice([0, 1, 3, 40, -1]))).isoformat(),
            "text": "In which stage?",
            "in_recess": False,
            "coordinates": [],
        }

    def _draw_split_question(self, rng: Random) -> Fields:
        return {"part": rng.randint(1, 3), "text": rng.choice(["Which stage?", "Which lessons?"])}

    def _draw_assign_question(self, rng: Random) -> Fields:
        return {"to": rng.choice([*DRAFTERS, "demo-den", "niemand"])}

    def _draw_set_cabinet_deadline(self, rng: Random) -> Fields:
        return {"due": (self.today + timedelta(days=rng.choice([5, 10, 20, -90]))).isoformat()}

    def _draw_withdraw_question(self, rng: Random) -> Fields:
        days = 0 if rng.random() < 0.2 else -1  # a day ahead is refused: few questions go
        return {"withdrawn_on": (self.today - timedelta(days=days)).isoformat()}

    def _draw_reassign_question(self, rng: Random) -> Fields:
        since = (self.today - timedelta(days=rng.choice([0, 0, 2, 30, -1]))).isoformat()
        return {"office": rng.choice(["demo-economy", "demo-innovation"]), "since": since, "reason": "another minister"}

    def _draw_freeze_snapshot(self, rng: Random) -> Fields:
        known = self.now + timedelta(hours=rng.choice([0, 0, 0, -1, 24 * 300]))
        position = rng.choice([40, 50])
        return {
            "as_of": "2020-03-20",
            "known_on": known.replace(second=0, microsecond=0).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "position": position,
            "lang": "nl",
            "answer_hash": rng.choice("ef") * 64,
            "relied_on": rng.choice([[3, 7], [3, 7, 40], [3, 7, 45]]),
            "texts_hash": None,
        }

    def _draw_draft_answer_part(self, rng: Random) -> Fields:
        return {
            "part": rng.choice([*self.parts, *self.parts, 4]),
            "text": rng.choice(["Four are completed.", "See there."]),
            "refers_to_part": rng.choice([None, None, None, 1, 2]),
            "refers_to_question": rng.choice([None] * 6 + ["2019-7", "2020-9", "2020-1"]),
            "relied_on": rng.choice([[], [3], [3, 7], [40], [45]]),
        }

    def _draw_approve_answer_part(self, rng: Random) -> Fields:
        number = rng.choice([*self.parts, *self.parts, 4])
        mark = self.parts.get(number, UNDRAFTED)["hash"]
        return {"part": number, "draft_hash": mark if mark and rng.random() < 0.93 else "0" * 64}

    def _draw_return_answer_part(self, rng: Random) -> Fields:
        return {"part": rng.choice([*self.parts, 4]), "remarks": rng.choice(["too long", "too short"])}

    def _draw_release_answer(self, rng: Random) -> Fields:
        return {"answer_hash": self._whole() if rng.random() < 0.9 else "0" * 64}

    def _draw_record_answer_sent(self, rng: Random) -> Fields:
        on = self.today - timedelta(days=rng.choice([0, 0, 0, 2, 200, -1]))
        return {"sent_on": on.isoformat(), "answer_hash": self.answer or "0" * 64}

    def _draw_record_publication(self, rng: Random) -> Fields:
        return {"published_on": (self.today - timedelta(days=rng.choice([0, 0, 1, 5, -1]))).isoformat()}

    def _draw_record_promise(self, rng: Random) -> Fields:
        by = (self.today + timedelta(days=rng.choice([30, 60, -300]))).isoformat()
        return {
            "promise": rng.choice("ab"),
            "text": "good examples",
            "follow_up_by": by,
            "part": rng.choice([None, 1, 4]),
        }

    def _draw_keep_promise(self, rng: Random) -> Fields:
        on = (self.today - timedelta(days=rng.choice([0, 0, 3, -1]))).isoformat()
        return {"promise": rng.choice("ab"), "how": rng.choice(["taken along", "published"]), "on": on}


def drafters(part: Fields) -> list[Hand]:
    """Every drafter there ever was of a part."""
    return [hand for hand in part["hands"] if hand[0] == "draft_answer_part"]


UNDRAFTED: Fields = {
    "text": None,
    "hash": None,
    "part_ref": None,
    "question_ref": None,
    "relied_on": [],
    "levels": [],
    "hands": [],
    "returned": None,
}

KINDS = (
    *("split_question", "assign_question", "freeze_snapshot") * 2,
    *("draft_answer_part",) * 3,
    *("approve_answer_part",) * 5,
    *("release_answer", "record_answer_sent", "record_publication") * 3,
    *("record_promise", "keep_promise"),
    *("register_question", "set_cabinet_deadline", "withdraw_question", "reassign_question", "return_answer_part"),
)
