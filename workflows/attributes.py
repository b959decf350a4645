"""What Temporal's own pages show of a stream: typed search attributes, within the column budget of SQL visibility.

The names speak of pacts, which were the first to have them; a namespace knows them for good.
"""

from typing import Any

from temporalio.common import SearchAttributeKey, SearchAttributeUpdate, TypedSearchAttributes

from schemas.calls import HandleResult

STAGE = SearchAttributeKey.for_keyword("PactStage")
WAITING_FOR = SearchAttributeKey.for_keyword_list("PactWaitingFor")
YEAR = SearchAttributeKey.for_int("PactYear")
NEXT_DUE = SearchAttributeKey.for_datetime("PactNextDue")
OVERDUE = SearchAttributeKey.for_bool("PactOverdue")

KEYS: tuple[SearchAttributeKey[Any], ...] = (STAGE, WAITING_FOR, YEAR, NEXT_DUE, OVERDUE)
"""What a namespace has to know; roles and dates only, since they are not encrypted."""

_Updates = list[SearchAttributeUpdate[Any]]


def changes(shown: TypedSearchAttributes, result: HandleResult) -> _Updates:
    """Say which attributes now differ; an upsert is a command in the history, so equal ones are left alone."""
    return [
        *_change(shown, STAGE, result.stage or None),
        *_change(shown, WAITING_FOR, list(result.waiting_for) or None),
        *_change(shown, YEAR, result.work_year),
        *_change(shown, NEXT_DUE, result.next_due),
        *_change(shown, OVERDUE, result.is_overdue),
    ]


def _change(shown: TypedSearchAttributes, key: SearchAttributeKey[Any], value: object) -> _Updates:
    if shown.get(key) == value:
        return []
    return [key.value_unset() if value is None else key.value_set(value)]
