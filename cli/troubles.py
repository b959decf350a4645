"""Troubles of the layers below, in the words and with the exit code of the command line."""

from collections.abc import Generator
from contextlib import contextmanager

from cli.ending import Ended, Exit
from schemas.refusal import Refused
from store.documents import DocumentTrouble, Erased, TooLarge
from store.failures import ClockWrong, Conflict, Unreachable
from store.migrate import MigrationRefused
from workers.embedded.failures import StartFailed


@contextmanager
def understood() -> Generator[None]:
    """Turn what the record or the servers raise into the way a command ends; a refusal passes as it is.

    Raises:
        Ended: with the exit code that fits.
    """
    try:
        yield
    except Refused:
        raise
    except Conflict as conflict:
        raise Ended(Exit.CONFLICT, "conflict", str(conflict)) from conflict
    except (Erased, TooLarge) as refused:
        raise Ended(Exit.REFUSED, _code(refused), str(refused)) from refused
    except DocumentTrouble as trouble:
        raise Ended(Exit.ERROR, _code(trouble), str(trouble)) from trouble
    except ClockWrong as wrong:
        raise Ended(Exit.NOT_REACHABLE, wrong.code, str(wrong)) from wrong
    except Unreachable as away:
        raise Ended(Exit.NOT_REACHABLE, "not_reachable", f"the record does not answer: {away}") from away
    except StartFailed as failed:
        raise Ended(Exit.NOT_REACHABLE, failed.code, failed.reason) from failed
    except MigrationRefused as refused:
        raise Ended(Exit.ERROR, "migration_refused", str(refused)) from refused


def _code(trouble: DocumentTrouble) -> str:
    """Give the stable code: ``document_erased``, ``document_missing`` and so on."""
    names = {"Erased": "erased", "TooLarge": "too_large", "Missing": "missing", "Damaged": "damaged"}
    return f"document_{names[type(trouble).__name__]}"
