"""An answer about some clusters only: what is told of others is left out, what is told of the programme stays."""

from collections.abc import Collection, Iterator, Sequence

from domain.stream import category
from schemas.answer import Brief, Conclusion, Knowledge
from schemas.event import Recorded
from schemas.pact import PactRegistered
from schemas.refusal import Refused

_OF_ONE_CLUSTER = frozenset({"cluster", "pact"})
_LISTS_ALL = "clusters"


def narrowed(knowledge: Knowledge, clusters: Collection[str]) -> Knowledge:
    """Keep what was known of these clusters and of the programme; all of it where none is named.

    Raises:
        Refused: ``unknown_cluster``: nothing was known of one by then.
    """
    if not clusters:
        return knowledge
    strange = sorted(set(clusters).difference(one.id for one in knowledge.clusters))
    if strange:
        raise Refused("unknown_cluster", f"nothing is known of {', '.join(strange)} by then")
    kept = frozenset(_streams(knowledge, clusters))
    return Knowledge(
        conclusions=tuple(
            one for one in knowledge.conclusions if _is_kept(one.subject, kept) and one.predicate != _LISTS_ALL
        ),
        clusters=tuple(one for one in knowledge.clusters if one.id in clusters),
        seen=tuple(event for event in knowledge.seen if _is_kept(event.stream, kept)),
    )


def is_told_of(brief: Brief, cluster: str) -> bool:
    """Tell whether an answer speaks of a cluster by itself; in sums of the programme every cluster counts."""
    return not brief.clusters or cluster in brief.clusters


def told_of(brief: Brief, found: Sequence[Conclusion]) -> list[Conclusion]:
    """Keep what an answer tells of single clusters, by the qualifier that names them."""
    return [one for one in found if is_told_of(brief, one.qualifier)]


def _is_kept(stream: str, kept: Collection[str]) -> bool:
    return category(stream) not in _OF_ONE_CLUSTER or stream in kept


def _streams(knowledge: Knowledge, clusters: Collection[str]) -> Iterator[str]:
    """Name the files of these clusters: their own, and every pact file that was opened for one of them."""
    for one in knowledge.clusters:
        if one.id in clusters:
            yield one.stream
            yield one.pact or one.stream
    for event in knowledge.seen:
        match event:
            case Recorded(payload=PactRegistered(cluster=cluster), stream=stream) if cluster in clusters:
                yield stream
            case _:
                pass
