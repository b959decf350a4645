"""Update, extension and absolute end side by side: the table of the fourth question."""

from collections.abc import Iterator

from domain.answer_cap import room_text
from domain.answer_chain import date_of, ended, last_day, running, state_of
from domain.answer_next import due_update
from domain.answer_stage import interim_cell
from domain.chain import room_in_months
from domain.dates import ONE_DAY
from domain.knowledge import find
from domain.phrase import listing, on_the_day, plain_date, shown, word
from domain.seen import deadline_events
from domain.table import NOTHING, concluded_cell, recorded_cell, told_cell
from schemas.answer import Brief, Cell, ClusterFile, Conclusion, Status, Table, TableRow

COLUMNS = ("next_update", "due", "period_end", "interim_evaluation", "decision", "room", "cap")


def renewal_table(brief: Brief) -> Iterator[Table]:
    """Lay the three answers side by side, for each cluster whose periods are recorded here."""
    rows = tuple(
        TableRow(heading=cluster.name, cells=_cells(brief, cluster))
        for cluster in brief.knowledge.clusters
        if cluster.pact and find(brief.knowledge, cluster.pact, "agreement_end")
    )
    if rows:
        columns = tuple(word(brief.texts, "column", column) for column in COLUMNS)
        title, note = word(brief.texts, "table", "renewal"), word(brief.texts, "note", "renewal")
        yield Table(id="renewal", title=title, columns=columns, rows=rows, note=note)


def _cells(brief: Brief, cluster: ClusterFile) -> tuple[Cell, ...]:
    pact = cluster.pact or ""
    period = running(brief, pact)
    end = next(iter(find(brief.knowledge, pact, "agreement_end", period)), None)
    cap = next(iter(find(brief.knowledge, pact, "agreement_cap_date")), None)
    decision = None if period is None else state_of(brief, pact, "extension_state", period)
    return (
        *_update(brief, cluster),
        told_cell(brief, end, lambda fact: plain_date(brief.texts, date_of(fact))),
        NOTHING if period is None else interim_cell(brief, pact, period),
        told_cell(brief, decision, lambda fact: word(brief.texts, "extension_state", str(shown(fact.value)))),
        _room_cell(brief, pact, cap),
        told_cell(brief, cap, lambda fact: plain_date(brief.texts, date_of(fact))),
    )


def _update(brief: Brief, cluster: ClusterFile) -> tuple[Cell, Cell]:
    found = due_update(brief, cluster)
    if found is None:
        return NOTHING, NOTHING
    year, deadline = found
    events = deadline_events(brief, cluster.pact or "", deadline)
    due = on_the_day(brief.texts, deadline.due)
    return (
        recorded_cell(brief, events, str(year), year),
        recorded_cell(brief, events, due, deadline.due.isoformat()),
    )


def _room_cell(brief: Brief, pact: str, cap: Conclusion | None) -> Cell:
    """Count from the end of the last period that is signed or granted."""
    ends = [*find(brief.knowledge, pact, "agreement_end"), *find(brief.knowledge, pact, "extension_end")]
    if cap is None or not ends:
        return NOTHING
    over = ended(brief, pact)
    if over is not None:
        return concluded_cell([over], room_text(brief, 0), {"room_months": 0})
    last = max(ends, key=last_day)
    days = [date_of(fact).latest for fact in (cap.leading, *cap.rivals)]
    rooms = [room_in_months(last_day(last) + ONE_DAY, day) for day in (days if cap.is_contested else days[:1])]
    text = listing(brief.texts, list(dict.fromkeys(room_text(brief, one) for one in rooms)), "or")
    return concluded_cell([last, cap], text, {"room_months": rooms[0]}, Status.COMPUTED)
