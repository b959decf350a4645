"""What an audit of deadlines has to show: what it checked, as far as which event, and what it found."""

from collections.abc import Mapping

from schemas.guarantee import DeadlineFinding
from schemas.model import Model
from schemas.policy import Title


class DeadlineAudit(Model):
    """One audit over a whole record; that nothing was found says something only beside what was looked at."""

    position: int  # of the last event that was looked at; 0: the record is empty
    deadlines: int  # every one that was ever set, of each file by itself
    events: int  # of these deadlines
    invariants: Mapping[str, Title]  # what was checked, by name
    findings: tuple[DeadlineFinding, ...]
