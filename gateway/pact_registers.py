"""The registers of a pact file: commitments, conditions, changes, KPIs, lessons, and the chain of agreements."""

from collections.abc import Iterable
from datetime import date

from pydantic import JsonValue

from domain.chain import room_left
from domain.dated_view import Row, day_text
from domain.measure import TAKES
from domain.recount import recounts, rule_changes
from domain.series import evolution
from domain.stream import fold
from gateway.questions import NOW, Standpoint, file_of, rules_from, seen, stream_of
from gateway.waiting import waiting_on
from schemas.cluster import ClusterState
from schemas.effective import Effective
from schemas.kpi import Kpi, KpiSource
from schemas.pact import PactState
from schemas.programme import ProgrammeState
from schemas.refusal import Refused
from store.log import all_streams
from store.pool import Pool


async def commitments(pool: Pool, pact: str, today: date, standpoint: Standpoint = NOW) -> list[Row]:
    """List what each party promised; ``is_late`` where a running promise is past its day."""
    day = standpoint.as_of or today
    return [
        {
            **one.model_dump(mode="json"),
            "is_late": one.state == "running" and one.due is not None and one.due < day,
        }
        for one in (await _pact(pool, pact, standpoint)).commitments
    ]


async def conditions(pool: Pool, pact: str, standpoint: Standpoint = NOW) -> list[Row]:
    """List the conditions that decisions set, in the order in which they were."""
    rows: list[Row] = [one.model_dump(mode="json") for one in (await _pact(pool, pact, standpoint)).conditions]
    return await _with_what_waits(pool, pact, "condition", rows, standpoint)


async def changes(pool: Pool, pact: str, standpoint: Standpoint = NOW) -> list[Row]:
    """List the requests to change a running agreement, each with what it was and would become."""
    rows: list[Row] = [one.model_dump(mode="json") for one in (await _pact(pool, pact, standpoint)).changes]
    return await _with_what_waits(pool, pact, "change", rows, standpoint)


async def kpis(pool: Pool, pact: str, standpoint: Standpoint = NOW) -> list[Row]:
    """Show each KPI with definitions, targets, values, and its series in stretches that compare, source by source."""
    state = await _pact(pool, pact, standpoint)
    reorganised = await _reorganisations(pool, state.cluster, standpoint)
    return await _with_what_waits(pool, pact, "kpi", [_kpi(one, reorganised) for one in state.kpis], standpoint)


async def lessons(pool: Pool, file: str | None = None, standpoint: Standpoint = NOW) -> list[Row]:
    """List good practices and bottlenecks of one file, or of every pact and programme.

    ``file`` is a pact's id or stream, a programme's stream, or ``programme`` for whatever programme there is.

    Raises:
        Refused: ``unknown_pact``, ``unknown_programme``: nothing was known of it from there.
    """
    streams = await _files_with_lessons(pool, file)
    return [row for stream in streams for row in await _lessons(pool, stream, standpoint, is_asked=file is not None)]


async def agreement(pool: Pool, pact: str, standpoint: Standpoint = NOW) -> Row:
    """Show the chain of agreement periods, the cap with the room that it leaves, suspensions and recoveries."""
    state = await _pact(pool, pact, standpoint)
    support = state.support.model_dump(mode="json")
    return {
        "stream": stream_of(pact),
        **state.agreement.model_dump(mode="json"),
        "room_months": room_left(state.agreement),
        **{key: support[key] for key in ("proposals", "suspended_since", "suspensions", "terminated_on", "recoveries")},
        "waiting": [one for one in await _waiting(pool, pact, standpoint) if one["decision"] in _OF_SUPPORT],
    }


async def recounted(pool: Pool, pact: str, standpoint: Standpoint = NOW) -> list[Row]:
    """List the open deadlines of a file that the calendar in force or a later version of their rule sets elsewhere."""
    stream = pact if "/" in pact else stream_of(pact)
    state = await file_of(pool, stream, standpoint)
    rules = await rules_from(pool, standpoint)
    changed = [*((*one, None) for one in recounts(state, rules)), *rule_changes(state, rules)]
    return [
        {
            "deadline": deadline.id,
            "anchor": day_text(deadline.anchor),
            "calendar": deadline.calendar,
            "calendar_version": deadline.calendar_version,
            "rule_version": deadline.rule_version,
            "new_rule_version": version,
            "due": day_text(due),
            "new_due": day_text(new_due),
        }
        for deadline, due, new_due, version in changed
    ]


_OF_SUPPORT = frozenset(
    {
        "sign_agreement",
        "fix_cap_anchor",
        "endorse_award",
        "record_award_decision",
        "endorse_extension",
        "record_extension_decision",
        "endorse_termination",
        "demand_recovery",
        *TAKES,
    }
)


async def _waiting(pool: Pool, pact: str, standpoint: Standpoint) -> list[Row]:
    return await waiting_on(pool, stream_of(pact), standpoint)


async def _with_what_waits(pool: Pool, pact: str, subject: str, rows: list[Row], standpoint: Standpoint) -> list[Row]:
    """Put to each item of a register what waits about it; ``subject`` is the field that names the item."""
    waiting = [(one["names"], one) for one in await _waiting(pool, pact, standpoint)]
    return [
        {
            **row,
            "waiting": [
                one for names, one in waiting if isinstance(names, dict) and names.get(subject) == row[subject]
            ],
        }
        for row in rows
    ]


async def _pact(pool: Pool, pact: str, standpoint: Standpoint) -> PactState:
    state = await file_of(pool, stream_of(pact), standpoint)
    if not isinstance(state, PactState):
        raise Refused("unknown_pact", f"{pact} is no pact")
    return state


async def _reorganisations(pool: Pool, cluster: str | None, standpoint: Standpoint) -> list[Effective]:
    """Say when the cluster was merged, split or enlarged: figures do not compare across that."""
    if cluster is None:
        return []
    stream = f"cluster/{cluster}"
    state = fold(stream, await seen(pool, stream, standpoint))
    return [since for _, _, since in state.relations] if isinstance(state, ClusterState) else []


def _kpi(kpi: Kpi, reorganised: Iterable[Effective]) -> Row:
    changes_of_cluster = tuple(reorganised)
    series: list[JsonValue] = []
    for source in KpiSource:
        parts = evolution(kpi, source, changes_of_cluster)
        segments: list[JsonValue] = [part.model_dump(mode="json") for part in parts]
        if segments:
            series.append({"source": source.value, "segments": segments})
    return {**kpi.model_dump(mode="json"), "series": series}


async def _files_with_lessons(pool: Pool, file: str | None) -> list[str]:
    match file:
        case None:
            return [*await all_streams(pool, "pact"), *await all_streams(pool, "programme")]
        case "programme":
            return [*await all_streams(pool, "programme")]
        case _:
            return [file if "/" in file else stream_of(file)]


async def _lessons(pool: Pool, stream: str, standpoint: Standpoint, *, is_asked: bool) -> list[Row]:
    try:
        state = await file_of(pool, stream, standpoint)
    except Refused:
        if is_asked:
            raise
        return []
    if not isinstance(state, PactState | ProgrammeState):
        raise Refused("no_lessons", f"{stream} keeps no lessons")
    return [{"stream": stream, **one.model_dump(mode="json")} for one in state.lessons]
