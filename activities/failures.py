"""What a failure behind an activity means to Temporal, in one place."""

from collections.abc import Generator
from contextlib import contextmanager

from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from store.failures import ClockWrong, Conflict, Unreachable, is_passing


@contextmanager
def told_to_temporal() -> Generator[None]:
    """Let Temporal try again after trouble that passes, quietly; leave everything else to be seen as the bug it is.

    A refusal never comes here: it is an answer. A bug is tried again too, under Temporal's policy, and each try stands
    in the worker's log and on Temporal's pages with its own type; nothing is swallowed and no later command overtakes.

    Raises:
        ApplicationError: ``record_away``, ``clock_wrong``, ``clocks_disagree`` or ``conflict``, all retryable.
    """
    try:
        yield
    except Conflict as conflict:
        raise _passing(conflict, "conflict") from conflict
    except ClockWrong as wrong:
        raise _passing(wrong, wrong.code) from wrong
    except Unreachable as away:
        raise _passing(away, "record_away") from away
    except Exception as failure:
        if not is_passing(failure):
            raise
        raise _passing(failure, "record_away") from failure


def _passing(failure: Exception, kind: str) -> ApplicationError:
    return ApplicationError(str(failure) or type(failure).__name__, type=kind, category=ApplicationErrorCategory.BENIGN)
