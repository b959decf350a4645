"""What moving deadlines would come to, over the record: a selection, a proposed list, or counts that would be made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.around import Dated
from domain.dates import local_day
from domain.move_preview import changes, extension_preview, is_selected, recount_preview, require_movable, target_day
from domain.policy import current
from domain.recount import recounts, rule_changes
from domain.refusing import require
from domain.stream import State, is_dated
from domain.touched import touched
from domain.work_list import holders
from gateway.rules import RULES, require_programme
from gateway.work import everybody_on
from schemas.command import Command, CommandEnvelope
from schemas.count import Basis
from schemas.deadline import Deadline, ProposeRecomputation, RequestExtensionOfTime
from schemas.moving import MovePreview, Selection, Target, TouchedDeadline
from schemas.pact import PactState
from schemas.policy import Policy, RulesState
from schemas.programme import (
    DecideGroupExtension,
    GroupItem,
    GroupProposal,
    ProgrammeState,
    ProposeGroupExtension,
)
from schemas.refusal import Refused
from store.folding import fold_streams
from store.foreseeing import foresee
from store.log import all_streams
from store.pool import Pool

_PACT = "pact"


@dataclass(frozen=True)
class Moves:
    """The previews in order of file and date, and by file and role who would be told of what arises."""

    previews: tuple[MovePreview, ...]
    persons: dict[str, tuple[str, ...]]  # pseudonyms, by stream

    @property
    def items(self) -> tuple[GroupItem, ...]:
        """Give the list of a group extension: what is refused, and what is no pact's, is left out."""
        return tuple(
            GroupItem(pact=one.stream.partition("/")[2], deadline=one.deadline, new_due=one.due)
            for one in self.previews
            if one.refused is None and one.stream.startswith(f"{_PACT}/")
        )


async def selection_previewed(pool: Pool, selection: Selection, target: Target, now: datetime) -> Moves:
    """Show what more time for every running deadline of the selection would come to.

    Raises:
        Refused: ``unknown_pact``; ``unknown_cluster``; ``nothing_selected``: no such deadline runs on these pacts;
            ``validity_end``: it moves only with the act that sets it; ``no_target``; ``no_policy``.
    """
    rules, files = await _files(pool, [f"{_PACT}/{one}" for one in selection.pacts] or None)
    clusters = {state.cluster for state in files.values() if isinstance(state, PactState)}
    _require_known(selection.pacts, [stream.removeprefix(f"{_PACT}/") for stream in files], _PACT)
    _require_known(
        selection.clusters,
        [*clusters, *(one.partition("/")[2] for one in await all_streams(pool, "cluster"))],
        "cluster",
    )
    named = {
        stream: state.deadlines
        for stream, state in files.items()
        if isinstance(state, PactState) and (not selection.clusters or state.cluster in selection.clusters)
    }
    require_movable([one for deadlines in named.values() for one in deadlines], selection)
    chosen = [(stream, one) for stream, deadlines in named.items() for one in deadlines if is_selected(one, selection)]
    previews = [
        extension_preview(stream, deadline, target_day(deadline, target, rules), now, rules)
        for stream, deadline in chosen
    ]
    return await _moves(pool, previews, files, now, rules)


async def act_previewed(pool: Pool, envelope: CommandEnvelope, now: datetime) -> Moves:
    """Show what an act would come to, decided as it would be and recorded nowhere.

    A request or a proposal moves nothing by itself: of it is shown what granting would come to today.

    Raises:
        Refused: as the act itself would be.
    """
    await require_programme(pool, envelope.stream)
    foreseen, command = await foresee(pool, envelope, now), envelope.command
    if not foreseen.append.events:
        return Moves((), {})
    if isinstance(command, DecideGroupExtension) and command.decision == "granted":
        return await group_previewed(pool, command.group, now)
    rules, files = await _files(pool, None)
    wished = _wished(envelope.stream, command, files, now, rules)
    made = changes(envelope.stream, foreseen.before, foreseen.after, foreseen.append.events, now, rules)
    return await _moves(pool, [*made, *wished], files, now, rules)


async def group_previewed(pool: Pool, group: str, now: datetime) -> Moves:
    """Show what granting a proposed list would come to today; what was met or moved as far meanwhile is left out.

    Raises:
        Refused: ``not_proposed``: no such list waits; ``no_policy``.
    """
    rules, files = await _files(pool, None)
    proposal = await _proposal(pool, group)
    previews = [
        extension_preview(f"{_PACT}/{item.pact}", deadline, item.new_due, now, rules)
        for item in proposal.items
        for deadline in _named(files, f"{_PACT}/{item.pact}", item.deadline)
        if deadline.due < item.new_due
    ]
    return await _moves(pool, previews, files, now, rules)


