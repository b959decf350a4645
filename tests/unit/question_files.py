"""A question of parliament where a test begins: registered, frozen, drafted, approved, released, sent."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from domain import stream as streams
from domain.around import State
from domain.question_sending import answer_hash
from schemas.command import Command
from schemas.event import Pending, Recorded
from schemas.people import Actor, HeldRole, PersonState
from schemas.policy import RulesState
from schemas.question.draft import ApproveAnswerPart, DraftAnswerPart, FreezeSnapshot
from schemas.question.registration import AssignQuestion, RegisterQuestion, SplitQuestion
from schemas.question.sending import RecordAnswerSent, ReleaseAnswer
from schemas.question.whole import QuestionStage, QuestionState
from tests.unit.flanders import flemish_rules
from tests.unit.scenario import HEAD, LEADER, OFFICER, Scenario

LIAISON = Actor(person="demo-hazelaar", role="cabinet_liaison")
SENT = date(2020, 3, 20)
TERM = date(2020, 4, 20)  # 20 working days later
NOW = datetime(2020, 3, 23, 9, 0, tzinfo=UTC)
KNOWN_ON = datetime(2020, 3, 23, 8, 0, tzinfo=UTC)
FROZEN_HASH = "f" * 64

REGISTER = RegisterQuestion(
    number="384 (2019-2020)",
    title="Cluster pacts - Renewal",
    asker="demo-asker",
    office="demo-economy",
    sent_on=SENT,
    text="In which stage are the evaluations? Which lessons are drawn?",
)
FIRST, SECOND = SplitQuestion(part=1, text="In which stage?"), SplitQuestion(part=2, text="Which lessons?")
ASSIGN = AssignQuestion(to="demo-berk")
FREEZE = FreezeSnapshot(
    as_of=SENT, known_on=KNOWN_ON, position=40, lang="nl", answer_hash=FROZEN_HASH, relied_on=(3, 7, 40)
)
DRAFT = DraftAnswerPart(part=1, text="Four evaluations are completed.", relied_on=(3, 7))
REFER = DraftAnswerPart(part=2, text="See part 1.", refers_to_part=1)

OFFICER_STATE = PersonState(
    person="demo-berk",
    version=2,
    is_registered=True,
    roles=(HeldRole(role="case_officer", cluster=None, valid_from=date(2017, 1, 1), valid_until=date(2030, 12, 31)),),
)
AROUND: Mapping[str, State] = {
    "people/demo-berk": OFFICER_STATE,
    "people/demo-linde": OFFICER_STATE.model_copy(update={"person": "demo-linde"}),
    "people/demo-den": PersonState(
        person="demo-den",
        version=2,
        is_registered=True,
        roles=(HeldRole(role="head_of_unit", cluster=None, valid_from=date(2017, 1, 1), valid_until=None),),
    ),
    "people/demo-nobody": PersonState(),
    "question/2019-7": QuestionState(version=9, stage=QuestionStage.PUBLISHED),
    "question/2020-9": QuestionState(version=1, stage=QuestionStage.REGISTERED),
    "question/nowhere": QuestionState(),
}
"""The people and questions beside this one, as the store would read them."""

QuestionStory = Scenario[QuestionState]


def empty(rules: RulesState | None = None) -> QuestionStory:
    """Nothing has come in; decided as the service does, with the deadlines that follow."""
    name = "question/2020-384"
    return QuestionStory(_decide, _evolve, QuestionState(), stream=name, rules=rules or flemish_rules()).at(NOW)


def registered() -> QuestionStory:
    """Two parts, sent on Friday 20 March 2020."""
    return _done(empty(), REGISTER, FIRST, SECOND, by=LIAISON)


def frozen() -> QuestionStory:
    """Assigned, and what was known is frozen."""
    return _done(_done(registered(), ASSIGN, by=LIAISON), FREEZE)


def drafted() -> QuestionStory:
    """The first part in words of its own, the second by reference to it."""
    return _done(frozen(), DRAFT, REFER)


def approved() -> QuestionStory:
    """Both parts through both levels."""
    story = drafted()
    for by in (HEAD, LEADER):
        for part in (1, 2):
            _done(story, approval(story, part), by=by)
    return story


def released() -> QuestionStory:
    """The cabinet has it."""
    story = approved()
    return _done(story, ReleaseAnswer(answer_hash=answer_hash(story.state)), by=LEADER)


def sent(on: date = TERM) -> QuestionStory:
    """The minister answered on this day, recorded in the evening."""
    story = released().at(datetime(on.year, on.month, on.day, 17, tzinfo=UTC))
    return _done(story, sending(story, on), by=LIAISON)


def approval(story: QuestionStory, part: int) -> ApproveAnswerPart:
    """The approval of a part as it stands."""
    [found] = [one for one in story.state.parts if one.part == part]
    return ApproveAnswerPart(part=part, draft_hash=found.draft_hash or "0" * 64)


def sending(story: QuestionStory, on: date) -> RecordAnswerSent:
    """The sending of what was released."""
    return RecordAnswerSent(sent_on=on, answer_hash=story.state.answer_hash or "0" * 64)


def _done(story: QuestionStory, *commands: Command, by: Actor = OFFICER) -> QuestionStory:
    for command in commands:
        story.when(command, by=by)
        assert story.refusal is None, story.refusal
    return story


def _decide(command: Command, by: Actor, state: QuestionState, now: datetime, rules: RulesState) -> list[Pending]:
    around = {name: AROUND[name] for name in streams.streams_read("question/2020-384", command, state)}
    return streams.decide("question/2020-384", command, by, state, now, rules, around)


def _evolve(state: QuestionState, event: Recorded) -> QuestionState:
    after = streams.evolve("question/2020-384", state, event)
    assert isinstance(after, QuestionState)
    return after
