"""A record in memory behind the activity ``handle``: enough of one to see what the workflow asks, and when."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from temporalio import activity

from schemas.calls import CommandAnswer, HandleCall, HandleResult

HASH = "ab" * 32


@dataclass
class Record:
    """What came in, what was due and what was done; each command and each date once, as the store has it."""

    agenda: list[tuple[datetime, str]] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    calls: list[HandleCall] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    closes_on: str | None = None
    stage: str = "in_force"
    hold_at: datetime | None = None
    """From this instant on the activity waits in the middle of its work, until it may go on."""
    may_go_on: asyncio.Event = field(default_factory=asyncio.Event)
    is_reached: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the activity is called; with ``hold_at``, from that instant on."""

    @activity.defn(name="handle")
    async def handle(self, call: HandleCall) -> HandleResult:
        """Do what is due, then the command, each of them once."""
        self.calls.append(call)
        if self.hold_at is None or call.asked_at >= self.hold_at:
            self.is_reached.set()
        if self.hold_at is not None and call.asked_at >= self.hold_at:
            await self.may_go_on.wait()
        for at, what in [item for item in self.agenda if item[0] <= call.asked_at]:
            self.agenda.remove((at, what))
            self.events.append(what)
        answer = None
        if call.command_id is not None:
            answer = self._decide(call, call.command_id)
        wake = min(self.agenda, default=None)
        return HandleResult(
            version=len(self.events),
            answer=answer,
            wake_at=None if wake is None else wake[0],
            wake_for="" if wake is None else wake[1],
            stage=self.stage,
            details=f"{len(self.events)} events",
            is_closed=self.closes_on is not None and self.closes_on in self.events,
        )

    def _decide(self, call: HandleCall, command_id: str) -> CommandAnswer:
        known: dict[str, Any] = {"command_id": command_id, "content_hash": call.content_hash or ""}
        if command_id in self.refused:
            return CommandAnswer(**known, status="refused", code=self.refused[command_id], detail="no")
        if command_id not in self.events:
            self.events.append(command_id)
        position = self.events.index(command_id) + 1
        return CommandAnswer(
            **known, status="recorded", code="recorded", first_position=position, last_position=position
        )
