"""The five answers, drawn from the whole log as of a day and as known on an instant."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from domain import answer as writing
from domain.knowledge import known
from domain.texts import parse_texts, places
from schemas.answer import Answer
from schemas.event import Recorded
from schemas.pack import PolicyError, PolicyProblem
from schemas.question.draft import Snapshot
from schemas.texts import Texts
from store.log import read_log
from store.pool import Pool

PAGE = 5_000  # events read at a time


async def answer(
    pool: Pool,
    as_of: date,
    known_on: datetime,
    lang: Literal["nl", "en"],
    pack: Path,
    clusters: Sequence[str] = (),
) -> Answer:
    """Answer the questions in a language, with the sentences of the pack in this folder; about all clusters or some.

    Raises:
        PolicyError: the pack has no sentences in this language, or wrong ones.
        Refused: ``unknown_cluster``.
        Unreachable: the database is away.
    """
    return drawn(await whole_log(pool), as_of, known_on, read_sentences(pack, lang), clusters)


async def answer_again(pool: Pool, frozen: Snapshot, pack: Path) -> Answer:
    """Answer as for a snapshot, from the events up to its position: what was recorded after it is left out.

    Raises:
        PolicyError: the pack has no sentences in this language, or wrong ones.
        Refused: ``unknown_cluster``.
        Unreachable: the database is away.
    """
    log = [event for event in await whole_log(pool) if event.position <= frozen.position]
    return drawn(log, frozen.as_of, frozen.known_on, read_sentences(pack, frozen.lang), frozen.clusters)


def drawn(
    log: Sequence[Recorded], as_of: date, known_on: datetime, texts: Texts, clusters: Sequence[str] = ()
) -> Answer:
    """Draw the answer from these events, in the order of their positions; about all clusters, or those named.

    Raises:
        Refused: ``unknown_cluster``.
    """
    return writing.answer(known(log, as_of, known_on), as_of, known_on, texts, clusters)


def read_sentences(pack: Path, lang: str) -> Texts:
    """Read the sentences of one language from a pack's folder."""
    file = pack / f"texts.{lang}.yaml"
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as trouble:
        reason = f"cannot be read: {trouble}"
        problem = PolicyProblem(file=file.name, line=1, field="(file)", message=reason, expected="sentences in YAML")
        raise PolicyError((problem,)) from trouble
    return parse_texts(file.name, text)


def check_sentences(pack: Path, langs: Sequence[str]) -> None:
    """Hold the languages of a pack against one another: the same sentences, each with the same places.

    Raises:
        PolicyError: a language is missing or wrong, or has another sentence or place than the first one.
    """
    first, *others = langs
    expected = _places(read_sentences(pack, first))
    for lang in others:
        found = _places(read_sentences(pack, lang))
        differing = sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))
        if differing:
            told = f"differs from texts.{first}.yaml in {', '.join(differing)}"
            raise PolicyError((PolicyProblem(f"texts.{lang}.yaml", 1, "sentences", told, "the same names and places"),))


def _places(texts: Texts) -> dict[str, frozenset[str]]:
    return {name: places(template) for name, template in texts.sentences.items()}


async def whole_log(pool: Pool) -> list[Recorded]:
    """All events of the record, in the order of recording."""
    events: list[Recorded] = []
    while page := await read_log(pool, events[-1].position if events else 0, PAGE):
        events += page
    return events
