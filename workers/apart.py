"""One stream's trouble is its own: it is told in the log, and the others are brought on all the same."""

from collections.abc import Generator
from contextlib import contextmanager

import structlog

from store.failures import Conflict, Unreachable

log = structlog.get_logger()


@contextmanager
def apart(what: str, *passing: type[Exception]) -> Generator[None]:
    """Keep the trouble with one thing from the others: say it in the log and go on.

    ``passing`` are further kinds of trouble that pass by themselves.

    Raises:
        Unreachable: the record is away, which concerns everybody.
    """
    passes: tuple[type[Exception], ...] = (Conflict, TimeoutError, *passing)
    try:
        yield
    except Unreachable:
        raise
    except passes as trouble:
        log.warning("stream_waits", stream=what, because=str(trouble) or type(trouble).__name__)
    except Exception:  # a receipt of a newer release, a bug: of this stream alone, and told with its trace
        log.exception("stream_failed", stream=what)
