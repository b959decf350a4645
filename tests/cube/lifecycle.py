"""What the command line says of a command's life: when it is accepted, what it brings, what it is refused with.

``python -m tests.cube.lifecycle`` writes it anew.
"""

import json
from collections import defaultdict
from pathlib import Path

from domain.vocabulary import COMMANDS
from schemas.refusal import Refused
from tests.cube.stages import NOUN_OF, stage_of
from tests.cube.walk import acts, outcome_of, pairs
from tests.life.living import ten_years

LIFECYCLE = Path(__file__).parents[2] / "cli" / "lifecycle.json"


def lifecycle() -> str:
    """Write it as JSON text, in order of kind."""
    accepted, brings, refused = (defaultdict[str, set[str]](set) for _ in range(3))
    for act in acts():
        kind = act.command.kind
        accepted[kind].add(stage_of(act.moment.state, act.command))
        brings[kind] |= {event.type for event in act.brought if _is_its_own(kind, event.type)}
    for told in ten_years().steps:
        if told.outcome.status == "refused":
            refused[told.envelope.command.kind].add(told.outcome.code)
    for pair in pairs():
        kind, found = pair.command.kind, outcome_of(pair)
        if isinstance(found, Refused):
            refused[kind].add(found.code)
        elif found:
            accepted[kind].add(pair.stage)
            brings[kind] |= {event.payload.type for event in found if _is_its_own(kind, event.payload.type)}
    entries = {
        kind: {
            "accepted_when": sorted(accepted[kind]),
            "brings": sorted(brings[kind]),
            "refused_with": sorted(refused[kind]),
        }
        for kind in sorted(COMMANDS)
    }
    return json.dumps(entries, indent=1, sort_keys=True) + "\n"


def _is_its_own(kind: str, event: str) -> bool:
    """Leave out deadlines that follow by the rules, which are data."""
    return NOUN_OF[kind] in {"deadline", "change"} or not event.startswith("deadline.")


def main() -> None:
    """Write it where the command line's catalogue takes it from."""
    LIFECYCLE.write_text(lifecycle(), "utf-8")


if __name__ == "__main__":
    main()
