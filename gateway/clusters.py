"""Clusters and their members: the list, one cluster whole, and organisations counted once whatever their clusters."""

from collections.abc import Sequence
from datetime import date

from domain.cluster import is_called
from domain.counting import flows, members_on
from domain.dated_view import Row
from domain.stream import fold
from domain.views import cluster_row
from gateway.questions import NOW, Standpoint, file_of, seen
from schemas.cluster import ClusterState
from schemas.membership import MemberCount, MemberFlows, MembersState
from schemas.refusal import Refused
from store.log import all_streams
from store.pool import Pool


async def list_clusters(pool: Pool, today: date, standpoint: Standpoint = NOW) -> list[Row]:
    """Give one row for each cluster, with its number of members on the standpoint's day or today."""
    day = standpoint.as_of or today
    rows: list[Row] = []
    for stream in await all_streams(pool, "cluster"):
        state = fold(stream, await seen(pool, stream, standpoint))
        if isinstance(state, ClusterState) and state.version:
            rows.append({**cluster_row(stream, state), "members": members_on({_id(stream): state.members}, day).total})
    return rows


async def show_cluster(pool: Pool, cluster: str, today: date, standpoint: Standpoint = NOW) -> Row:
    """Show one cluster: its names, recognitions and reorganisations over time, and its members by class.

    ``cluster`` is as ``cluster_called`` takes it.

    Raises:
        Refused: ``unknown_cluster``: nothing was known of it from there; ``several_clusters``.
    """
    stream = await cluster_called(pool, cluster, standpoint)
    state = await _cluster(pool, stream, standpoint)
    count = members_on({_id(stream): state.members}, standpoint.as_of or today)
    shown = state.model_dump(mode="json", include={"enterprise_number", "recognitions"})
    return {
        **cluster_row(stream, state),
        **shown,
        "names_since": [one.model_dump(mode="json") for one in state.names],
        "relations": [
            {"sort": sort, "other": other, "since": since.model_dump(mode="json")}
            for sort, other, since in state.relations
        ],
        "members": count.model_dump(mode="json", include={"on", "total", "by_class"}),
    }


async def count_members(pool: Pool, clusters: list[str], on: date, standpoint: Standpoint = NOW) -> MemberCount:
    """Count the members of some clusters, or of all, on a day: each organisation once.

    Raises:
        Refused: ``unknown_cluster``: nothing was known of one of them.
    """
    return members_on(await _members(pool, clusters, standpoint), on)


async def compare_members(
    pool: Pool, clusters: list[str], earlier: date, later: date, standpoint: Standpoint = NOW
) -> MemberFlows:
    """Say who came and who left between two days, over some clusters or all.

    Raises:
        Refused: ``unknown_cluster``; ``wrong_order``: the later day lies before the earlier one.
    """
    if later < earlier:
        raise Refused("wrong_order", f"{later} lies before {earlier}")
    return flows(await _members(pool, clusters, standpoint), earlier, later)


async def cluster_called(pool: Pool, text: str, standpoint: Standpoint = NOW) -> str:
    """Find the stream of a cluster by its id or by a name that it has or had, whatever the case of the letters.

    A name counts from when it was known, also on a day on which the cluster bore another. What nothing is called is
    taken for an id.

    Raises:
        Refused: ``several_clusters``: more than one has or had this name.
    """
    asked = stream_of(text.strip())
    streams = {stream.casefold(): stream for stream in await all_streams(pool, "cluster")}
    if asked.casefold() in streams:
        return streams[asked.casefold()]
    known = Standpoint(known_on=standpoint.known_on)
    states = {stream: fold(stream, await seen(pool, stream, known)) for stream in streams.values()}
    found = [stream for stream, one in states.items() if isinstance(one, ClusterState) and is_called(one, text)]
    if len(found) > 1:
        raise Refused("several_clusters", f"'{text}' is or was the name of {', '.join(found)}")
    return found[0] if found else asked


async def ids_called(pool: Pool, texts: Sequence[str], standpoint: Standpoint = NOW) -> tuple[str, ...]:
    """Give the ids of clusters named as ``cluster_called`` takes them, each once.

    Raises:
        Refused: ``several_clusters``.
    """
    known = Standpoint(known_on=standpoint.known_on)
    return tuple(sorted({_id(await cluster_called(pool, text, known)) for text in texts}))


async def pact_called(pool: Pool, text: str, standpoint: Standpoint = NOW) -> str:
    """Find the stream of the pact file of a cluster, named as ``cluster_called`` takes it; what is none stays as it is.

    Raises:
        Refused: ``several_clusters``.
    """
    pacts = await all_streams(pool, "pact")
    if "/" in text or f"pact/{text}" in pacts:
        return text
    pact = f"pact/{_id(await cluster_called(pool, text, standpoint))}"
    return pact if pact in pacts else text


def stream_of(cluster: str) -> str:
    """Complete a cluster's id to the name of its stream."""
    return cluster if cluster.startswith("cluster/") else f"cluster/{cluster}"


async def _members(pool: Pool, clusters: list[str], standpoint: Standpoint) -> dict[str, MembersState]:
    """Give the memberships that were known, whatever day they are about: the count itself takes the day."""
    known = Standpoint(known_on=standpoint.known_on)
    asked = [await cluster_called(pool, one, known) for one in clusters] or await all_streams(pool, "cluster")
    return {_id(stream): (await _cluster(pool, stream, known)).members for stream in asked}


async def _cluster(pool: Pool, stream: str, standpoint: Standpoint) -> ClusterState:
    state = await file_of(pool, stream, standpoint)
    if not isinstance(state, ClusterState):
        raise Refused("unknown_cluster", f"{stream} is no cluster")
    return state


def _id(stream: str) -> str:
    return stream.partition("/")[2]
