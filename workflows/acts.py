"""How an act reaches a workflow: an update whose shape is checked before Temporal accepts it."""

import re
from collections.abc import Awaitable, Callable
from typing import TypeVar

from temporalio import workflow
from temporalio.exceptions import ApplicationError
from temporalio.workflow import UpdateMethodMultiParam

from schemas.calls import CommandAnswer, CommandCall

_Self = TypeVar("_Self")
_Call = TypeVar("_Call", bound=CommandCall)
_COMMAND_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/|-]{7,199}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def act(
    handler: Callable[[_Self, _Call], Awaitable[CommandAnswer]],
) -> UpdateMethodMultiParam[[_Self, _Call], CommandAnswer]:
    """Make an update of a method; a call that cannot be ours is turned away without a trace in the history."""

    def must_be_well_formed(self: _Self, call: _Call) -> None:  # noqa: ARG001 - the shape of a method
        # The shape alone: whether the act is allowed is decided where it is recorded.
        if not _COMMAND_ID.fullmatch(call.command_id) or not _SHA256.fullmatch(call.content_hash):
            raise ApplicationError("a command id and the SHA-256 of its content are needed", type="malformed")

    # The SDK asks that a validator take exactly what its update takes.
    must_be_well_formed.__annotations__ = {"call": handler.__annotations__["call"], "return": None}
    update = workflow.update(handler)
    update.validator(must_be_well_formed)
    return update
