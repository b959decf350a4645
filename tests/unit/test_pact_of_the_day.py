"""Which pact file of a cluster an answer about a day looks at."""

from datetime import date

import pytest

from domain.knowledge import known
from schemas.agreement.period import AgreementActivated
from schemas.cluster import ClusterRegistered
from schemas.event import Payload, Pending
from schemas.pact import PactRegistered
from tests.unit.history import SEEN_ON, Record
from tests.unit.scenario import on

FIRST, SECOND = "pact/duin", "pact/duin-2"
BEGAN, OPENED, BEGAN_AGAIN = date(2010, 1, 1), date(2019, 11, 4), date(2020, 1, 1)


@pytest.fixture
def record() -> Record:
    """A cluster whose first file runs and whose second is only opened."""
    record = Record()
    _recorded(record, "cluster/duin", ClusterRegistered(name="Duin"), BEGAN)
    _recorded(record, FIRST, PactRegistered(cluster="duin"), BEGAN)
    _recorded(record, FIRST, _activated(BEGAN, date(2012, 12, 31)), BEGAN)
    _recorded(record, SECOND, PactRegistered(cluster="duin", succeeds="duin", legal_basis="another"), OPENED)
    return record


def test_a_file_that_is_only_opened_leaves_answers_at_the_one_before(record: Record) -> None:
    """Also about days after it was opened."""
    assert [FIRST, FIRST] == [_file(record, day) for day in (BEGAN, BEGAN_AGAIN)]


def test_a_file_is_looked_at_from_the_day_on_which_its_support_begins(record: Record) -> None:
    """About the days before, the first one stays."""
    _recorded(record, SECOND, _activated(BEGAN_AGAIN, date(2022, 12, 31)), BEGAN_AGAIN)
    days = (BEGAN, date(2019, 12, 31), BEGAN_AGAIN)
    assert [FIRST, FIRST, SECOND] == [_file(record, day) for day in days]


def _file(record: Record, day: date) -> str | None:
    [cluster] = known(record.events, day, SEEN_ON).clusters
    return cluster.pact


def _activated(start: date, end: date) -> AgreementActivated:
    return AgreementActivated(period=1, start=start, end=end, activated_on=start)


def _recorded(record: Record, stream: str, payload: Payload, day: date) -> None:
    record.append(stream, [Pending(payload=payload, effective=on(day))])
