"""Commands that start, prepare or examine what runs."""

import asyncio

from cli.ending import Ended, Exit, told
from cli.printing import print_json, print_line, print_table, wrapped
from cli.surroundings import settings_now

_SIGNS = {"ok": "ok", "warn": "!", "fail": "FAIL"}


def show_doctor(*, as_json: bool) -> None:
    """Examine everything the service stands on; exit code 1 when something would keep it from working."""
    with told(as_json=as_json):
        from workers.doctor import examine

        findings = examine(settings_now())
        failed = [finding for finding in findings if finding.level == "fail"]
        if as_json:
            print_json([vars(finding) for finding in findings])
        else:
            for finding in findings:
                print_line(wrapped(f"{_SIGNS[finding.level]:<5} {finding.name:<28} ", finding.what))
                if finding.what_to_do:
                    print_line(wrapped(f"{'':<5} {'':<28} → ", finding.what_to_do))
        if failed:
            raise SystemExit(Exit.ERROR)


def start_all() -> None:
    """Run everything here until told to stop."""
    with told():
        from cli.troubles import understood
        from workers.run import run_up

        with understood():
            raise SystemExit(run_up(settings_now(), announce=_announce))


def bring_schema(*, status: bool, as_json: bool) -> None:
    """Migrate the configured, the running or our own database."""
    with told(as_json=as_json):
        from cli.troubles import understood

        with understood():
            if status:
                _show_status(as_json=as_json)
            else:
                applied = asyncio.run(_migrate())
                if as_json:
                    print_json({"applied": applied})
                else:
                    print_line(
                        "\n".join(f"applied {name}" for name in applied) or "nothing to apply: the schema is current"
                    )


def serve_worker() -> None:
    """Run one worker."""
    with told():
        from cli.troubles import understood
        from workers.worker import run_worker

        with understood():
            raise SystemExit(run_worker(settings_now()))


def serve_relay() -> None:
    """Run the relay."""
    with told():
        from cli.troubles import understood
        from workers.relay import run_relay

        with understood():
            raise SystemExit(run_relay(settings_now()))


async def _migrate() -> list[str]:
    from store.migrate import migrate
    from workers.embedded.instance import postgres_for_reading
    from workers.reach import service_password

    settings = settings_now()
    with postgres_for_reading(settings) as owner_url:
        is_ours = settings.database_url is None
        return await migrate(owner_url, service_password(settings.home) if is_ours else None)


def _show_status(*, as_json: bool) -> None:
    from store.migrate import status
    from workers.embedded.instance import postgres_for_reading

    with postgres_for_reading(settings_now()) as owner_url:
        rows = asyncio.run(status(owner_url))
    if as_json:
        print_json([vars(row) for row in rows])
    else:
        print_table(
            ("migration", "applied", "state"),
            [(row.name, row.applied_at, "changed since" if row.is_changed else "as released") for row in rows],
        )
    if any(row.is_changed for row in rows):
        raise Ended(Exit.ERROR, "migration_changed", "an applied migration differs from this release's file")


def _announce(line: str) -> None:
    print_line(line)
