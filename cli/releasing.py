"""An approved answer on its way to the cabinet: read first, then released by the hash of what was read."""

from typing import TYPE_CHECKING, Any, NoReturn

from cli.acting import tell
from cli.contents import handed_in
from cli.ending import Ended, Exit, told
from cli.giving import Given
from cli.printing import message, print_line, wrapped
from cli.reading import asked

if TYPE_CHECKING:
    from gateway.handing_in import Archive
    from gateway.submit import Deferred, Gateway
    from schemas.command import Outcome


def release_answer(number: str, given: Given, seen: str | None, *, as_json: bool) -> None:
    """Release the answer whose hash was seen; where none is given, show the answer and ask for it."""
    with told(as_json=as_json):
        from gateway.parliament import release, stream_of

        if seen is None:
            _ask_for_hash(number, as_json=as_json)
        hand = given.hand()

        async def act(gateway: "Gateway", archive: "Archive") -> "Outcome | Deferred":
            return await release(gateway, archive, hand, number, seen)

        tell(handed_in(stream_of(number), act), as_json=as_json)


def _ask_for_hash(number: str, *, as_json: bool) -> NoReturn:
    """Show what would be released, and its hash.

    Raises:
        Refused: ``unknown_question``; ``not_approved``.
        Ended: usage; always, since nothing is released unread.
    """
    from gateway.files import approved_answer

    text, seen = asked(lambda pool: approved_answer(pool, number))
    shown: Any = text
    if not as_json:
        print_line(message(f"{shown['number']}: {shown['title']}"))
        for part in shown["parts"]:
            print_line(wrapped(f"\n{part['part']}. ", part["question"]))
            print_line(wrapped("   ", part["answer"]))
        print_line()
    detail = f"nothing was released; who has read this answer releases it with --seen {seen}"
    raise Ended(Exit.USAGE, "seen_missing", detail, answer=shown, answer_hash=seen)
