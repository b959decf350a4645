"""Rows of the log as the values that the domain folds."""

import json

import asyncpg

from schemas.claim import Evidence, Grade
from schemas.command import Outcome
from schemas.effective import Effective, Precision
from schemas.event import Recorded, payload_from_store
from schemas.people import Actor

EVENT_COLUMNS = (
    "position, stream, version, schema_version, effective_earliest, effective_latest, effective_precision,"
    " effective_wording, decided_on, recorded_at, actor_person, actor_role, on_behalf_of, command_id, correlation_id,"
    " causation_id, legal_basis, rule_version, evidence, source_grade, reason, corrects, correction_kind, backfill,"
    " body"
)
OUTCOME_COLUMNS = (
    "command_id, status, code, detail, stream, first_position, last_position, stream_version, received_at, recorded_at"
)


def event_of(row: asyncpg.Record) -> Recorded:
    """Read one event tolerantly: fields that this release does not know are passed over."""
    return Recorded(
        payload=payload_from_store(json.loads(row["body"])),
        effective=Effective(
            earliest=row["effective_earliest"],
            latest=row["effective_latest"],
            precision=Precision(row["effective_precision"]),
            wording=row["effective_wording"],
        ),
        decided_on=row["decided_on"],
        legal_basis=row["legal_basis"],
        rule_version=row["rule_version"],
        evidence=_evidence(row["evidence"]),
        source_grade=Grade(row["source_grade"]),
        reason=row["reason"],
        corrects=row["corrects"],
        correction_kind=row["correction_kind"],
        backfill=row["backfill"],
        position=row["position"],
        stream=row["stream"],
        version=row["version"],
        schema_version=row["schema_version"],
        recorded_at=row["recorded_at"],
        actor=Actor(person=row["actor_person"], role=row["actor_role"], on_behalf_of=row["on_behalf_of"]),
        command_id=row["command_id"],
        correlation_id=row["correlation_id"],
        causation_id=row["causation_id"],
    )


def outcome_from(row: asyncpg.Record) -> Outcome:
    """Read one answer."""
    return Outcome(
        command_id=row["command_id"],
        status=row["status"],
        code=row["code"],
        detail=row["detail"],
        stream=row["stream"],
        first_position=row["first_position"],
        last_position=row["last_position"],
        stream_version=row["stream_version"],
        received_at=row["received_at"],
        recorded_at=row["recorded_at"],
    )


def _evidence(text: str) -> tuple[Evidence, ...]:
    if text == "[]":
        return ()
    return tuple(Evidence.model_validate(item, extra="ignore") for item in json.loads(text))
