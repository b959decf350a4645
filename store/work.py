"""The work list of one person, read from the rows of open obligations: the first of each group, and how many there are.

No file is read: what is asked over all files stands in a narrow table, and only the rows that are shown are opened.
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
_REACHED = """(w.{field} && $1::text[] OR w.cluster = ANY ($3::text[]) AND EXISTS (
  SELECT FROM unnest($2::text[], $3::text[]) AS b (role, cluster)
    WHERE b.cluster = w.cluster AND b.role = ANY (w.{field})))"""

# Whoever had a hand in a proposal does not decide it, nor does anybody in their name.
_MAY_DECIDE = """EXISTS (
  SELECT FROM unnest($4::text[], $5::text[], $6::text[]) AS c (role, cluster, principal)
    WHERE c.role = ANY (w.waits_for) AND (c.cluster IS NULL OR c.cluster = w.cluster)
      AND $7 <> ALL (w.not_by) AND (c.principal IS NULL OR c.principal <> ALL (w.not_by)))"""

_MINE = f"CASE WHEN cardinality(w.not_by) = 0 THEN {_REACHED.format(field='waits_for')} ELSE {_MAY_DECIDE} END"
_SEEN = f"({_REACHED.format(field='roles')} OR $7 = ANY (w.proposed_by))"

_BRANCHES: tuple[tuple[Group, str, bool], ...] = (
    ("late", "w.due < $8", True),
    ("late", "w.due < $8", False),
    ("this_week", "w.due BETWEEN $8 AND $9", True),
    ("this_week", "w.due IS NULL", True),
    ("this_month", "w.due > $9 AND w.due <= $10", True),
    ("waiting_for_others", "w.due >= $8", False),
    ("waiting_for_others", "w.due IS NULL", False),
)
"""The groups in pieces, each in the order of an index: so that the first rows are found without sorting all."""


def _branch(place: int, group: Group, when: str, *, is_mine: bool) -> str:
    whose = _MINE if is_mine else f"NOT {_MINE}"
    return (
        f"(SELECT '{group}' AS in_group, {place} AS place, {is_mine} AS is_mine, w.stream, w.key, w.due"  # noqa: S608
        f" FROM work w WHERE {{within}} {_SEEN} AND {when} AND {whose} ORDER BY w.due, w.stream, w.key LIMIT $11)"
    )


_PAGE = f"""
WITH counted AS (
  SELECT count(*) FILTER (WHERE due < $8) AS late,
    count(*) FILTER (WHERE is_mine AND (due IS NULL OR due BETWEEN $8 AND $9)) AS this_week,
    count(*) FILTER (WHERE is_mine AND due > $9 AND due <= $10) AS this_month,
    count(*) FILTER (WHERE NOT is_mine AND (due IS NULL OR due >= $8)) AS waiting_for_others,
    count(*) FILTER (WHERE is_mine AND due > $10) AS later
  FROM (SELECT w.due, {_MINE} AS is_mine FROM work w WHERE {{within}} {_SEEN}) s
), shown AS (
  {" UNION ALL ".join(_branch(place, *piece[:2], is_mine=piece[2]) for place, piece in enumerate(_BRANCHES))}
)
SELECT t.*, s.in_group, s.is_mine, v.body, c.body ->> 'name' AS name
  FROM counted t LEFT JOIN shown s ON true
    LEFT JOIN view_row v ON v.stream = s.stream AND v.view = 'work_view' AND v.key = s.key
    LEFT JOIN view_row c ON c.stream = 'cluster/' || (v.body ->> 'cluster') AND c.view = 'cluster_view'
  ORDER BY s.place, s.due, s.stream, s.key
"""  # noqa: S608 - pieces of our own

_EVERYWHERE = _PAGE.format(within="")
_OWN_CLUSTERS = _PAGE.format(within="w.cluster = ANY ($3::text[]) AND")


async def work_page(pool: Pool, person: str, acting: Sequence[Capacity], ends: Bounds, limit: int) -> WorkPage:
    """Read the first ``limit`` rows of each group, the person's own before those of others, the earliest first."""
    bound = [one for one in acting if one.cluster is not None]
    found = await fetch(
        pool,
        _OWN_CLUSTERS if len(bound) == len(acting) else _EVERYWHERE,
        [one.role for one in acting if one.cluster is None],
        [one.role for one in bound],
        [one.cluster for one in bound],
        [one.role for one in acting],
        [one.cluster for one in acting],
        [one.principal for one in acting],
        person,
        *ends,
        limit,
    )
    read = [row for row in found if row["body"] is not None]  # without any, the counts come alone
    rows = [WorkRow(*(row[name] for name in ("in_group", "is_mine", "name", "body"))) for row in read]
    shown = (row for group in GROUPS for row in [row for row in rows if row.group == group][:limit])
    totals = found[0]
    return WorkPage(tuple(shown), {group: totals[group] for group in GROUPS}, totals["later"])
