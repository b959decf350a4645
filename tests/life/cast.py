"""Who plays in the ten years, and which clusters live them.

Names of clusters, first days of support and caps are public. What becomes of each is invented, so that everything
which can happen to a pact happens to one of them; people are plants, organisations are numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from tests.scenarios.cast import (
    ADMINISTRATOR,
    AUDITOR,
    BUDGET,
    CABINET,
    CAST,
    HEAD,
    LEADER,
    OFFICER,
    REVIEWER,
    RULES,
    SECOND_OFFICER,
    SECRETARY,
    document,
)

__all__ = [
    "ADMINISTRATOR",
    "AUDITOR",
    "BUDGET",
    "CABINET",
    "CAST",
    "CLUSTERS",
    "COHORTS",
    "HEAD",
    "LEADER",
    "LIVES",
    "OFFICER",
    "PROGRAMME",
    "REVIEWER",
    "RULES",
    "SECOND_OFFICER",
    "SECRETARY",
    "STAND_IN",
    "Life",
    "document",
]

PROGRAMME = "programme/flanders-clusters"
STAND_IN = "demo-hazelaar"
"""Registered, without a role of their own."""


@dataclass(frozen=True)
class Life:
    """What is particular to one cluster."""

    cluster: str
    name: str
    representative: str
    start: date  # of support; the years of the cap count from here
    in_force: date  # of the pact
    last_year: int  # with support

    @property
    def pact(self) -> str:
        """The stream of its pact."""
        return f"pact/{self.cluster}"

    @property
    def years(self) -> range:
        """The calendar years for which it hands in a plan."""
        return range(self.start.year + 1, self.last_year + 1)


_FIRST, _SECOND = date(2017, 1, 1), date(2018, 1, 1)

CLUSTERS = (
    Life("catalisti", "Catalisti", "demo-den", _FIRST, date(2017, 6, 9), 2026),
    Life("sim", "SIM", "demo-spar", _FIRST, date(2017, 9, 20), 2022),
    Life("flux50", "Flux50", "demo-beuk", _FIRST, date(2017, 10, 4), 2026),
    Life("vil", "VIL", "demo-wilg", _FIRST, date(2018, 1, 15), 2026),
    Life("flanders-food", "Flanders' FOOD", "demo-gerst", _SECOND, date(2018, 5, 14), 2027),
    Life("blauwe-cluster", "De Blauwe Cluster", "demo-zeekraal", _SECOND, date(2018, 10, 3), 2027),
    Life("medvia", "Medvia", "demo-salie", date(2021, 9, 1), date(2021, 12, 6), 2026),
)
"""The six, in two cohorts, and one that joins in the middle of a year."""

LIVES: Mapping[str, Life] = MappingProxyType({life.cluster: life for life in CLUSTERS})
COHORTS = (_FIRST, _SECOND)
