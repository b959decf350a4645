"""What a simulated stretch of a pact's life gives: its events, and how each command of the script ended."""

from schemas.event import Recorded
from schemas.model import Model
from schemas.pact import PactState


class Simulated(Model):
    """Every event, the state after them, and for each command its id and the code it ended with."""

    stream: str
    state: PactState = PactState()
    events: tuple[Recorded, ...] = ()
    outcomes: tuple[tuple[str, str], ...] = ()
