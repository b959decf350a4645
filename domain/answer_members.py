"""Members in the second question: in each cluster, and over all of them each organisation once."""

from collections.abc import Iterator, Mapping

from domain.counting import members_on
from domain.phrase import on_the_day, say, word
from domain.seen import cluster_of, events_of, recorded
from domain.table import recorded_cell
from schemas.answer import Brief, Cell, ClusterFile, Statement, Status, Table, TableRow
from schemas.event import Recorded
from schemas.membership import MemberClass, MemberCount, MembershipEvent, MembersState

Clusters = Mapping[str, MembersState]


def members_total(brief: Brief) -> Iterator[Statement]:
    """Count the members of all clusters on the day, each organisation once: computed, with the count of each."""
    clusters = _clusters(brief)
    if not clusters:
        return
    told = [cluster for cluster in brief.knowledge.clusters if cluster.id in clusters]
    count = members_on(clusters, brief.as_of)
    inputs = tuple(
        say(brief.texts, "input_members", cluster=cluster.name, count=_alone(brief, cluster).total) for cluster in told
    )
    day = on_the_day(brief.texts, brief.as_of)
    text = say(brief.texts, "members_total", date=day, count=count.total, clusters=len(clusters))
    value = {"total": count.total, **{each.value: number for each, number in count.by_class}}
    events = [event for cluster in told for event in _events(brief, cluster)]
    yield recorded(brief, events[0].stream, "members_total", text, value, events, status=Status.COMPUTED, inputs=inputs)


def members_table(brief: Brief) -> Iterator[Table]:
    """Lay out the members of each cluster by class, and those of all clusters together."""
    clusters = _clusters(brief)
    if not clusters:
        return
    told = [cluster for cluster in brief.knowledge.clusters if cluster.id in clusters]
    rows = [_row(brief, one.name, _alone(brief, one), _events(brief, one)) for one in told]
    everyone = [event for cluster in told for event in _events(brief, cluster)]
    total = word(brief.texts, "column", "all_once")
    yield Table(
        id="members",
        title=say(brief.texts, "table_members", date=on_the_day(brief.texts, brief.as_of)),
        columns=(word(brief.texts, "column", "members"), *(_class(brief, each) for each in MemberClass)),
        rows=(*rows, _row(brief, total, members_on(clusters, brief.as_of), everyone, Status.COMPUTED)),
        note=_contested(brief, clusters),
    )


def _clusters(brief: Brief) -> Clusters:
    """Give the members of those clusters of which any is recorded, and whose recognition has not ended."""
    found = {cluster.id: cluster_of(brief, cluster) for cluster in brief.knowledge.clusters}
    return {
        name: state.members
        for name, state in found.items()
        if state.members.spells and (state.is_recognised or not state.recognitions)
    }


def _alone(brief: Brief, cluster: ClusterFile) -> MemberCount:
    return members_on({cluster.id: cluster_of(brief, cluster).members}, brief.as_of)


def _events(brief: Brief, cluster: ClusterFile) -> list[Recorded]:
    return events_of(brief, cluster.stream, MembershipEvent)


def _row(
    brief: Brief, heading: str, count: MemberCount, events: list[Recorded], status: Status = Status.STATED
) -> TableRow:
    numbers = (count.total, *(number for _, number in count.by_class))
    cells: tuple[Cell, ...] = tuple(recorded_cell(brief, events, str(one), one, status) for one in numbers)
    return TableRow(heading=heading, cells=cells)


def _class(brief: Brief, member_class: MemberClass) -> str:
    return word(brief.texts, "member_class", member_class.value)


def _contested(brief: Brief, clusters: Clusters) -> str:
    """Say of how many members the clusters do not tell the same class."""
    number = len(members_on(clusters, brief.as_of).contested)
    return say(brief.texts, "members_contested", count=number) if number else ""
