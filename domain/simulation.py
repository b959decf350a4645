"""A pact's life in one process: the same decisions and the same order of time as on the servers, without any of them.

It is an agency with one file and given rules, in which nobody is authorised: who acts is taken from the envelope.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from types import MappingProxyType

from domain.agency import RULES, Agency, File, Kept, file_of
from domain.fleet import Script, caught_up, live
from schemas.command import CommandEnvelope
from schemas.event import Recorded
from schemas.pact import PactState
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.simulation import Simulated

__all__ = ["Script", "named_actor", "simulate"]


def named_actor(envelope: CommandEnvelope) -> Actor:
    """Take the envelope at its word: the person, in the role it names."""
    return Actor(person=envelope.person, role=envelope.role or "", on_behalf_of=envelope.on_behalf_of)


def simulate(
    stream: str,
    script: Script,
    rules: RulesState,
    *,
    since: datetime,
    until: datetime,
    history: Sequence[Recorded] = (),
    acting: Callable[[CommandEnvelope], Actor] = named_actor,
) -> Simulated:
    """Live a pact from one instant to another: commands when they are received, and between them what time brings.

    ``history`` is what the stream already holds; positions and versions count on from it. As in the store, an item of
    the agenda that was carried out is never carried out again under the same key.
    """

    def actor(agency: Agency, kept: Kept) -> Actor:
        del agency
        return acting(kept.envelope)

    files = {RULES: File(RULES, rules), stream: file_of(stream, history)}
    agency = Agency(now=since, files=MappingProxyType(files), log=tuple(history), acting=actor)
    within = [(max(at, since), envelope) for at, envelope in script if at <= until]
    return _told(live(caught_up(agency), within, until), stream)


def _told(agency: Agency, stream: str) -> Simulated:
    file = agency.file(stream)
    if not isinstance(file.state, PactState):
        message = f"{stream} is no pact"
        raise TypeError(message)
    outcomes = ((one.command_id, one.code) for one in agency.outcomes.values())
    return Simulated(stream=stream, state=file.state, events=file.events, outcomes=tuple(outcomes))
