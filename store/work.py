"""The work list of one person, read from the rows of open obligations: the first of each group, and how many there are.

No file is read: what is asked over all files stands in a narrow table, and only the rows that are shown are opened.
Who sees a row follows from whom it waits for and who follows it, which many rows have in common: that is decided once
for all of them (``work_party``). ``domain.work_list.placed`` tells the same of one row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
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
    later_until: date | None = None  # the last day on which one of these is due


# A role held for every file, or for the file's own cluster, is among those that a row names.
_REACHED = """(p.{field} && $1::text[] OR EXISTS (
  SELECT FROM unnest($2::text[], $3::text[]) AS b (role, cluster)
    WHERE b.cluster = l.cluster AND b.role = ANY (p.{field})))"""

# Whoever had a hand in a proposal does not decide it, nor does anybody in their name.
_MAY_DECIDE = """EXISTS (
  SELECT FROM unnest($4::text[], $5::text[], $6::text[]) AS c (role, cluster, principal)
    WHERE c.role = ANY (p.waits_for) AND (c.cluster IS NULL OR c.cluster = l.cluster)
      AND $7 <> ALL (p.not_by) AND (c.principal IS NULL OR c.principal <> ALL (p.not_by)))"""

# A cluster for which the person holds a role is looked at apart; all others are one place, reached only by roles that
# are held for every file.
_SEEN = f"""
place AS (SELECT NULL AS cluster WHERE cardinality($1::text[]) > 0 UNION SELECT unnest($3::text[])),
seen AS MATERIALIZED (
  SELECT p.party, l.cluster,
      CASE WHEN cardinality(p.not_by) = 0 THEN {_REACHED.format(field="waits_for")} ELSE {_MAY_DECIDE} END AS is_mine
    FROM work_party p CROSS JOIN place l WHERE {_REACHED.format(field="roles")} OR $7 = ANY (p.proposed_by)
),
near AS MATERIALIZED (
  SELECT s.is_mine, w.stream, w.key, w.due FROM seen s JOIN work w ON w.cluster = s.cluster AND w.party = s.party
)"""  # noqa: S608 - pieces of our own
_ELSEWHERE = "(w.cluster IS NULL OR w.cluster <> ALL ($3::text[]))"

_BRANCHES: tuple[tuple[Group, str, bool], ...] = (
    ("late", "due < $8", True),
    ("late", "due < $8", False),
    ("this_week", "due BETWEEN $8 AND $9", True),
    ("this_week", "due IS NULL", True),
    ("this_month", "due > $9 AND due <= $10", True),
    ("waiting_for_others", "due >= $8", False),
    ("waiting_for_others", "due IS NULL", False),
)
"""The groups in pieces, each in the order of an index: so that the first rows are found without sorting all."""


def _branch(place: int, group: Group, when: str, *, is_mine: bool) -> str:
    whose = "is_mine" if is_mine else "NOT is_mine"
    return (
        f"(SELECT '{group}' AS in_group, {place} AS place, {is_mine} AS is_mine, one.* FROM ("  # noqa: S608
        " SELECT first.* FROM seen CROSS JOIN LATERAL ("
        f"   SELECT w.stream, w.key, w.due FROM work w WHERE w.party = seen.party AND {when} AND {_ELSEWHERE}"
        "    ORDER BY w.due, w.stream, w.key LIMIT $11) first"
        f" WHERE seen.cluster IS NULL AND {whose}"
        f" UNION ALL SELECT stream, key, due FROM near WHERE {when} AND {whose}"
        ") one ORDER BY due, stream, key LIMIT $11)"
    )


_PAGE = f"""
WITH {_SEEN}, by_day AS (
  SELECT s.is_mine, d.due, d.number FROM seen s CROSS JOIN LATERAL (
      SELECT w.due, count(*) AS number FROM work w WHERE w.party = s.party AND {_ELSEWHERE} GROUP BY w.due) d
    WHERE s.cluster IS NULL
  UNION ALL SELECT is_mine, due, 1 FROM near
), counted AS (
  SELECT coalesce(sum(number) FILTER (WHERE due < $8), 0)::bigint AS late,
    coalesce(sum(number) FILTER (WHERE is_mine AND (due IS NULL OR due BETWEEN $8 AND $9)), 0)::bigint AS this_week,
    coalesce(sum(number) FILTER (WHERE is_mine AND due > $9 AND due <= $10), 0)::bigint AS this_month,
    coalesce(sum(number) FILTER (WHERE NOT is_mine AND (due IS NULL OR due >= $8)), 0)::bigint AS waiting_for_others,
    coalesce(sum(number) FILTER (WHERE is_mine AND due > $10), 0)::bigint AS later,
    max(due) FILTER (WHERE is_mine AND due > $10) AS later_until
  FROM by_day
), shown AS (
  {" UNION ALL ".join(_branch(place, *piece[:2], is_mine=piece[2]) for place, piece in enumerate(_BRANCHES))}
)
SELECT t.*, s.in_group, s.is_mine, v.body, c.body ->> 'name' AS name
  FROM counted t LEFT JOIN shown s ON true
    LEFT JOIN view_row v ON v.stream = s.stream AND v.view = 'work_view' AND v.key = s.key
    LEFT JOIN view_row c ON c.stream = 'cluster/' || (v.body ->> 'cluster') AND c.view = 'cluster_view'
  ORDER BY s.place, s.due, s.stream, s.key
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
        *ends,
        limit,
    )
    read = [row for row in found if row["body"] is not None]  # without any, the counts come alone
    rows = [WorkRow(*(row[name] for name in ("in_group", "is_mine", "name", "body"))) for row in read]
    shown = (row for group in GROUPS for row in [row for row in rows if row.group == group][:limit])
    totals = found[0]
    return WorkPage(tuple(shown), {group: totals[group] for group in GROUPS}, totals["later"], totals["later_until"])
