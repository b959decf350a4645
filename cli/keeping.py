"""Commands over bytes and frozen answers: options here, bodies in ``cli.contents`` and ``cli.parliament``."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from cli.giving import Given
from cli.groups import document, question
from cli.options import (
    AsJson,
    AsOf,
    Because,
    Clusters,
    CommandId,
    KnownOn,
    Lang,
    OnBehalfOf,
    Person,
    QuestionId,
    RestsOn,
    Role,
    Stream,
)

Slug = Annotated[str, typer.Argument(metavar="DOCUMENT", help="The id under which it was attached.")]
Of = Annotated[str, typer.Option("--of", metavar="FILE", help="A whole name: pact/ID, cluster/ID, question/NUMBER.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write the bytes here instead.")]


@document.command("list")
def document_list(
    stream: Stream,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """List what is attached to a file."""
    from cli.contents import show_documents

    show_documents(stream, as_of, known_on, lang, as_json=as_json)


@document.command("add")
def document_add(
    file: Annotated[Path, typer.Argument(help="The file whose bytes are kept.")],
    *,
    of: Of,
    slug: Annotated[str, typer.Option("--document", metavar="SLUG", help="The id that it gets in the file.")],
    title: Annotated[str, typer.Option("--title", help="The title of the document.")],
    document_type: Annotated[str, typer.Option("--type", metavar="SLUG", help="One of the policy pack.")],
    retention: Annotated[str, typer.Option("--retention", metavar="SLUG", help="A class of the policy pack.")],
    dated: Annotated[str, typer.Option("--dated", metavar="DATE", help="The date on the document.")],
    confidentiality: Annotated[
        Literal["public", "internal", "business_confidential"],
        typer.Option("--confidentiality", help="Who may read it."),
    ],
    person: Person,
    language: Annotated[
        Literal["nl", "en", "fr", "de", "other"], typer.Option("--language", help="The language it is in.")
    ] = "nl",
    media_type: Annotated[
        str | None, typer.Option("--media-type", help="Told from the file's name if left out.")
    ] = None,
    supersedes: Annotated[
        str | None, typer.Option("--supersedes", metavar="SLUG", help="The document that it replaces.")
    ] = None,
    role: Role = None,
    on_behalf_of: OnBehalfOf = None,
    because: Because = None,
    evidence: RestsOn = None,
    command_id: CommandId = None,
    as_json: AsJson = False,
) -> None:
    """Keep a file's bytes and attach them; the record holds their hash."""
    from cli.contents import add_document

    described = {
        "document": slug,
        "media_type": media_type,
        "title": title,
        "document_type": document_type,
        "language": language,
        "dated": dated,
        "confidentiality": confidentiality,
        "retention": retention,
        "supersedes": supersedes,
    }
    given = Given(person, role, on_behalf_of, because, evidence, command_id)
    add_document(file, of, described, given, as_json=as_json)


@document.command("get")
def document_get(slug: Slug, of: Of, person: Person, out: Out = None, as_json: AsJson = False) -> None:
    """Give a document's bytes to somebody whose roles read its class; to standard output without --out."""
    from cli.contents import get_document

    get_document(slug, of, person, out, as_json=as_json)


@question.command("freeze")
def question_freeze(
    number: QuestionId,
    *,
    person: Person,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    lang: Lang = None,
    clusters: Clusters = None,
    role: Role = None,
    on_behalf_of: OnBehalfOf = None,
    because: Because = None,
    evidence: RestsOn = None,
    command_id: CommandId = None,
    as_json: AsJson = False,
) -> None:
    """Draw the five answers from the record, keep them, and freeze them for a question."""
    from cli.parliament import freeze_answer

    given = Given(person, role, on_behalf_of, because, evidence, command_id)
    freeze_answer(number, given, as_of, known_on, lang, clusters or [], as_json=as_json)


@question.command("answer")
def question_answer(
    number: QuestionId,
    released: Annotated[
        bool, typer.Option("--released", help="The parts as they were released, not what they rest on.")
    ] = False,
    as_html: Annotated[bool, typer.Option("--html", help="One page of HTML, fit for printing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show the answer that was frozen for a question, with the evidence under each sentence."""
    from cli.parliament import show_frozen, show_released

    if released:
        show_released(number, as_json=as_json)
    else:
        show_frozen(number, as_html=as_html, as_json=as_json)


@question.command("release")
def question_release(
    number: QuestionId,
    *,
    person: Person,
    seen: Annotated[
        str | None, typer.Option("--seen", metavar="HASH", help="The hash of the answer that was read; shown without.")
    ] = None,
    role: Role = None,
    on_behalf_of: OnBehalfOf = None,
    because: Because = None,
    evidence: RestsOn = None,
    command_id: CommandId = None,
    as_json: AsJson = False,
) -> None:
    """Release the approved answer to the cabinet and keep its bytes; without --seen, show it with its hash."""
    from cli.releasing import release_answer

    given = Given(person, role, on_behalf_of, because, evidence, command_id)
    release_answer(number, given, seen, as_json=as_json)


@question.command("reproduce")
def question_reproduce(number: QuestionId, out: Out = None, as_json: AsJson = False) -> None:
    """Give the frozen answer bit for bit, and say whether the record still gives the same."""
    from cli.parliament import reproduce_answer

    reproduce_answer(number, out, as_json=as_json)


@question.command("compare")
def question_compare(number: QuestionId, lang: Lang = None, as_json: AsJson = False) -> None:
    """Hold the frozen answer against what would be answered today."""
    from cli.parliament import compare_answer

    compare_answer(number, lang, as_json=as_json)


@question.command("affected")
def question_affected(lang: Lang = None, as_json: AsJson = False) -> None:
    """List the sent answers that rest on something that was corrected or contested since."""
    from cli.parliament import show_affected

    show_affected(lang, as_json=as_json)
