"""The sweeper as a process, or as one look for somebody else's scheduler."""

import asyncio
from typing import TYPE_CHECKING

from cli.ending import Ended, Exit, told
from cli.printing import print_json, print_line
from cli.surroundings import settings_now

if TYPE_CHECKING:
    from workers.sweeper import Swept


def serve_sweeper() -> None:
    """Run the sweeper until it is told to stop."""
    with told():
        from cli.troubles import understood
        from workers.sweeper import run_sweeper

        with understood():
            raise SystemExit(run_sweeper(settings_now()))


def sweep_once(*, as_json: bool) -> None:
    """Look once; exit code 1 where something is late that could not be carried out."""
    with told(as_json=as_json):
        from cli.troubles import understood

        with understood():
            swept = asyncio.run(_look())
        done = swept.caught_up
        if as_json:
            print_json(swept)
        else:
            print_line(f"carried out: {len(done.carried_out)}; late all the same: {len(done.overdue)}")
            for key in (*done.carried_out, *done.overdue):
                print_line(f"  {key}")
        if done.overdue:
            raise Ended(Exit.ERROR, "overdue", f"nobody could carry out {', '.join(done.overdue)}: see the log")


async def _look() -> "Swept":
    from activities.clock import WallClock
    from store.pool import connect
    from workers.logs import configure_logs
    from workers.reach import record_url
    from workers.sweeper import Sweeper

    configure_logs("sweeper")
    settings = settings_now()
    pool = await connect(record_url(settings), max_size=4)
    try:
        return await Sweeper(pool, WallClock(), settings).look()
    finally:
        await pool.close()
