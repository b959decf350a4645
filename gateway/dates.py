"""The account of a deadline, from the record: how it was counted and everything that moved it."""

from datetime import date

from domain.around import Dated
from domain.deadline_account import account
from domain.stream import category, fold
from gateway.questions import NOW, Standpoint, rules_from, seen
from schemas.account import DeadlineAccount
from schemas.refusal import Refused
from store.log import all_streams
from store.mail import mails_of
from store.pool import Pool
from store.views import streams_with_deadline


async def explained(
    pool: Pool,
    deadline: str,
    stream: str | None = None,
    standpoint: Standpoint = NOW,
    today: date | None = None,
) -> DeadlineAccount:
    """Explain one deadline; without a stream, the one file that has a deadline of that name.

    With ``today`` it is also told where one that stands still would end, if it ran on from then; as of another day,
    from that one.

    Raises:
        Refused: ``unknown_pact`` and so on: there is no such file; ``unknown_deadline``: nobody set it;
            ``several_files``: deadlines of that name run on several files.
    """
    if stream is not None and stream not in await all_streams(pool):
        raise Refused(f"unknown_{category(stream)}", f"there is no file {stream}")
    rules = await rules_from(pool, standpoint)
    found: list[DeadlineAccount] = []
    programmes = await all_streams(pool, "programme")
    elsewhere = [event for programme in programmes for event in await seen(pool, programme, standpoint)]
    for name in await streams_with_deadline(pool, deadline) if stream is None else [stream]:
        events = await seen(pool, name, standpoint)
        state = fold(name, events)
        if isinstance(state, Dated) and any(one.id == deadline for one in state.deadlines):
            on = standpoint.as_of or today
            found.append(account(name, deadline, state.deadlines, events, rules, elsewhere, on))
    if len(found) > 1:
        files = ", ".join(one.stream for one in found[:_NAMED])
        more = "" if len(found) <= _NAMED else f" and {len(found) - _NAMED} more"
        raise Refused("several_files", f"{deadline} runs on {files}{more}: say which file")
    if not found:
        where = "any file" if stream is None else stream
        raise Refused("unknown_deadline", f"no deadline '{deadline}' was ever set in {where}, as seen from there")
    if standpoint != NOW:
        return found[0]
    return found[0].model_copy(update={"mails": await mails_of(pool, found[0].stream, deadline)})


_NAMED = 5
