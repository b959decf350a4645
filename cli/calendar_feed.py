"""A person's due dates as a calendar file, for whatever calendar they keep."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cli.count_words import pick
from cli.ending import Ended, Exit, told
from cli.printing import print_json, print_line
from cli.reading import asked, lang_of

if TYPE_CHECKING:
    from gateway.calendar_feed import View
    from store.pool import Pool


def export_calendar(person: str, view: str, out: Path | None, lang: str | None, *, as_json: bool) -> None:
    """Write the calendar to a file, or to standard output."""
    with told(as_json=as_json):
        from gateway.calendar_feed import VIEWS, feed_of
        from gateway.questions import today_of

        tongue = lang_of(lang)
        chosen: View | None = next((known for known in VIEWS if known == view), None)
        if chosen is None:
            raise Ended(Exit.USAGE, "usage", f"--view {view!r} is not known; choose {', '.join(VIEWS)}")
        if as_json and out is None:
            raise Ended(Exit.USAGE, "usage", "--json tells what was written: say where with --out FILE")
        if out is not None and not out.parent.is_dir():
            raise Ended(Exit.USAGE, "usage", f"--out: there is no folder {out.parent}")

        async def ask(pool: "Pool") -> bytes:
            return await feed_of(pool, person, await today_of(pool, datetime.now(UTC)), chosen, tongue)

        feed = asked(ask)
        if out is None:
            sys.stdout.write(feed.decode())
            return
        _write(out, feed)
        count = feed.count(b"BEGIN:VEVENT")
        if as_json:
            print_json({"file": str(out), "deadlines": count})
            return
        print_line(pick(tongue, f"{count} termijnen in {out}", f"{count} deadlines in {out}"))


def _write(out: Path, feed: bytes) -> None:
    try:
        out.write_bytes(feed)
    except OSError as trouble:
        raise Ended(Exit.USAGE, "usage", f"--out: {out} cannot be written: {trouble.strerror}") from None
