"""An answer as one page of HTML that prints well: no script, no other file, every sentence linked to its evidence."""

from collections.abc import Sequence
from datetime import UTC, tzinfo
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from domain.answer_page import cell_text, cited, heading_of, word_of
from domain.sentences.wording import Lang
from domain.statement import in_order
from schemas.answer import Answer, AnswerPart, StatementEvidence

_PAGES = Environment(
    loader=PackageLoader("gateway"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def answer_html(answer: Answer, zone: tzinfo = UTC) -> str:
    """Write the whole answer; the anchors ``e<position>`` are positions in the record, instants local to ``zone``."""
    lang = answer.lang
    evidence = in_order(cited(answer))
    return _PAGES.get_template("answer.html").render(
        answer=answer,
        words={
            "title": word_of("title", lang),
            "heading": heading_of(answer, zone),
            "nothing": word_of("nothing", lang),
            "sources": word_of("sources", lang),
        },
        parts=[_part(part, lang) for part in answer.parts],
        sources=_sources(evidence, lang),
    )


def _part(part: AnswerPart, lang: Lang) -> dict[str, Any]:
    return {
        "number": part.number,
        "question": part.question,
        "statements": [
            {
                "text": one.text,
                "status_word": word_of(one.status.value, lang),
                "inputs": one.inputs,
                "evidence": _once((*one.evidence, *(each for rival in one.conflicts for each in rival.evidence))),
            }
            for one in part.statements
        ],
        "tables": [
            {
                **table.model_dump(include={"title", "columns", "note"}),
                "rows": [
                    {
                        "heading": row.heading,
                        "cells": [
                            {"text": cell_text(cell, lang), "evidence": _once(cell.evidence)} for cell in row.cells
                        ],
                    }
                    for row in table.rows
                ],
            }
            for table in part.tables
        ],
    }


def _once(evidence: Sequence[StatementEvidence]) -> list[StatementEvidence]:
    """Give one piece for each position: a link leads to a place, whatever rests there."""
    return list({one.position: one for one in in_order(evidence)}.values())


def _sources(evidence: Sequence[StatementEvidence], lang: Lang) -> list[dict[str, Any]]:
    titles: dict[int, dict[str, Any]] = {}
    for one in evidence:
        known = titles.setdefault(
            one.position,
            {
                "position": one.position,
                "title": "",
                "grade": word_of(one.grade.value, lang),
                "event": one.event,
            },
        )
        title = one.title or one.source
        known["title"] = f"{known['title']}; {title}" if known["title"] else title
    return list(titles.values())
