"""What an answer takes from the files themselves: figures, registers and deadlines, each with the events behind it."""

from collections.abc import Iterable, Iterator, Sequence
from types import UnionType
from typing import Any, get_args

from domain.facts import evidence_under
from domain.statement import in_order
from domain.stream import category, fold
from schemas.answer import Brief, ClusterFile, SeenFile, Statement, StatementEvidence, Status
from schemas.budget.whole import BudgetState
from schemas.claim import FactCorrected
from schemas.cluster import ClusterState
from schemas.deadline import (
    Deadline,
    DeadlineCancelled,
    DeadlineExtended,
    DeadlineMet,
    DeadlineMissed,
    DeadlineMissRevoked,
    DeadlineRecomputed,
    DeadlineReopened,
    DeadlineResumed,
    DeadlineSet,
    DeadlineStopped,
)
from schemas.event import Recorded
from schemas.pact import PactState
from schemas.policy import RulesState

TOLD_OF = frozenset({"budget", "cluster", "pact", "programme", "question", "rules"})
"""The categories of streams whose state an answer reads."""

_COURSE = (
    DeadlineSet,
    DeadlineExtended,
    DeadlineRecomputed,
    DeadlineStopped,
    DeadlineResumed,
    DeadlineReopened,
    DeadlineMet,
    DeadlineMissed,
    DeadlineMissRevoked,
    DeadlineCancelled,
)


def files(seen: Iterable[Recorded]) -> dict[str, SeenFile]:
    """Fold the events that an answer sees, stream by stream."""
    streams: dict[str, list[Recorded]] = {}
    for event in seen:
        if category(event.stream) in TOLD_OF:
            streams.setdefault(event.stream, []).append(event)
    return {stream: _file(stream, streams[stream]) for stream in sorted(streams)}


def pact_of(brief: Brief, cluster: ClusterFile) -> PactState:
    """Give the pact file of a cluster; an empty one where it has none."""
    state = _state(brief, cluster.pact or "")
    return state if isinstance(state, PactState) else PactState()


def cluster_of(brief: Brief, cluster: ClusterFile) -> ClusterState:
    """Give the file of the cluster itself."""
    state = _state(brief, cluster.stream)
    return state if isinstance(state, ClusterState) else ClusterState()


def budget_of(brief: Brief, stream: str) -> BudgetState | None:
    """Give a budget year that was decided on here, or opened; none where only claims tell of it."""
    state = _state(brief, stream)
    if not isinstance(state, BudgetState):
        return None
    return state if state.is_open or state.decided else None


def rules_of(brief: Brief) -> RulesState:
    """Give the rules that were adopted; empty where none were."""
    state = _state(brief, "rules")
    return state if isinstance(state, RulesState) else RulesState()


def family_title(brief: Brief, family: str) -> str:
    """Call a family of KPIs as the programme does."""
    titles = {one.id: one.title for policy in rules_of(brief).policies for one in policy.kpi_families}
    return str(getattr(titles[family], brief.texts.lang)) if family in titles else family


def earmark_title(brief: Brief, earmark: str) -> str:
    """Call an earmark of the residual pool as the programme does."""
    money = [policy.money for policy in rules_of(brief).policies if policy.money is not None]
    titles = {one.id: one.title for each in money for one in each.earmarks}
    return str(getattr(titles[earmark], brief.texts.lang)) if earmark in titles else earmark


def streams(brief: Brief, of: str) -> list[str]:
    """Name the streams of a category, in order."""
    return [stream for stream in brief.files if category(stream) == of]


def events_of(brief: Brief, stream: str, *kinds: type | UnionType, **fields: object) -> list[Recorded]:
    """Find the events of these kinds whose payload has these values, in order of recording."""
    file = brief.files.get(stream)
    found: list[Recorded] = [
        event
        for kind in _classes(kinds)
        for event in (file.events.get(kind, ()) if file else ())
        if all(getattr(event.payload, name, None) == value for name, value in fields.items())
    ]
    return sorted(found, key=lambda event: event.position)


def deadline_events(brief: Brief, stream: str, deadline: Deadline) -> list[Recorded]:
    """Find what set, moved, stopped or ended one deadline; reminders of it prove nothing."""
    return events_of(brief, stream, *_COURSE, deadline=deadline.id)


def evidence_behind(brief: Brief, events: Iterable[Recorded]) -> tuple[StatementEvidence, ...]:
    """Name what events rest on; of one that was corrected, the correction too."""
    return in_order(
        one for event in events for told in (event, *_corrections(brief, event)) for one in evidence_under(told)
    )


def recorded(  # noqa: PLR0913 - the parts of a sentence
    brief: Brief,
    subject: str,
    predicate: str,
    text: str,
    value: object,
    events: Sequence[Recorded],
    *,
    status: Status = Status.STATED,
    inputs: tuple[str, ...] = (),
) -> Statement:
    """Say what these events, at least one, tell together."""
    evidence = evidence_behind(brief, events)
    return Statement(
        subject=subject,
        predicate=predicate,
        text=text,
        value=value,
        status=status,
        evidence=evidence,
        inputs=inputs,
    )


def _file(stream: str, events: Sequence[Recorded]) -> SeenFile:
    corrections: dict[int, tuple[Recorded, ...]] = {}
    for event in events:
        if isinstance(event.payload, FactCorrected):
            place = event.payload.corrects
            corrections[place] = (*corrections.get(place, ()), event)
    kinds: dict[type, list[Recorded]] = {}
    for event in events:
        kinds.setdefault(type(event.payload), []).append(event)
    by_kind = {kind: tuple(found) for kind, found in kinds.items()}
    return SeenFile(state=fold(stream, events), events=by_kind, corrections=corrections)


def _classes(kinds: Iterable[type | UnionType]) -> Iterator[type]:
    """Take the unions among the kinds apart."""
    for kind in kinds:
        if isinstance(kind, UnionType):
            yield from get_args(kind)
        else:
            yield kind


def _corrections(brief: Brief, event: Recorded) -> tuple[Recorded, ...]:
    file = brief.files.get(event.stream)
    return () if file is None else file.corrections.get(event.position, ())


def _state(brief: Brief, stream: str) -> Any:  # noqa: ANN401 - whatever the stream folds to
    file = brief.files.get(stream)
    return None if file is None else file.state
