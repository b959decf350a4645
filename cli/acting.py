"""Commands that act: hand in a command, take over a history, adopt rules, make the first administrator."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from pydantic import ValidationError

from cli.ending import CONFLICT_CODES, Ended, Exit, told
from cli.faults import faults_of
from cli.printing import message, print_json, print_line, wrapped
from cli.surroundings import settings_now
from schemas.command import CommandEnvelope, Outcome
from schemas.history import ImportReport

if TYPE_CHECKING:
    from gateway.submit import Deferred, TemporalClient
    from workers.settings import Settings


def submit_command(file: str, person: str, *, as_json: bool) -> None:
    """Hand in one command and tell how it ended."""
    with told(as_json=as_json):
        from cli.troubles import understood

        envelope = read_envelope(file, person)
        with understood():
            outcome = asyncio.run(_submit(envelope))
        tell(outcome, as_json=as_json)


def submit_given(given: dict[str, Any], command_id: str | None, *, as_json: bool) -> None:
    """Hand in what was given as options; an id is made up and told, so that the same can be asked again."""
    with told(as_json=as_json):
        from uuid import uuid4

        from cli.troubles import understood

        envelope = envelope_of({"command_id": command_id or f"cli-{uuid4()}", **given}, "options")
        with understood():
            outcome = asyncio.run(_submit(envelope))
        tell(outcome, as_json=as_json)


def submit_envelope(envelope: CommandEnvelope, *, as_json: bool) -> None:
    """Hand in what was made, and tell how it ended; the caller tells what goes wrong."""
    from cli.troubles import understood

    with understood():
        outcome = asyncio.run(_submit(envelope))
    tell(outcome, as_json=as_json)


def read_envelope(file: str, person: str) -> CommandEnvelope:
    """Read a command's JSON; who acts is said by ``--as``, and the file may only repeat it.

    Raises:
        Ended: usage; the file cannot be read, or it is no command.
    """
    import json

    try:
        data: Any = json.loads(sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as trouble:
        raise Ended(Exit.USAGE, "usage", f"{file} cannot be read: {trouble}") from None
    except json.JSONDecodeError as trouble:
        raise Ended(Exit.USAGE, "usage", f"{file}:{trouble.lineno}:{trouble.colno}: no JSON: {trouble.msg}") from None
    if not isinstance(data, dict):
        raise Ended(Exit.USAGE, "usage", f"{file}: a command is a JSON object with command_id, stream and command")
    given: dict[str, Any] = {"person": person, **data}  # pyright: ignore[reportUnknownVariableType]
    if given["person"] != person:
        raise Ended(Exit.USAGE, "usage", f"{file}: person is {given['person']!r}, but --as says {person!r}")
    return envelope_of(given, file)


def envelope_of(given: dict[str, Any], source: str) -> CommandEnvelope:
    """Read an envelope; ``source`` is told with what is wrong.

    Raises:
        Ended: usage; it is no command.
    """
    try:
        return CommandEnvelope.model_validate(given)
    except ValidationError as error:
        raise Ended(Exit.USAGE, "usage", f"{source}: {faults_of(error)}") from None


def import_record(file: Path, *, dry_run: bool, as_json: bool) -> None:
    """Take over a history file."""
    with told(as_json=as_json):
        from cli.troubles import understood
        from gateway.record import import_history
        from workers.record import open_record

        async def run() -> ImportReport:
            settings = settings_now()
            async with open_record(settings) as pool:
                return await import_history(pool, file, dry_run=dry_run, pack=settings.policy_pack)

        with understood():
            report = asyncio.run(run())
        if as_json:
            print_json(report)
        else:
            for line in report.lines():
                print_line(message(line))


def check_pack(folder: Path, *, as_json: bool) -> None:
    """Check a policy pack without touching the record."""
    with told(as_json=as_json):
        from domain.policy import content_hash
        from gateway.answers import check_sentences
        from gateway.policy_files import read_pack

        policy = read_pack(folder)
        if any(folder.glob("texts.*.yaml")):
            check_sentences(folder, ("nl", "en"))
        summary = {
            "id": policy.id,
            "version": policy.version,
            "content_hash": content_hash(policy),
            "deadlines": len(policy.deadlines),
            "to_be_confirmed": [one.model_dump(mode="json") for one in policy.settings],
        }
        if as_json:
            print_json(summary)
            return
        print_line(f"{policy.id} {policy.version}: sound, {len(policy.deadlines)} deadline rules")
        for one in policy.settings:
            print_line(wrapped(f"  {one.status:<8} ", f"{one.id}: {one.remark}"))


def bootstrap_people(person: str, *, as_json: bool) -> None:
    """Make the first administrator, in the name of the service itself."""
    with told(as_json=as_json):
        from cli.troubles import understood
        from gateway.people import make_first_administrator
        from workers.record import open_record

        async def run() -> Outcome:
            async with open_record(settings_now(), writes=True) as pool:
                return await make_first_administrator(pool, person, datetime.now(UTC))

        with understood():
            outcome = asyncio.run(run())
        tell(outcome, as_json=as_json)


async def _submit(envelope: CommandEnvelope) -> "Outcome | Deferred":
    from activities.clock import WallClock
    from gateway.submit import Gateway
    from workers.documents import documents_of
    from workers.record import open_running_record

    settings = settings_now()
    async with open_running_record(settings) as pool:
        way, documents = way_to(envelope.stream, settings), documents_of(settings, pool)
        gateway = Gateway(pool, WallClock(), way, documents=documents)
        return await gateway.submit(envelope)


def way_to(stream: str, settings: "Settings") -> "TemporalClient":
    """Give the way to Temporal for a stream that has a workflow; only `up` or a server gives one.

    Raises:
        StartFailed: ``not_running``.
    """
    from domain.stream import is_dated
    from workers.engine import temporal_of
    from workers.reach_temporal import TemporalWay

    return TemporalWay(temporal_of(settings)) if is_dated(stream) else no_temporal


async def no_temporal() -> NoReturn:
    """Reach none: what is asked of a file without a workflow needs the record alone."""
    message = "this command starts no Temporal"
    raise RuntimeError(message)


def tell(outcome: "Outcome | Deferred", *, as_json: bool, **more: object) -> None:
    """Tell how a command that was handed in ended; ``more`` stands beside it for programs.

    Raises:
        Ended: refused, in conflict, or kept for later.
    """
    if not isinstance(outcome, Outcome):
        receipt = outcome.receipt
        detail = (
            f"kept as receipt {receipt.number} of {receipt.received_at:%Y-%m-%d %H:%M:%S}Z and judged by that time; "
            "it is carried out as soon as Temporal and a worker answer"
        )
        raise Ended(Exit.NOT_REACHABLE, "deferred", detail, receipt=receipt.number, command_id=receipt.command_id)
    if outcome.status == "refused":
        exit_code = Exit.CONFLICT if outcome.code in CONFLICT_CODES else Exit.REFUSED
        raise Ended(exit_code, outcome.code, outcome.detail, outcome=outcome.model_dump(mode="json"))
    if as_json:
        print_json({**outcome.model_dump(mode="json"), **more} if more else outcome)
    elif outcome.first_position is None:
        print_line(message(f"recorded: {outcome.command_id} changes nothing; it already is so"))
    else:
        print_line(message(f"recorded: {outcome.stream} version {outcome.stream_version}, event {_span(outcome)}"))


def _span(outcome: Outcome) -> str:
    first, last = outcome.first_position, outcome.last_position
    return str(first) if first == last else f"{first}-{last}"
