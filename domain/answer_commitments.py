"""Commitments of the pacts in the second question: by party, which run, were kept, are late or were given up."""

from collections.abc import Iterator, Sequence

from domain.phrase import on_the_day, say, word
from domain.seen import deadline_events, events_of, pact_of, recorded
from domain.table import recorded_cell
from schemas.answer import Brief, Cell, ClusterFile, Statement, Table, TableRow
from schemas.commitment import Commitment, CommitmentEvent
from schemas.deadline import Deadline, DeadlineStage
from schemas.event import Recorded

STATES = ("running", "fulfilled", "late", "abandoned")
"""Every commitment stands in exactly one: late are those that run after their deadline was missed."""


def late_commitments(brief: Brief) -> Iterator[Statement]:
    """Name each commitment whose deadline was missed and which is not kept."""
    for cluster in brief.knowledge.clusters:
        for one in pact_of(brief, cluster).commitments:
            if one.due is not None and _state(brief, cluster, one) == "late":
                yield _late(brief, cluster, one)


def commitments_table(brief: Brief) -> Iterator[Table]:
    """Count the commitments of each party to each pact."""
    rows = tuple(row for cluster in brief.knowledge.clusters for row in _rows(brief, cluster))
    if rows:
        columns = tuple(word(brief.texts, "commitment_state", state) for state in STATES)
        title, note = word(brief.texts, "table", "commitments"), word(brief.texts, "note", "commitments")
        yield Table(id="commitments", title=title, columns=columns, rows=rows, note=note)


def _rows(brief: Brief, cluster: ClusterFile) -> Iterator[TableRow]:
    commitments = pact_of(brief, cluster).commitments
    for party in sorted({one.party for one in commitments}):
        promised = [one for one in commitments if one.party == party]
        cells = tuple(_cell(brief, cluster, promised, state) for state in STATES)
        heading = f"{cluster.name}: {word(brief.texts, 'party', party)}"
        yield TableRow(heading=heading, cells=cells)


def _cell(brief: Brief, cluster: ClusterFile, promised: Sequence[Commitment], state: str) -> Cell:
    """Count on the events of those counted; that there is none rests on all that the party promised."""
    counted = [one for one in promised if _state(brief, cluster, one) == state]
    events = [event for one in counted or promised for event in _events(brief, cluster, one)]
    return recorded_cell(brief, events, str(len(counted)), len(counted))


def _late(brief: Brief, cluster: ClusterFile, one: Commitment) -> Statement:
    words = one.text_nl if brief.texts.lang == "nl" else one.text_en
    text = say(
        brief.texts,
        "commitment_late",
        cluster=cluster.name,
        party=word(brief.texts, "party", one.party),
        text=words.removesuffix("."),
        due="" if one.due is None else on_the_day(brief.texts, one.due),
    )
    due = None if one.due is None else one.due.isoformat()
    value = {"commitment": one.commitment, "party": one.party, "due": due}
    return recorded(brief, cluster.pact or "", "commitment_late", text, value, _events(brief, cluster, one))


def _state(brief: Brief, cluster: ClusterFile, one: Commitment) -> str:
    is_late = any(deadline.stage is DeadlineStage.MISSED for deadline in _deadlines(brief, cluster, one))
    return "late" if one.state == "running" and is_late else one.state


def _deadlines(brief: Brief, cluster: ClusterFile, one: Commitment) -> list[Deadline]:
    subject = ("commitment", one.commitment)
    return [deadline for deadline in pact_of(brief, cluster).deadlines if subject in deadline.subject]


def _events(brief: Brief, cluster: ClusterFile, one: Commitment) -> list[Recorded]:
    own = events_of(brief, cluster.pact or "", CommitmentEvent, commitment=one.commitment)
    deadlines = _deadlines(brief, cluster, one)
    return [*own, *(event for each in deadlines for event in deadline_events(brief, cluster.pact or "", each))]
