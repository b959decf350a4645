"""The work list of one person, read from the rows of open obligations: the first of each group, and how many there are.

Everything is decided in one pass over the rows that concern the person; no file is read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from domain.work_list import GROUPS, Bounds, Capacity, Group
from store.pool import Pool, fetch


@dataclass(frozen=True)
class WorkRow:
    """An obligation, in whose group it stands for the person."""

    group: Group
    is_mine: bool
    name: str | None  # of its cluster, as it is called now
    body: dict[str, Any]  # as ``domain.work.work_rows`` has it


@dataclass(frozen=True)
class WorkPage:
    """The first rows of each group, and how many there are in all."""

    rows: tuple[WorkRow, ...]
    totals: dict[Group, int]
    later: int  # the person's own, due after the last day of the groups


# A role held for every file, or for the file's own cluster, is among those that a row names.
_REACHED = """(v.body -> '{field}' ?| $1::text[] OR v.body ->> 'cluster' = ANY ($3::text[]) AND EXISTS (
  SELECT FROM unnest($2::text[], $3::text[]) AS b (role, cluster)
    WHERE b.cluster = v.body ->> 'cluster' AND v.body -> '{field}' ? b.role))"""

# Whoever had a hand in a proposal does not decide it, nor does anybody in their name.
_MAY_DECIDE = """EXISTS (
  SELECT FROM unnest($4::text[], $5::text[], $6::text[]) AS c (role, cluster, principal)
    WHERE v.body -> 'waits_for' ? c.role AND (c.cluster IS NULL OR c.cluster = v.body ->> 'cluster')
      AND NOT v.body -> 'not_by' ? $7 AND (c.principal IS NULL OR NOT v.body -> 'not_by' ? c.principal))"""

_PAGE = f"""
WITH seen AS (
  SELECT v.stream, v.key, v.body ->> 'due' AS due, v.body ->> 'since' AS since,
    CASE v.body -> 'not_by' WHEN '[]' THEN {_REACHED.format(field="waits_for")} ELSE {_MAY_DECIDE} END AS is_mine
  FROM view_row v
    WHERE v.view = 'work_view' AND ({_REACHED.format(field="roles")} OR v.body -> 'proposed_by' ? $7)
), grouped AS (
  SELECT s.*, CASE
    WHEN due < $8 THEN 'late'
    WHEN NOT is_mine THEN 'waiting_for_others'
    WHEN due IS NULL OR due <= $9 THEN 'this_week'
    WHEN due <= $10 THEN 'this_month'
    ELSE 'later' END AS in_group
  FROM seen s
), ranked AS (
  SELECT g.*, count(*) OVER (PARTITION BY in_group) AS total, row_number() OVER (
    PARTITION BY in_group ORDER BY NOT is_mine, due COLLATE "C" NULLS LAST, since COLLATE "C", stream, key) AS rank
  FROM grouped g
)
SELECT r.in_group, r.is_mine, r.total, r.rank, v.body, c.body ->> 'name' AS name
  FROM ranked r JOIN view_row v ON v.stream = r.stream AND v.view = 'work_view' AND v.key = r.key
    LEFT JOIN view_row c ON c.stream = 'cluster/' || (v.body ->> 'cluster') AND c.view = 'cluster_view'
  WHERE r.rank <= CASE r.in_group WHEN 'later' THEN 1 ELSE $11 END
  ORDER BY r.in_group, r.rank
"""  # noqa: S608 - pieces of our own


async def work_page(pool: Pool, person: str, acting: Sequence[Capacity], ends: Bounds, limit: int) -> WorkPage:
    """Read the first ``limit`` rows of each group, the person's own before those of others, the earliest first."""
    bound = [one for one in acting if one.cluster is not None]
    found = await fetch(
        pool,
        _PAGE,
        [one.role for one in acting if one.cluster is None],
        [one.role for one in bound],
        [one.cluster for one in bound],
        [one.role for one in acting],
        [one.cluster for one in acting],
        [one.principal for one in acting],
        person,
        *(day.isoformat() for day in ends),
        limit,
    )
    totals = {row["in_group"]: row["total"] for row in found}
    rows = (WorkRow(*(row[name] for name in ("in_group", "is_mine", "name", "body"))) for row in found)
    shown = sorted((row for row in rows if row.group in GROUPS), key=lambda row: GROUPS.index(row.group))
    return WorkPage(tuple(shown), {group: totals.get(group, 0) for group in GROUPS}, totals.get("later", 0))
