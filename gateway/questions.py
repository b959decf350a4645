"""Questions to the record, on two clocks: what was true on a day, as far as was known on an instant.

Every answer is folded from the events themselves, so any day of the past can be asked about.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from domain.facts import facts_of, holds_from
from domain.policy import current
from domain.sentences.wording import Lang
from domain.stream import Dated, State, category, fold, is_dated
from domain.timeline import sentence, sentences
from domain.views import Row, agenda_rows, cluster_row, deadline_rows, pact_row
from gateway.kept import kept, waiting_rows
from gateway.rules import RULES, rules_of
from schemas.answer import Fact
from schemas.claim import ClaimsState
from schemas.cluster import ClusterState
from schemas.deadline import DeadlineStage
from schemas.event import Recorded
from schemas.pact import PactState
from schemas.policy import RulesState
from schemas.question.whole import QuestionState
from schemas.refusal import Refused
from store.log import all_streams, read_stream
from store.pool import Pool

_UTC = "UTC"


@dataclass(frozen=True)
class Standpoint:
    """From where the record is looked at; without a day or an instant: from now, knowing everything."""

    as_of: date | None = None
    known_on: datetime | None = None

    def sees(self, event: Recorded) -> bool:
        """Whether the event was recorded by then and had begun to hold, for certain, by that day.

        What merely opens a file or draws something up bears the day on which we did so and says nothing of the world:
        it is seen as soon as it is known, so that a file entered years later can be looked at as of an earlier day.
        """
        if not self.knows(event):
            return False
        return self.as_of is None or event.type in _OF_THE_FILE or holds_from(event).latest <= self.as_of

    def knows(self, event: Recorded) -> bool:
        """Whether the event was recorded by then, whatever day it is about."""
        return self.known_on is None or event.recorded_at <= self.known_on


NOW = Standpoint()
_OF_THE_FILE = frozenset(
    {"cluster.registered", "pact.registered", "pact.negotiation_opened", "pact.text_agreed", "agreement.drafted"}
)


async def list_pacts(pool: Pool, standpoint: Standpoint = NOW) -> list[Row]:
    """One row for each pact file, as ``domain.views.pact_row`` has it, with the name its cluster bore."""
    rules = await rules_from(pool, standpoint)
    rows: list[Row] = []
    for stream in await all_streams(pool, "pact"):
        events = await seen(pool, stream, standpoint)
        if events and (standpoint.as_of is None or any(event.type not in _OF_THE_FILE for event in events)):
            state = _pact(stream, events)
            rows.append({**pact_row(stream, state, rules), "name": await name_from(pool, state.cluster, standpoint)})
    return rows


async def show_pact(pool: Pool, pact: str, standpoint: Standpoint = NOW) -> Row:
    """One pact file: its row, cluster, deadlines, agenda, work years and claims; ``pact`` is ``pact/<id>`` or the id.

    Raises:
        Refused: ``unknown_pact``: nothing was known of it from there.
    """
    stream = stream_of(pact)
    events = await seen(pool, stream, standpoint)
    state = _pact(stream, events)
    if not state.version:
        raise _unknown(stream)
    rules = await rules_from(pool, standpoint)
    cluster = await _cluster(pool, state.cluster, standpoint)
    return {
        "pact": pact_row(stream, state, rules),
        "cluster": None if cluster is None else cluster_row(f"cluster/{state.cluster}", cluster),
        "deadlines": [*deadline_rows(stream, state, rules)],
        "agenda": [*agenda_rows(stream, state, rules)],
        "agreement": state.agreement.model_dump(mode="json"),
        "years": [year.model_dump(mode="json") for year in state.years],
        "evaluations": state.evaluations.model_dump(mode="json"),
        "kept": kept(state),
        "waiting": [*waiting_rows(stream, events, rules)],
        "claims": claims_of(state.claims, events, rules),
    }


async def timeline(pool: Pool, file: str, standpoint: Standpoint = NOW, lang: Lang = "nl") -> list[Row]:
    """The life of a file, one sentence for each event, in the order of recording; a bare id is a pact's.

    Raises:
        Refused: ``unknown_pact``, ``unknown_question`` and so on: nothing was known of it from there.
    """
    stream = file if "/" in file or file == RULES else stream_of(file)
    events = await seen(pool, stream, standpoint)
    if not events:
        raise _unknown(stream)
    rules = await rules_from(pool, standpoint)
    return [_told(event, rules, lang) for event in events]


async def due(pool: Pool, within: timedelta, today: date, standpoint: Standpoint = NOW) -> list[Row]:
    """What is late, and what falls due within that time of ``today`` or of the standpoint's day; earliest first."""
    day = standpoint.as_of or today
    rules = await rules_from(pool, standpoint)
    found: list[Row] = []
    for stream in filter(is_dated, await all_streams(pool)):
        state = fold(stream, await seen(pool, stream, standpoint))
        if not isinstance(state, Dated):
            continue
        name = (
            await name_from(pool, state.cluster, standpoint) if isinstance(state, PactState) else _title(stream, state)
        )
        found += [{**row, "name": name, **lateness(row, day)} for row in deadline_rows(stream, state, rules)]
    wanted = [
        row
        for row in found
        if stands_still(row) or (_is_running(row) and date.fromisoformat(str(row["due"])) <= day + within)
    ]
    return sorted(
        wanted, key=lambda row: (stands_still(row), str(row["due"]), str(row["stream"]), str(row["deadline"]))
    )


