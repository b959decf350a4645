"""Answers to parliament: frozen, shown as they were, drawn again, compared, and found overtaken."""

import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from cli.acting import tell
from cli.clocks import day_of, instant_of
from cli.contents import handed_in
from cli.ending import told
from cli.giving import Given
from cli.printing import bold, message, print_entry, print_json, print_line
from cli.reading import asked, lang_of, today_of
from cli.surroundings import settings_now
from cli.words import Lang, word

if TYPE_CHECKING:
    from gateway.handing_in import Archive
    from gateway.submit import Deferred, Gateway
    from schemas.answer import Answer, Cell, Statement
    from schemas.command import Outcome
    from schemas.parliament import Affected, Difference, Reproduction
    from store.pool import Pool

Result = TypeVar("Result")


def freeze_answer(
    question: str,
    given: Given,
    as_of: str | None,
    known_on: str | None,
    lang: str | None,
    clusters: list[str],
    *,
    as_json: bool,
) -> None:
    """Freeze the answer for a question, about all clusters or those named."""
    with told(as_json=as_json):
        from gateway.clusters import ids_called
        from gateway.parliament import View, freeze, stream_of
        from gateway.questions import zone_of

        tongue, pack, day = lang_of(lang), settings_now().policy_pack, day_of(as_of)
        instant_of(known_on, ZoneInfo("UTC"))
        hand = given.hand()

        async def act(gateway: "Gateway", archive: "Archive") -> "Outcome | Deferred":
            then = instant_of(known_on, await zone_of(archive.pool)) or datetime.now(UTC)
            about = await ids_called(archive.pool, clusters)
            view = View(as_of=day or await today_of(archive.pool), known_on=then, lang=tongue, clusters=about)
            return await freeze(gateway, archive, hand, question, view, pack)

        tell(handed_in(stream_of(question), act), as_json=as_json)


def show_frozen(question: str, *, as_html: bool, as_json: bool) -> None:
    """Show the answer that was frozen, in the words it was frozen with."""
    with told(as_json=as_json):
        from domain.answer_page import render
        from gateway.parliament import frozen_answer
        from gateway.questions import zone_of

        async def ask(archive: "Archive") -> "tuple[Answer, ZoneInfo]":
            return await frozen_answer(archive, question), await zone_of(archive.pool)

        answer, zone = _of_archive(ask)
        if as_json:
            print_json(answer)
        elif as_html:
            from gateway.answer_html import answer_html

            print_line(answer_html(answer, zone))
        else:
            print_line(render(answer, zone))


def show_released(question: str, *, as_json: bool) -> None:
    """Show the parts of the answer as they were released."""
    with told(as_json=as_json):
        import json

        from gateway.parliament import released_text

        content = _of_archive(lambda archive: released_text(archive, question))
        released: dict[str, Any] = json.loads(content)
        print_json(released)


def reproduce_answer(question: str, out: Path | None, *, as_json: bool) -> None:
    """Give the frozen bytes, and say whether the record still gives them."""
    with told(as_json=as_json):
        from hashlib import sha256

        from gateway.parliament import reproduce

        pack = settings_now().policy_pack
        found: Reproduction = _of_archive(lambda archive: reproduce(archive, question, pack))
        hash_of_it = sha256(found.content).hexdigest()
        if out is not None:
            out.write_bytes(found.content)
        if as_json:
            print_json({"likeness": found.likeness, "sha256": hash_of_it, "size": len(found.content), "out": out})
        elif out is None:
            sys.stdout.buffer.write(found.content + b"\n")
            sys.stderr.write(f"{found.likeness.value}\n")
        else:
            print_line(message(f"{out}: {found.likeness.value}, {len(found.content)} bytes, sha256 {hash_of_it}"))


