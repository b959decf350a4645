"""What somebody did about a matter, as a row: when, who, in which role, why, and what the event says."""

from domain.dated_view import Row, role_title
from domain.timeline import sentences
from schemas.event import Recorded
from schemas.policy import RulesState


def step(event: Recorded, rules: RulesState) -> Row:
    """Tell one event of a matter's history, its role by id and by what the pack in force calls it."""
    dutch, english = sentences(event, rules)
    return {
        "position": event.position,
        "type": event.type,
        "recorded_at": event.recorded_at.isoformat(),
        "person": event.actor.person,
        "role": event.actor.role,
        "role_title": role_title(event.actor.role, rules),
        "reason": event.reason,
        "evidence": [one.model_dump(mode="json") for one in event.evidence],
        "sentence": {"nl": dutch, "en": english},
    }
