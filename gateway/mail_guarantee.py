"""Whether the record bears out that everybody who was to be told of a deadline was, and once (I20)."""

from collections.abc import Iterable
from datetime import datetime

from domain.deadline_audit import INVARIANTS
from domain.mail import is_address
from domain.mail_audit import mail_faults
from schemas.event import Recorded
from schemas.guarantee import DeadlineFinding
from schemas.mail import MailEvidence
from store.alarms import alarms_of
from store.mail import directory, trouble
from store.mail_audit import kept_letters, kept_notices, people_events
from store.pool import Pool


async def mail_findings(
    pool: Pool, events: Iterable[Recorded], now: datetime, *, upto: int, is_mailing: bool
) -> tuple[DeadlineFinding, ...]:
    """Check the messages up to a position against all letters; where mail is on, what waits too long as well."""
    evidence = MailEvidence(
        events=tuple(events),
        notices=tuple(await kept_notices(pool, upto=upto)),
        letters=tuple(await kept_letters(pool)),
        people=tuple(await people_events(pool)),
        reached={who: one.written_at for who, one in (await directory(pool)).items() if is_address(one.address)},
        alarms=tuple([one.key for kind in ("nobody_to_tell", "mail_waits") for one in await alarms_of(pool, kind)]),
        is_mailing=is_mailing,
        is_away=await trouble(pool) is not None,
        now=now,
    )
    return tuple(
        DeadlineFinding(invariant="I20", says=INVARIANTS["I20"], stream=stream, deadline=deadline, detail=detail)
        for stream, deadline, detail in mail_faults(evidence)
    )
