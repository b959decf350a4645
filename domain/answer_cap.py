"""The absolute end of support: the room that is left until it, and what is decided beyond it."""

from collections.abc import Iterator

from domain.answer_chain import date_of, ended, last_day
from domain.chain import room_in_months
from domain.dates import ONE_DAY
from domain.knowledge import find
from domain.phrase import listing, on_the_day, plain_date, say, term, when, word
from domain.statement import about, conflicts_of, evidence_of, told
from schemas.answer import Brief, ClusterFile, Conclusion, Statement, Status
from schemas.claim import TermValue


def absolute_end(brief: Brief, cluster: ClusterFile) -> Iterator[Statement]:
    """Say on which day support ends at the latest, as recorded here."""
    pact = cluster.pact or ""
    for cap in (
        find(brief.knowledge, pact, "agreement_cap_date") if find(brief.knowledge, pact, "agreement_end") else ()
    ):
        yield about(
            brief, cap, "cap_fixed", "cap", lambda fact: plain_date(brief.texts, date_of(fact)), cluster=cluster.name
        )


def room(brief: Brief, cluster: ClusterFile) -> Iterator[Statement]:
    """Count what is left between the end of the last signed period and the absolute end, while support runs."""
    pact = cluster.pact or ""
    end = max(find(brief.knowledge, pact, "agreement_end"), key=lambda one: int(one.qualifier), default=None)
    if end is None or ended(brief, pact) is not None:
        return
    for cap in find(brief.knowledge, pact, "agreement_cap_date"):
        yield _contested_room(brief, cluster, end, cap) if cap.is_contested else _room(brief, cluster, end, cap)


def beyond(brief: Brief, cluster: ClusterFile) -> Iterator[Statement]:
    """Say that nothing is decided beyond the cap, where no period that is recorded passes it."""
    ends = [last_day(one) for one in find(brief.knowledge, cluster.pact or "", "agreement_end")]
    for cap in find(brief.knowledge, cluster.pact or "", "agreement_cap_date"):
        if not cap.is_contested and any(end > date_of(cap.leading).latest for end in ends):
            continue
        statement = about(
            brief, cap, "beyond_cap", "cap", lambda fact: plain_date(brief.texts, date_of(fact)), cluster=cluster.name
        )
        status = Status.CONTESTED if cap.is_contested else Status.NOT_DECIDED
        yield statement.model_copy(update={"predicate": "beyond_cap", "status": status})


def room_text(brief: Brief, months: int) -> str:
    """Write the room in years or months."""
    return term(brief.texts, TermValue(months=months)) if months else word(brief.texts, "room", "none")


def _room(brief: Brief, cluster: ClusterFile, end: Conclusion, cap: Conclusion) -> Statement:
    months = room_in_months(date_of(end.leading).earliest + ONE_DAY, date_of(cap.leading).earliest)
    ends_on = when(brief.texts, date_of(end.leading))
    return told(
        brief,
        [end, cap],
        end.subject,
        "room_under_cap",
        say(brief.texts, "cap_fixed_room", cluster=cluster.name, end=ends_on, room=room_text(brief, months)),
        {"room_months": months},
        status=Status.COMPUTED,
        inputs=(
            say(brief.texts, "input_end", date=plain_date(brief.texts, date_of(end.leading))),
            say(brief.texts, "input_cap_date", date=plain_date(brief.texts, date_of(cap.leading))),
        ),
    )


def _contested_room(brief: Brief, cluster: ClusterFile, end: Conclusion, cap: Conclusion) -> Statement:
    """Give the room under each of the caps that are possible."""
    facts, next_day = (cap.leading, *cap.rivals), last_day(end) + ONE_DAY
    rooms = [(fact, room_in_months(next_day, date_of(fact).latest)) for fact in facts]
    written = [room_text(brief, months) for _, months in rooms]
    text = say(
        brief.texts,
        "cap_fixed_room_contested",
        cluster=cluster.name,
        end=on_the_day(brief.texts, last_day(end)),
        alternatives=listing(brief.texts, list(dict.fromkeys(written)), "or"),
    )
    caps = (say(brief.texts, "input_cap_date", date=plain_date(brief.texts, date_of(fact))) for fact, _ in rooms)
    return Statement(
        subject=end.subject,
        predicate="room_under_cap",
        text=text,
        value={"room_months": rooms[0][1]},
        status=Status.CONTESTED,
        evidence=evidence_of([end, cap]),
        conflicts=conflicts_of(
            brief,
            cap,
            "cap_fixed_room",
            "room",
            lambda fact: room_text(brief, room_in_months(next_day, date_of(fact).latest)),
            cluster=cluster.name,
            end=when(brief.texts, date_of(end.leading)),
        ),
        inputs=(say(brief.texts, "input_end", date=on_the_day(brief.texts, last_day(end))), *caps),
    )
