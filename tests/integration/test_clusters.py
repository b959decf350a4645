"""Clusters by whatever they are or were called, and their names in order of time."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest

from gateway.clusters import cluster_called, count_members, pact_called, show_cluster
from gateway.questions import Standpoint
from gateway.record import import_history
from schemas.refusal import Refused
from store.pool import Pool
from tests.integration.office import OFFICER, PACK, Office, open_office

BEGIN = datetime(2020, 3, 2, 9, tzinfo=UTC)
TODAY, BEFORE_THE_NAME = date(2020, 3, 2), date(2017, 1, 1)
FLUX50 = "cluster/flux50"


@pytest.fixture
async def office(pool: Pool) -> AsyncIterator[Office]:
    """An office with the public record."""
    async with open_office(pool, BEGIN) as opened:
        await import_history(pool, PACK / "history-2016-2020.yaml", now=opened.clock.now())
        yield opened


async def test_a_cluster_is_found_by_its_id_and_by_every_name(office: Office) -> None:
    """In any case, and by a later name also on a day before it; what nothing is called stays unknown."""
    texts = ("flux50", "FLUX50", FLUX50, " vlaamse energiecluster ")
    assert [FLUX50] * 4 == [await cluster_called(office.pool, text) for text in texts]
    blue = await show_cluster(office.pool, "DE BLAUWE CLUSTER", TODAY, Standpoint(as_of=BEFORE_THE_NAME))
    assert "cluster/blauwe-cluster" == blue["stream"]
    shown = await show_cluster(office.pool, "Flux50", TODAY, Standpoint(as_of=BEFORE_THE_NAME))
    assert (FLUX50, "Vlaamse Energiecluster") == (shown["stream"], shown["name"])
    by_name, by_id = [await count_members(office.pool, [one], TODAY) for one in ("Vlaamse Energiecluster", "flux50")]
    assert by_id == by_name
    with pytest.raises(Refused, match="unknown_cluster"):
        await show_cluster(office.pool, "Flux51", TODAY)


async def test_a_pact_file_is_found_by_the_names_of_its_cluster(office: Office) -> None:
    """Its own id first; whole names and what is no cluster's stay as they are."""
    texts = ("Vlaamse energiecluster", "FLUX50", "flux50", "question/384", "rules", "demo-niemand")
    found = ["pact/flux50", "pact/flux50", "flux50", "question/384", "rules", "demo-niemand"]
    assert found == [await pact_called(office.pool, text) for text in texts]


async def test_names_are_listed_in_order_of_time(office: Office) -> None:
    """The first without a day, since no source gives one; on an earlier day it is the only one."""
    shown = await show_cluster(office.pool, "flux50", TODAY)
    earlier = await show_cluster(office.pool, "flux50", TODAY, Standpoint(as_of=BEFORE_THE_NAME))
    assert [("Vlaamse Energiecluster", None), ("Flux50", "2017-05-10")] == _names(shown["names_since"])
    assert [("Vlaamse Energiecluster", None)] == _names(earlier["names_since"])


async def test_a_name_that_two_clusters_bear_or_bore_finds_neither(office: Office) -> None:
    """Each is still found by its id, and one whose id is the name by that."""
    await office.done(OFFICER, "cluster/demo-zon", "register_cluster", name="Vlaamse Energiecluster")
    with pytest.raises(Refused, match="several_clusters"):
        await cluster_called(office.pool, "vlaamse energiecluster")
    assert [FLUX50, "cluster/demo-zon"] == [await cluster_called(office.pool, one) for one in ("flux50", "Demo-Zon")]


def _names(names_since: object) -> list[tuple[str, str | None]]:
    """Each name with its first day."""
    assert isinstance(names_since, list)
    return [(one["name"], one["since"] and one["since"]["earliest"]) for one in names_since]