def compare_answer(question: str, lang: str | None, *, as_json: bool) -> None:
    """Say which statements and cells of a frozen answer would read otherwise today, or rest on something else."""
    with told(as_json=as_json):
        from gateway.parliament import compare

        tongue, pack = lang_of(lang), settings_now().policy_pack

        async def ask(archive: "Archive") -> "list[Difference]":
            return await compare(archive, question, await today_of(archive.pool), datetime.now(UTC), pack)

        found = _of_archive(ask)
        if as_json:
            print_json(found)
            return
        differing = [one for one in found if one.what != "same"]
        print_line(
            f"{len(found) - len(differing)} {word(tongue, 'same')}, {len(differing)} {word(tongue, 'differing')}"
        )
        for _, alike in groupby(differing, key=_entry):
            _print_differences([*alike], tongue)


def show_affected(lang: str | None, *, as_json: bool) -> None:
    """List the sent answers that were overtaken."""
    with told(as_json=as_json):
        from gateway.parliament import affected

        tongue = lang_of(lang)
        found: list[Affected] = asked(affected)
        if as_json:
            print_json(found)
            return
        for one in found:
            parts = ", ".join(map(str, one.parts)) or word(tongue, "whole_answer")
            head = (bold(one.number), one.answered_on, f"{word(tongue, 'part')} {parts}", word(tongue, one.what))
            print_entry(head, f"[{one.relied_on}] → [{one.by}] {one.stream} {one.type}")
        if not found:
            print_line(word(tongue, "none_affected"))


def _entry(one: "Difference") -> tuple[object, ...]:
    """Say what is printed together: the cells of a row that came or went."""
    together = one.column is not None and one.what in {"new", "gone"}
    return one.part, one.subject, one.predicate, one.what, None if together else id(one)


def _print_differences(alike: "list[Difference]", lang: Lang) -> None:
    one = alike[0]
    head = [f"{one.part}.", one.subject, one.predicate, one.column if len(alike) == 1 else None, word(lang, one.what)]
    if one.before is not None and one.after is not None:
        print_entry(head, *_both_sides(one.before, one.after, lang))
        return
    sides = [(each.column, each.before or each.after) for each in alike]
    texts = [
        _reading(side, lang) if len(alike) == 1 else f"{column}: {_reading(side, lang)}"
        for column, side in sides
        if side
    ]
    print_entry(head, f"{'-' if one.what == 'gone' else '+'} {'; '.join(texts)}")


def _both_sides(before: "Statement | Cell", after: "Statement | Cell", lang: Lang) -> list[str]:
    """Give both texts; where they read the same, the text and what differs behind it."""
    was, now = _reading(before, lang), _reading(after, lang)
    if was != now:
        return [f"- {was}", f"+ {now}"]
    lost, won = _behind(before, lang), _behind(after, lang)
    if lost == won:
        return [now, f"{word(lang, 'evidence')}: {_positions(before)} → {_positions(after)}"]
    gone = "; ".join(text for text in lost if text not in won)
    new = "; ".join(text for text in won if text not in lost)
    return [now, *(f"{sign} {text}" for sign, text in (("-", gone), ("+", new)) if text)]


def _reading(said: "Statement | Cell", lang: Lang) -> str:
    """Give the text; for a cell without one, why it has none."""
    from domain.answer_page import word_of

    return said.text or word_of(said.status.value, lang)


def _behind(said: "Statement | Cell", lang: Lang) -> list[str]:
    """Give what a reader does not see in the text: value, status, inputs, and what speaks against it."""
    from schemas.answer import Statement

    behind = [f"{word(lang, 'value')}: {said.value}", f"{word(lang, 'state')}: {said.status.value}"]
    if isinstance(said, Statement):
        behind += [*said.inputs, *(f"{word(lang, 'contested')}: {one.text}" for one in said.conflicts)]
    return behind


def _positions(said: "Statement | Cell") -> str:
    from domain.answer_page import numbers
    from domain.comparing import evidence_under

    return numbers(evidence_under(said)) or "-"


def _of_archive(question: "Callable[[Archive], Awaitable[Result]]") -> Result:
    """Put a question that needs the kept bytes."""

    async def ask(pool: "Pool") -> Result:
        from gateway.handing_in import Archive
        from workers.documents import documents_of

        return await question(Archive(pool, documents_of(settings_now(), pool)))

    return asked(ask)
