"""What the events of the pact itself say for an answer: its stages, its versions, its end; conditions and lessons."""

from collections.abc import Iterable, Iterator
from datetime import date

from domain.said import Said, coded, counted, dated, worded
from schemas.condition import ConditionMet, ConditionMissed, ConditionReported, ConditionReportReturned, ConditionSet
from schemas.evaluation import PactVersionAdopted
from schemas.event import Payload, Recorded
from schemas.lesson import BottleneckRecorded, LessonRecorded
from schemas.pact import (
    PactEnteredIntoForce,
    PactNegotiationOpened,
    PactSignedByParty,
    PactTextAgreed,
)
from schemas.support import PactEnded, PactResumed, PactSuspended, PactTerminated


def said(payload: Payload) -> tuple[Said, ...]:
    """Give what one event of this noun says; nothing for those of other nouns."""
    return _document(payload) + _measure(payload) + _condition(payload) + _lesson(payload)


def signed_by_all(events: Iterable[Recorded]) -> Iterator[tuple[list[Recorded], Said]]:
    """Give the day of the latest signature with all of them: they may be recorded in any order."""
    signed: dict[str, list[Recorded]] = {}
    days: dict[str, list[date]] = {}
    for event in events:
        match event.payload:
            case PactTextAgreed():
                signed[event.stream], days[event.stream] = [], []
            case PactSignedByParty(signed=number, required=required, signed_on=on):
                signed.setdefault(event.stream, []).append(event)
                days.setdefault(event.stream, []).append(on)
                if number == required:
                    yield [*signed[event.stream]], dated("pact_concluded", max(days[event.stream]))
            case _:
                continue


def _document(payload: Payload) -> tuple[Said, ...]:
    match payload:
        case PactNegotiationOpened():
            return (coded("pact_state", "in_negotiation"),)
        case PactTextAgreed():
            return (coded("pact_state", "agreed"),)
        case PactSignedByParty(signed_on=on, signed=signed, required=required):
            concluded = (dated("pact_concluded", on),) if signed == required else ()
            return coded("pact_state", "signing"), *concluded
        case PactEnteredIntoForce(pact_version=version):
            return counted("pact_version", version), coded("pact_state", "in_force")
        case PactVersionAdopted(pact_version=version):
            return (counted("pact_version", version),)
        case _:
            return ()


def _measure(payload: Payload) -> tuple[Said, ...]:
    match payload:
        case PactSuspended():
            return (coded("pact_state", "suspended"),)
        case PactResumed():
            return (coded("pact_state", "in_force"),)
        case PactEnded(how=how, ended_on=on):
            return coded("pact_state", how), dated("pact_ended", on)
        case PactTerminated(ended_on=on):
            return coded("pact_state", "terminated"), dated("pact_ended", on)
        case _:
            return ()


def _condition(payload: Payload) -> tuple[Said, ...]:
    match payload:
        case ConditionSet(condition=condition) | ConditionReportReturned(condition=condition):
            return (coded("condition_state", "open", condition),)
        case ConditionReported(condition=condition):
            return (coded("condition_state", "reported", condition),)
        case ConditionMet(condition=condition):
            return (coded("condition_state", "met", condition),)
        case ConditionMissed(condition=condition):
            return (coded("condition_state", "missed", condition),)
        case _:
            return ()


def _lesson(payload: Payload) -> tuple[Said, ...]:
    match payload:
        case LessonRecorded(lesson=lesson, text_nl=nl, text_en=en):
            return (worded("lesson", nl, en, lesson),)
        case BottleneckRecorded(lesson=lesson, text_nl=nl, text_en=en):
            return (worded("lesson", nl, en, lesson),)
        case _:
            return ()
