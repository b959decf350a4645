"""Documents of a file: attached by the hash of their bytes, replaced by later ones, classified, erased by two people.

The bytes live in the document store. What is erased there keeps its hash and its events here, for ever.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import assert_never

from domain.dates import day
from domain.digest import digest
from domain.policy import current
from domain.preparation import prepared, proposal_hash, require_second_person
from domain.refusing import require
from domain.today import require_happened, today
from domain.vocabulary import allowed
from schemas.document import (
    AttachDocument,
    ClassifyDocument,
    Confidentiality,
    Document,
    DocumentAttached,
    DocumentClassified,
    DocumentCommand,
    DocumentContentErased,
    EraseDocument,
    ErasureProposed,
    ProposedErasure,
    ProposeErasure,
)
from schemas.event import Pending, Recorded
from schemas.model import Model
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused

Documents = tuple[Document, ...]

_DECIDING = "erase_document"
"""Whoever may decide this of a document may make it public."""


def decide(command: DocumentCommand, by: Actor, state: Documents, now: datetime, rules: RulesState) -> list[Pending]:
    """Say what a command brings; an empty answer means that it already is so."""
    match command:
        case AttachDocument():
            return _attached(command, by, state, now, rules)
        case ClassifyDocument():
            return _classified(command, by, state, now, rules)
        case ProposeErasure():
            return _proposed(command, state, now, rules)
        case EraseDocument():
            return _erased(command, by, state, now, rules)
        case _:
            assert_never(command)


def evolve(state: Documents, event: Recorded) -> Documents:
    """Fold one event; those of other nouns pass by."""
    match event.payload:
        case DocumentAttached(supersedes=former) as attached:
            before = state if former is None else _changed(state, former, superseded_by=attached.document)
            return (*before, _known(attached, event.actor))
        case DocumentClassified(document=name, confidentiality=confidentiality):
            return _changed(state, name, confidentiality=confidentiality)
        case ErasureProposed(document=name, legal_ground=ground, proposal_hash=seen):
            hand = prepared("propose_erasure", event.actor)
            return _changed(
                state, name, erasure=ProposedErasure(legal_ground=ground, proposal_hash=seen, proposed_by=hand)
            )
        case DocumentContentErased(document=name):
            return _changed(state, name, is_erased=True)
        case _:
            return state


def _attached(command: AttachDocument, by: Actor, state: Documents, now: datetime, rules: RulesState) -> list[Pending]:
    """Take a document up under its own name; another version gets another name and says what it replaces."""
    known = next((one for one in state if one.document == command.document), None)
    if known is not None:
        is_same = known.attached_hash == _content(command)
        require(is_same, "document_changed", f"document '{command.document}' is here with other content")
        return []
    pack = current(rules)
    _require_listed("document_type", command.document_type, (listed.id for listed in pack.document_types))
    _require_listed("retention", command.retention, (listed.id for listed in pack.retention))
    require_happened("a document", command.dated, now, rules)
    if command.supersedes is not None:
        former = _find(command.supersedes, state)
        is_last = former.superseded_by is None
        require(is_last, "already_superseded", f"'{former.document}' was replaced by '{former.superseded_by}'")
        is_theirs = _is_outsider(former.attached_as, rules) or not _is_outsider(by.role, rules)
        require(is_theirs, "not_own_document", f"'{former.document}' was attached by the agency")
    is_open = command.confidentiality is not Confidentiality.PUBLIC or not _is_outsider(by.role, rules)
    require(is_open, "not_for_outsiders", "what is public is for the agency to say")
    payload = DocumentAttached.model_validate(command.model_dump(exclude={"kind"}))
    return [Pending(payload=payload, effective=day(today(now, rules)))]


def _classified(
    command: ClassifyDocument, by: Actor, state: Documents, now: datetime, rules: RulesState
) -> list[Pending]:
    """Give another class; public is said by somebody who decides on documents, and not by who attached this one."""
    document = _find(command.document, state)
    if document.confidentiality is command.confidentiality:
        return []
    require(not _is_outsider(by.role, rules), "not_for_outsiders", "the class of a document is for the agency to say")
    if command.confidentiality is Confidentiality.PUBLIC:
        deciding = {role.id: role.title.en for role in current(rules).roles if _DECIDING in allowed(role.may)}
        titles = sorted(deciding.values())
        require(by.role in deciding, "not_allowed", f"a document is made public by {' or '.join(titles)}")
        require_second_person(command.kind, "attach_document", document.prepared_by, by, rules)
    payload = DocumentClassified(document=document.document, confidentiality=command.confidentiality)
    return [Pending(payload=payload, effective=day(today(now, rules)), reason=command.reason)]


def _proposed(command: ProposeErasure, state: Documents, now: datetime, rules: RulesState) -> list[Pending]:
    """Ask for the removal of the bytes; another ground takes the place of one that nobody carried out."""
    document = _find(command.document, state)
    seen = proposal_hash(command)
    if document.erasure is not None and document.erasure.proposal_hash == seen:
        return []
    require(not document.is_erased, "already_erased", f"the content of '{document.document}' is gone")
    payload = ErasureProposed(document=document.document, legal_ground=command.legal_ground, proposal_hash=seen)
    return [Pending(payload=payload, effective=day(today(now, rules)))]


def _erased(command: EraseDocument, by: Actor, state: Documents, now: datetime, rules: RulesState) -> list[Pending]:
    document = _find(command.document, state)
    wish = document.erasure
    if wish is None:
        raise Refused("not_proposed", f"nobody proposed to erase '{document.document}'")
    is_as_seen = wish.proposal_hash == command.proposal_hash
    require(is_as_seen, "content_changed", f"the erasure proposed is {wish.proposal_hash}")
    if document.is_erased:
        return []
    require_second_person("erase_document", "propose_erasure", (wish.proposed_by,), by, rules)
    payload = DocumentContentErased(document=document.document, sha256=document.sha256, legal_ground=wish.legal_ground)
    on = today(now, rules)
    return [Pending(payload=payload, effective=day(on), decided_on=on, legal_basis=wish.legal_ground)]


def _is_outsider(role: str, rules: RulesState) -> bool:
    return any(one.id == role and one.own_cluster_only for one in current(rules).roles)


def _require_listed(what: str, given: str, listed: Iterable[str]) -> None:
    known = tuple(listed)
    require(given in known, f"unknown_{what}", f"'{given}' is none of {', '.join(known)}")


def _find(name: str, state: Documents) -> Document:
    for document in state:
        if document.document == name:
            return document
    raise Refused("unknown_document", f"no document '{name}' is attached here")


def _known(payload: DocumentAttached, by: Actor) -> Document:
    return Document(
        document=payload.document,
        sha256=payload.sha256,
        title=payload.title,
        document_type=payload.document_type,
        dated=payload.dated,
        confidentiality=payload.confidentiality,
        retention=payload.retention,
        attached_by=by.person,
        attached_as=by.role,
        prepared_by=(prepared("attach_document", by),),
        attached_hash=_content(payload),
    )


def _content(told: Model) -> str:
    """Hash what a command or its event says, without the name of either."""
    return digest(told.model_dump(mode="json", exclude={"kind", "type"}))


def _changed(state: Documents, name: str, **changes: object) -> Documents:
    return tuple(one.model_copy(update=changes) if one.document == name else one for one in state)
