"""What in a cluster's pact stands in the way of its means: support that is suspended, support that was ended early.

What counts is the file under which support was last signed, and the day of the act itself, not the day on which it is
recorded.
"""

from collections.abc import Iterable
from datetime import date

from domain.around import Around
from domain.pact_file import file_in_effect, files_of
from domain.refusing import require
from schemas.pact import PactStage, PactState


def pacts(clusters: Iterable[str]) -> tuple[str, ...]:
    """Name the pact files that these clusters can have, each once."""
    return tuple(name for cluster in dict.fromkeys(clusters) for name in files_of(cluster))


def require_new_means(clusters: Iterable[str], around: Around, on: date) -> None:
    """Refuse with ``suspended`` or ``terminated``: nothing is reserved or committed for such a cluster."""
    for cluster in clusters:
        require_not_suspended((cluster,), around, on)
        pact = file_in_effect(cluster, around)
        ended = pact.support.terminated_on
        has_ended = ended is not None and on > ended
        require(not has_ended, "terminated", f"support of {cluster} was ended on {ended}")
        is_stopped = _stage(pact) is PactStage.TERMINATED
        require(not is_stopped, "terminated", f"the pact of {cluster} was ended early")


def require_not_suspended(clusters: Iterable[str], around: Around, on: date) -> None:
    """Refuse with ``suspended``: payments and the use of reservations stop until support goes on."""
    for cluster in clusters:
        pact = file_in_effect(cluster, around)
        require(not _is_suspended(pact, on), "suspended", f"support of {cluster} is suspended on {on}")
        is_standing_still = _stage(pact) is PactStage.SUSPENDED
        require(not is_standing_still, "suspended", f"the pact of {cluster} is suspended")


def _is_suspended(pact: PactState, on: date) -> bool:
    since = pact.support.suspended_since
    runs = since is not None and since <= on
    return runs or any(first <= on < resumed for first, resumed in pact.support.suspensions)


def _stage(pact: PactState) -> PactStage | None:
    return None if pact.pact is None else pact.pact.stage
