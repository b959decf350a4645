"""Names behind pseudonyms: written and looked up."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from pydantic import ValidationError

from cli.ending import Ended, Exit, told
from cli.printing import print_json, print_line, print_table
from cli.surroundings import settings_now


def write_entry(pseudonym: str, name: str, contact: str, lang: str | None, person: str, *, as_json: bool) -> None:
    """Write who a pseudonym is."""
    with told(as_json=as_json):
        from cli.troubles import understood
        from gateway.directory import set_name
        from schemas.directory import Named
        from workers.record import open_record

        try:
            entry = Named.model_validate({"pseudonym": pseudonym, "name": name, "contact": contact, "lang": lang})
        except ValidationError as wrong:
            faults = "; ".join(f"{one['loc'][0]}: {one['msg']}" for one in wrong.errors())
            raise Ended(Exit.USAGE, "usage", faults) from None

        async def run() -> None:
            async with open_record(settings_now(), writes=True) as pool:
                await set_name(pool, entry, person, datetime.now(UTC))

        with understood():
            asyncio.run(run())
        if as_json:
            print_json(entry)
        else:
            print_line(f"{pseudonym}: {name}")


def show_entries(pseudonyms: Sequence[str], person: str, *, as_json: bool) -> None:
    """Look up who some pseudonyms are, or everybody."""
    with told(as_json=as_json):
        from cli.troubles import understood
        from gateway.directory import look_up
        from schemas.directory import Named
        from workers.record import open_record

        async def run() -> dict[str, Named]:
            async with open_record(settings_now()) as pool:
                return await look_up(pool, pseudonyms, person, datetime.now(UTC))

        with understood():
            found = asyncio.run(run())
        if as_json:
            print_json(found)
            return
        print_table(
            ("pseudonym", "name", "contact"), [(one.pseudonym, one.name, one.contact) for one in found.values()]
        )
        for missing in sorted(set(pseudonyms) - set(found)):
            print_line(f"{missing}: no name is kept")
