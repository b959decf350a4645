"""One extension for many files in the model, as it reaches a pact: decided elsewhere, carried out by the service."""

from datetime import date
from functools import cache
from random import Random

from schemas.programme import GroupItem, GroupProposal, ProgrammeState
from tests.model.deadlines import RUNNING, Fields
from tests.model.file import File
from tests.model.machine import NOTHING, Step, Yes, ask
from tests.model.reckoning import DAY

GROUPS = ("apply_group_extension",)
PROGRAMME = "programme/clusters"
LISTED = {
    **{f"D07/{year}": date(year - 1, 11, 30) for year in range(2019, 2023)},
    **{f"D12/{year}": date(year, 3, 31) for year in range(2019, 2024)},
    **{f"D13/{year}": date(year + 1, 3, 31) for year in range(2018, 2023)},
    **{f"D15/{year}": date(year + 1, 3, 31) for year in range(2018, 2023)},
    "D04/1": date(2020, 6, 2),
    "D05/1": date(2020, 1, 31),
    "D06/1": date(2020, 11, 3),
    "D02/1": date(2020, 12, 31),
}
"""Deadlines of many files, with about the day on which they fall."""

DECIDED = {
    "soon": ("granted", 3),
    "later": ("granted", 40),
    "last": ("granted", 400),
    "asked": ("waiting", 40),
    "denied": ("refused", 400),
}
"""By group: what became of it, and by how many days it moves everything."""


class Groups(File):
    """What the programme decided for this file and others."""

    def apply_group_extension(self, c: Fields, _: Step) -> Yes:
        clock, due = self._clock(c), date.fromisoformat(c["new_due"])
        state, days = DECIDED[c["decided_by"].removeprefix(f"{PROGRAMME}/")]
        is_listed = c["deadline"] in LISTED and due == LISTED[c["deadline"]] + days * DAY
        ask(state == "granted" and is_listed, "not_decided")
        ask(clock.row["kind"] == "action", "validity_end")
        if clock.stage not in RUNNING or clock.due >= due:
            return NOTHING
        return Yes(clock.told_of_more_time(), lambda: clock.extend(due))

    def _draw_apply_group_extension(self, rng: Random) -> Fields:
        named = [name for name, clock in self.clocks.clocks.items() if name in LISTED and clock.stage in RUNNING]
        name = rng.choice([*named, *named, *list(self.clocks.clocks)] or ["D07/2019"])
        group = rng.choice(["soon", "later", "later", "last", *DECIDED])
        due = LISTED.get(name, self.today) + (DECIDED[group][1] + (rng.random() < 0.05)) * DAY
        told = {"deadline": name, "new_due": due.isoformat(), "decided_by": f"{PROGRAMME}/{group}"}
        return {**told, "ground": "an outage"}


@cache
def programme() -> ProgrammeState:
    """The programme as the service folded it: the same groups."""
    return ProgrammeState(
        version=1,
        groups=tuple(
            GroupProposal.model_validate(
                {
                    "group": group,
                    "items": tuple(
                        GroupItem(pact="demo", deadline=name, new_due=day + days * DAY) for name, day in LISTED.items()
                    ),
                    "ground": "an outage",
                    "proposal_hash": "a" * 64,
                    "state": state,
                }
            )
            for group, (state, days) in DECIDED.items()
        ),
    )