async def recounts_previewed(pool: Pool, selection: Selection | None, now: datetime) -> Moves:
    """Show what accepting would come to: every count that waits, and every one that a newer calendar or rule asks for.

    Raises:
        Refused: ``no_policy``.
    """
    rules, files = await _files(pool, None)
    previews = [
        recount_preview(stream, deadline, basis, now, rules)
        for stream, state in files.items()
        if isinstance(state, Dated)
        for deadline, basis in _countable(state, rules)
        if selection is None or selection.deadline in (deadline.rule, deadline.id)
    ]
    return await _moves(pool, previews, files, now, rules)


async def touched_by(pool: Pool, pack: Policy) -> list[TouchedDeadline]:
    """List the running deadlines of every file that the pack is about; none moves by its adoption."""
    streams = list(filter(is_dated, await all_streams(pool)))
    folded = await fold_streams(pool, [RULES, *streams])
    rules = folded[RULES].state
    if not isinstance(rules, RulesState):
        return []
    return [one for stream in streams for one in touched(stream, folded[stream].state, rules, pack)]


async def waiting_pack(pool: Pool, content_hash: str) -> Policy | None:
    """Give the pack that waits under this hash; none where none does."""
    rules = (await fold_streams(pool, [RULES]))[RULES].state
    if not isinstance(rules, RulesState) or rules.proposal is None or rules.proposal.content_hash != content_hash:
        return None
    return rules.proposal.policy


def _wished(
    stream: str, command: Command, files: dict[str, State], now: datetime, rules: RulesState
) -> Iterable[MovePreview]:
    """Show what granting a request, or accepting a proposal, would come to."""
    match command:
        case RequestExtensionOfTime(deadline=name, new_due=new_due):
            return [extension_preview(stream, one, new_due, now, rules) for one in _named(files, stream, name)]
        case ProposeRecomputation(deadline=name, anchor=anchor, rule_version=version):
            basis = Basis(anchor, version)
            return [recount_preview(stream, one, basis, now, rules) for one in _named(files, stream, name)]
        case ProposeGroupExtension(items=items):
            return [
                extension_preview(f"{_PACT}/{item.pact}", one, item.new_due, now, rules)
                for item in items
                for one in _named(files, f"{_PACT}/{item.pact}", item.deadline)
            ]
        case _:
            return []


def _countable(state: Dated, rules: RulesState) -> Iterable[tuple[Deadline, Basis]]:
    """Give each count that waits; of what waits for nobody, those that the rules in force ask for."""
    waiting = [(one, one.recomputation) for one in state.deadlines if one.recomputation is not None]
    asked = {one.id for one, _ in waiting}
    yield from ((one, Basis(count.anchor, count.rule_version)) for one, count in waiting)
    yield from ((one, Basis(one.anchor)) for one, _, _ in recounts(state, rules) if one.id not in asked)
    yield from (
        (one, Basis(one.anchor, version)) for one, _, _, version in rule_changes(state, rules) if one.id not in asked
    )


async def _files(pool: Pool, streams: Sequence[str] | None) -> tuple[RulesState, dict[str, State]]:
    names = list(filter(is_dated, await all_streams(pool)))
    chosen = names if streams is None else [one for one in streams if one in names]
    folded = await fold_streams(pool, [RULES, *chosen])
    rules = folded[RULES].state
    if not isinstance(rules, RulesState) or not rules.policies:
        raise Refused("no_policy", "no policy pack has been adopted yet")
    return rules, {stream: folded[stream].state for stream in chosen}


async def _proposal(pool: Pool, group: str) -> GroupProposal:
    streams = await all_streams(pool, "programme")
    for one in (await fold_streams(pool, streams)).values():
        if isinstance(one.state, ProgrammeState):
            for proposal in one.state.groups:
                if proposal.group == group and proposal.state == "waiting":
                    return proposal
    raise Refused("not_proposed", f"no group {group} waits for a decision")


def _require_known(names: Iterable[str], known: Sequence[str | None], noun: str) -> None:
    """Refuse a name that the record does not know: a slip of the hand would leave a file out in silence."""
    for name in names:
        require(name in known, f"unknown_{noun}", f"there is no {noun} '{name}'")


def _named(files: dict[str, State], stream: str, name: str) -> Iterable[Deadline]:
    state = files.get(stream)
    if isinstance(state, Dated):
        yield from (one for one in state.deadlines if one.id == name)


async def _moves(
    pool: Pool, previews: list[MovePreview], files: dict[str, State], now: datetime, rules: RulesState
) -> Moves:
    everybody, _ = await everybody_on(pool, local_day(now, current(rules).terms.time_zone))
    persons: dict[str, tuple[str, ...]] = {}
    for one in previews:
        state = files[one.stream]
        cluster = state.cluster if isinstance(state, PactState) else None
        told = holders(one.told_roles, cluster, everybody, ())
        persons[one.stream] = tuple(dict.fromkeys((*persons.get(one.stream, ()), *told)))
    return Moves(tuple(sorted(previews, key=lambda one: (one.stream, one.old_due, one.deadline))), persons)
