"""What the record shows of its deadlines: the audit of the invariants, and the certificate with its verification."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from domain import deadline_audit, deadline_certificate
from domain.deadline_walk import walk
from gateway.mail_guarantee import mail_findings
from gateway.rules import rules_of
from schemas.deadline_audit import DeadlineAudit
from schemas.guarantee import (
    Certificate,
    CertificateDifference,
    CertificateHead,
    DeadlineEvidence,
    DeadlineFinding,
    PeriodEnd,
    Selection,
)
from schemas.pact import PactState
from schemas.refusal import Refused
from store.alarms import open_alarms
from store.deadline_log import deadline_events, deadline_leaves, group_grants, notice_keys, point_at, received_of
from store.folding import fold_streams
from store.log import all_streams, head
from store.pool import Pool
from store.zone_tables import tables_in_use


async def audit_deadlines(
    pool: Pool, now: datetime, grace: timedelta, *, is_mailing: bool = False
) -> tuple[DeadlineFinding, ...]:
    """Give the findings of ``whole_audit`` alone."""
    return (await whole_audit(pool, now, grace, is_mailing=is_mailing)).findings


async def whole_audit(pool: Pool, now: datetime, grace: timedelta, *, is_mailing: bool = False) -> DeadlineAudit:
    """Check every invariant over the whole record; ``grace`` is what the sweeper may take beyond the settle time.

    Where the settings name a mail server, what waits too long to be mailed is a finding too.
    """
    upto = (await head(pool)).position
    late = [alarm.body["item"] for alarm in await open_alarms(pool, "overdue")]
    streams = [alarm.stream for alarm in await open_alarms(pool, "overdue")]
    evidence = DeadlineEvidence(
        events=tuple(await deadline_events(pool, upto=upto)),
        rules=await rules_of(pool),
        now=now,
        grace_seconds=grace.total_seconds(),
        alarms=tuple(zip(streams, map(_deadline_of, late), strict=True)),
        received=await received_of(pool, upto=upto),
        notices=tuple(await notice_keys(pool, upto=upto)),
        grants=tuple(await group_grants(pool, upto=upto)),
        periods=tuple(await _periods(pool)),
        tables=tables_in_use(),
    )
    mails = await mail_findings(pool, evidence.events, now, upto=upto, is_mailing=is_mailing)
    looked_at = [(step.event.stream, step.payload.deadline) for step in walk(evidence.events)]
    return DeadlineAudit(
        position=upto,
        deadlines=len(set(looked_at)),
        events=len(looked_at),
        invariants=deadline_audit.INVARIANTS,
        findings=(*deadline_audit.audit(evidence), *mails),
    )


async def certify(
    pool: Pool, now: datetime, *, due_from: date | None = None, due_to: date | None = None, pact: str | None = None
) -> Certificate:
    """Compute the certificate at the head of the record as it is now.

    Raises:
        Refused: ``unknown_pact``: there is no such file.
    """
    if pact is not None and pact not in await all_streams(pool):
        raise Refused("unknown_pact", f"there is no file {pact}")
    at = await head(pool)
    point = CertificateHead(position=at.position, number=at.number, chain=at.chain)
    return await _at(pool, point, max(now, at.recorded_at), Selection(due_from=due_from, due_to=due_to, pact=pact))


async def check_certificate(pool: Pool, kept: Certificate) -> tuple[CertificateDifference, ...]:
    """Compute a certificate again at its own point and name what differs; nothing where the record bears it out.

    The hashes of the events are those that the record keeps of them; that they are theirs is what ``verify`` shows.
    """
    point = await point_at(pool, kept.head.number)
    if point is None or (kept.pact is not None and kept.pact not in await all_streams(pool)):
        return (CertificateDifference(what="part", parts=("head",) if point is None else ("pact",)),)
    position, chain, recorded_at = point
    again = await _at(
        pool,
        CertificateHead(position=position, number=kept.head.number, chain=chain),
        max(kept.computed_at, recorded_at),
        Selection(due_from=kept.due_from, due_to=kept.due_to, pact=kept.pact),
    )
    return deadline_certificate.differences(kept, again)


async def _at(pool: Pool, point: CertificateHead, now: datetime, selection: Selection) -> Certificate:
    events = await deadline_events(pool, upto=point.position)
    leaves = await deadline_leaves(pool, upto=point.position)
    rules = await rules_of(pool)
    return deadline_certificate.certificate(events, rules, point, now, selection, leaves)


async def _periods(pool: Pool) -> list[PeriodEnd]:
    streams: Sequence[str] = await all_streams(pool, "pact")
    found: list[PeriodEnd] = []
    for stream in streams:
        state = (await fold_streams(pool, [stream]))[stream].state
        if isinstance(state, PactState):
            cap = state.agreement.cap
            found += [
                PeriodEnd(stream=stream, period=one.number, end=one.end, cap=cap) for one in state.agreement.periods
            ]
    return found


def _deadline_of(item: object) -> str:
    """Read the deadline's id from an agenda item's key: 'deadline|<id>|<revision>|<stage>'."""
    parts = str(item).split("|")
    return parts[1] if len(parts) > 1 else ""