async def today_of(pool: Pool, now: datetime) -> date:
    """The local day in the programme's time zone; UTC's before any rules are adopted."""
    return now.astimezone(_zone(await rules_from(pool, NOW))).date()


async def zone_of(pool: Pool) -> ZoneInfo:
    """The programme's time zone; UTC before any rules are adopted."""
    return _zone(await rules_from(pool, NOW))


def _zone(rules: RulesState) -> ZoneInfo:
    return ZoneInfo(current(rules).terms.time_zone if rules.policies else _UTC)


def stream_of(pact: str) -> str:
    """Complete a pact's id to the name of its stream."""
    return pact if pact.startswith("pact/") else f"pact/{pact}"


async def file_of(pool: Pool, stream: str, standpoint: Standpoint) -> State:
    """Fold one file as it is seen from there; ``stream`` is its whole name.

    Raises:
        Refused: ``unknown_pact``, ``unknown_question`` and so on: nothing was known of it from there.
    """
    state = fold(stream, await seen(pool, stream, standpoint))
    if not state.version:
        raise _unknown(stream)
    return state


def _unknown(stream: str) -> Refused:
    return Refused(f"unknown_{category(stream)}", f"nothing is known of {stream} from there")


async def seen(pool: Pool, stream: str, standpoint: Standpoint) -> list[Recorded]:
    """Give the events of a file that are seen from there, in the order of recording."""
    return [event for event in await read_stream(pool, stream) if standpoint.sees(event)]


async def rules_from(pool: Pool, standpoint: Standpoint) -> RulesState:
    """The rules as known on the instant; they say of themselves from when they hold."""
    return await rules_of(pool, standpoint.knows)


async def _cluster(pool: Pool, cluster: str | None, standpoint: Standpoint) -> ClusterState | None:
    if cluster is None:
        return None
    stream = f"cluster/{cluster}"
    state = fold(stream, await seen(pool, stream, standpoint))
    return state if isinstance(state, ClusterState) and state.version else None


async def name_from(pool: Pool, cluster: str | None, standpoint: Standpoint) -> str | None:
    """Give what a cluster was called, as seen from there; its id where nothing says."""
    state = await _cluster(pool, cluster, standpoint)
    return cluster if state is None or not state.names else state.names[-1].name


def _title(stream: str, state: Dated) -> str:
    """What a file that is no pact is called in a list."""
    return state.title if isinstance(state, QuestionState) and state.title else stream


def _pact(stream: str, events: Iterable[Recorded]) -> PactState:
    state = fold(stream, events)
    return state if isinstance(state, PactState) else PactState()


def claims_of(claims: ClaimsState, events: Iterable[Recorded], rules: RulesState) -> list[JsonValue]:
    """Give each claim with what two people found of it; whether others contradict it is for ``gateway.claims``."""
    standing = {one.claim: one.standing.value for one in claims.claims}
    told = ((fact.claim, told_claim(fact, event, rules)) for event in events for fact in facts_of(event))
    return [{**row, "standing": standing.get(claim)} for claim, row in told if claim]


def told_claim(fact: Fact, event: Recorded, rules: RulesState) -> Row:
    """Give a fact as a row, with the sentences that tell its event."""
    dutch, english = sentences(event, rules)
    return {**fact.model_dump(mode="json"), "sentence": {"nl": dutch, "en": english}}


def _told(event: Recorded, rules: RulesState, lang: Lang) -> Row:
    return {
        "position": event.position,
        "version": event.version,
        "type": event.type,
        "effective": event.effective.model_dump(mode="json"),
        "recorded_at": event.recorded_at.isoformat(),
        "recorded_local": event.recorded_at.astimezone(_zone(rules)).isoformat(),
        "person": event.actor.person,
        "role": event.actor.role,
        "on_behalf_of": event.actor.on_behalf_of,
        "is_backfill": event.backfill,
        "command_id": event.command_id,
        "sentence": sentence(event, rules, lang),
    }


def _is_running(row: Row) -> bool:
    return row["stage"] in {DeadlineStage.OPEN.value, DeadlineStage.MISSED.value}


def stands_still(row: Row) -> bool:
    """Tell whether it has no date that runs: it is listed behind those that have, however far its old one is."""
    return row["stage"] == DeadlineStage.STOPPED.value


def lateness(row: Row, day: date) -> dict[str, JsonValue]:
    """How many local days are left, or have passed since the due date; nobody here is late with what was taken over."""
    if row["is_taken_over"] or stands_still(row):
        return {"days_left": 0, "days_late": 0}
    left = (date.fromisoformat(str(row["due"])) - day).days
    return {"days_left": max(left, 0), "days_late": max(-left, 0)}
