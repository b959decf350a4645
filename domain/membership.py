"""Members of a cluster: spells of membership with their days, classes with theirs, and organisations that became one.

Everything is recorded once it has happened, also years later: what counts on a day follows from the dates.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import assert_never

from domain.dates import day
from domain.refusing import require
from domain.today import require_happened
from schemas.event import Payload, Pending, Recorded
from schemas.membership import (
    AdmitMember,
    ChangeMemberClass,
    EndMembership,
    MemberClass,
    MemberJoined,
    MemberLeft,
    MemberLegalEntityMerged,
    Membership,
    MembershipCommand,
    MemberSizeClassChanged,
    MembersState,
    MergeMember,
)
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused


def decide(
    command: MembershipCommand, by: Actor, state: MembersState, now: datetime, rules: RulesState
) -> list[Pending]:
    """Say what happens to a membership; an empty answer means that it already is so."""
    del by
    match command:
        case AdmitMember(since=since, last_day=last_day):
            require_happened("a membership", last_day or since, now, rules)
            return _admit(command, state)
        case EndMembership(last_day=last_day):
            require_happened("the last day of a membership", last_day, now, rules)
            return _end(command, state)
        case ChangeMemberClass(since=since):
            require_happened("another class", since, now, rules)
            return _change_class(command, state)
        case MergeMember(since=since):
            require_happened("a merger", since, now, rules)
            return _merge(command, state)
        case _:
            assert_never(command)


def evolve(state: MembersState, event: Recorded) -> MembersState:
    """Fold one event; those of other nouns pass by."""
    payload = event.payload
    match payload:
        case MemberJoined(member=member, member_class=member_class, since=since):
            spell = Membership(member=member, since=since, classes=((since, member_class),))
            return _with_spells(state, (*state.spells, spell))
        case MemberLeft(member=member, last_day=last_day):
            left = _open_on(state, member, last_day)
            return _replaced(state, left, last_day=last_day)
        case MemberSizeClassChanged(member=member, member_class=member_class, since=since):
            changed = spell_on(state, member, since)
            classes = () if changed is None else tuple(sorted((*changed.classes, (since, member_class))))
            return _replaced(state, changed, classes=classes)
        case MemberLegalEntityMerged(member=member, into=into, since=since):
            return state.model_copy(update={"merged": (*state.merged, (member, into, since))})
        case _:
            return state


def spell_on(state: MembersState, member: str, on: date) -> Membership | None:
    """Give the spell in which the organisation is a member on a day, its first and last day included."""
    return next((spell for spell in _spells_of(state, member) if covers(spell, on)), None)


def covers(spell: Membership, on: date) -> bool:
    """Tell whether the spell holds on a day."""
    return spell.since <= on and (spell.last_day is None or on <= spell.last_day)


def class_on(spell: Membership, on: date) -> tuple[date, MemberClass]:
    """Give the class of a spell on one of its days, with the day since when."""
    return [told for told in spell.classes if told[0] <= on][-1]


def _admit(command: AdmitMember, state: MembersState) -> list[Pending]:
    """Open a spell, or record a whole one of the past; spells of one organisation never overlap."""
    in_order = command.last_day is None or command.since <= command.last_day
    require(in_order, "before_membership", f"{command.last_day} lies before {command.since}")
    if any(_is_told_by(command, spell) for spell in state.spells):
        return []
    _require_own_entity(command, state)
    for spell in _spells_of(state, command.member):
        until = spell.last_day or "now"
        known = f"{command.member} is recorded as a member from {spell.since} to {until}"
        is_clear = not _overlap(spell, command.since, command.last_day)
        require(is_clear, "already_member", f"{known}; a spell before it needs its last day")
    joined = MemberJoined(member=command.member, member_class=command.member_class, since=command.since)
    left = [] if command.last_day is None else _left(command.member, command.last_day)
    return [*_one(joined, command.since), *left]


def _end(command: EndMembership, state: MembersState) -> list[Pending]:
    spells = list(_spells_of(state, command.member))
    require(bool(spells), "not_member", f"{command.member} is no member")
    if any(spell.last_day == command.last_day for spell in spells):
        return []
    running = next((spell for spell in spells if spell.last_day is None), None)
    if running is None:
        raise Refused("already_ended", f"{command.member} was a member until {spells[-1].last_day}")
    latest = running.classes[-1][0]
    in_order = latest <= command.last_day
    require(in_order, "before_membership", f"{command.member} is known as a member on {latest}, after this last day")
    return _left(command.member, command.last_day)


def _change_class(command: ChangeMemberClass, state: MembersState) -> list[Pending]:
    spell = spell_on(state, command.member, command.since)
    if spell is None:
        raise Refused("not_member", f"{command.member} is no member on {command.since}")
    since, known = class_on(spell, command.since)
    if known is command.member_class:
        return []
    told = f"{command.member} is recorded as {known} since {since}; a mistake is corrected, not overwritten"
    require(since != command.since, "already_recorded", told)
    changed = MemberSizeClassChanged(member=command.member, member_class=command.member_class, since=command.since)
    return _one(changed, command.since)


def _merge(command: MergeMember, state: MembersState) -> list[Pending]:
    """Record that an organisation became part of another; the other one need not be a member here."""
    merger = (command.member, command.into, command.since)
    if merger in state.merged:
        return []
    require(command.member != command.into, "same_member", "an organisation cannot become part of itself")
    spells = list(_spells_of(state, command.member))
    require(bool(spells), "not_member", f"{command.member} never was a member here")
    first_day = spells[-1].since
    require(first_day < command.since, "admitted_later", f"{command.member} was still admitted on {first_day}")
    for member, into, since in state.merged:
        is_free = member != command.member
        require(is_free, "already_merged", f"{member} became part of {into} on {since}")
    goes_round = _whole_of(state, command.into) == command.member
    require(not goes_round, "merged_in_circle", f"{command.into} became part of {command.member} before")
    return _one(MemberLegalEntityMerged(member=command.member, into=command.into, since=command.since), command.since)


def _is_told_by(command: AdmitMember, spell: Membership) -> bool:
    """Tell whether the command adds nothing to the spell: same organisation, first day and first class."""
    same_end = command.last_day in {None, spell.last_day}
    return (spell.member, spell.classes[0]) == (command.member, (command.since, command.member_class)) and same_end


def _require_own_entity(command: AdmitMember, state: MembersState) -> None:
    """Refuse to admit what is a part of another organisation by then."""
    for member, into, since in state.merged:
        is_itself = member != command.member or command.since < since
        require(is_itself, "merged_member", f"{member} became part of {into} on {since}: admit {into}")


def _overlap(spell: Membership, since: date, last_day: date | None) -> bool:
    starts_before_end = last_day is None or spell.since <= last_day
    return starts_before_end and (spell.last_day is None or since <= spell.last_day)


def _whole_of(state: MembersState, member: str) -> str:
    """Follow the mergers from an organisation to what it is part of in the end."""
    mergers = {part: into for part, into, _ in state.merged}
    while member in mergers:
        member = mergers.pop(member)
    return member


def _spells_of(state: MembersState, member: str) -> Iterable[Membership]:
    return (spell for spell in state.spells if spell.member == member)


def _open_on(state: MembersState, member: str, on: date) -> Membership | None:
    """Give the spell without a last day that began by then."""
    running = (spell for spell in _spells_of(state, member) if spell.last_day is None and spell.since <= on)
    return next(running, None)


def _replaced(state: MembersState, spell: Membership | None, **changes: object) -> MembersState:
    if spell is None:
        return state
    changed = spell.model_copy(update=changes)
    return _with_spells(state, tuple(changed if each == spell else each for each in state.spells))


def _with_spells(state: MembersState, spells: tuple[Membership, ...]) -> MembersState:
    ordered = sorted(spells, key=lambda spell: (spell.member, spell.since))
    return state.model_copy(update={"spells": tuple(ordered)})


def _left(member: str, last_day: date) -> list[Pending]:
    return _one(MemberLeft(member=member, last_day=last_day), last_day)


def _one(payload: Payload, on: date) -> list[Pending]:
    return [Pending(payload=payload, effective=day(on))]
