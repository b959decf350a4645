"""What was mailed to whom about deadlines, and what waits: by pseudonym, as addresses stand in the directory."""

from datetime import date

from domain.policy import current
from gateway.rules import rules_of
from schemas.mail import MailList
from store.mail import trouble
from store.mail_audit import mail_entries
from store.pool import Pool


async def mail_list(
    pool: Pool, *, person: str | None = None, deadline: str | None = None, since: date | None = None
) -> MailList:
    """List letters and waiting messages from a local day on, of one person or about one deadline where asked.

    Raises:
        Refused: ``no_policy``: nothing was ever to be told.
    """
    zone = current(await rules_of(pool)).terms.time_zone
    entries = await mail_entries(pool, zone, person=person, deadline=deadline, since=since)
    return MailList(time_zone=zone, trouble=await trouble(pool), entries=tuple(entries))
