"""Where the very thing that a command is about stands, in one word: what a person would call its state."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from domain.vocabulary import COMMANDS, NOUNS
from schemas.budget.whole import BudgetState
from schemas.cluster import ClusterState
from schemas.pact import PactState
from schemas.people import PersonState
from schemas.policy import RulesState
from schemas.programme import ProgrammeState
from schemas.question.whole import QuestionState
from schemas.support import Measure

NONE = "not there yet"
Asked = Any  # any command: it is looked at for the fields that name its subject
Told = Any  # any state

NOUN_OF: Mapping[str, str] = MappingProxyType({kind: noun for noun, kinds in NOUNS.items() for kind in kinds})
assert set(NOUN_OF) == set(COMMANDS)


def stage_of(state: Told, command: Asked) -> str:
    """Say where the subject of the command stands in this state."""
    return _BY_NOUN[NOUN_OF[command.kind]](state, command)


def _pact(state: PactState, command: Asked) -> str:
    del command
    return NONE if state.pact is None else state.pact.stage.value


def _agreement(state: PactState, command: Asked) -> str:
    """Give the stage of the period that is named, or of the last one; before the first, that of the award."""
    agreement = state.agreement
    if command.kind in {"fix_cap_anchor", "contest_cap_anchor"}:
        return "contested" if agreement.contested_anchors else "fixed" if agreement.anchor else NONE
    if command.kind in {"endorse_extension", "record_extension_decision"}:
        return _on_the_way(agreement.proposal, "endorse_extension")
    if command.kind in {"propose_award", "endorse_award"}:
        return "awarded" if agreement.awarded_on else _on_the_way(agreement.award, "endorse_award")
    named = getattr(command, "period", None)
    periods = [one for one in agreement.periods if named in {None, one.number}]
    if periods:
        return periods[-1].stage.value
    return "awarded" if agreement.awarded_on else "refused" if agreement.refused_on else _pact(state, command)


def _support(state: PactState, command: Asked) -> str:
    recovery = getattr(command, "recovery", None)
    if recovery is not None:
        return _found(state.support.recoveries, "recovery", recovery, "state")
    if command.kind == "record_application":
        return "applied" if state.support.applied_on else _pact(state, command)
    if command.kind in {"end_pact", "suspend_pact"}:
        return _pact(state, command)
    if command.kind == "endorse_termination":
        drafts = [one for one in state.support.proposals if one.measure is Measure.TERMINATE_SUPPORT]
        return _on_the_way(drafts[0] if drafts else None, command.kind)
    if state.support.suspended_since is not None:
        return "suspended"
    return state.agreement.periods[-1].stage.value if state.agreement.periods else NONE


def _on_the_way(proposal: Any, endorsing: str) -> str:  # noqa: ANN401 - a proposal for the committee, or nothing
    if proposal is None:
        return "not proposed"
    return "endorsed" if any(hand.act == endorsing for hand in proposal.prepared_by) else "proposed"


def _workyear(state: PactState, command: Asked) -> str:
    year = _year(state, command)
    if year is None:
        return NONE
    return "started" if year.is_started else "plan expected"


def _plan(state: PactState, command: Asked) -> str:
    year = _year(state, command)
    return NONE if year is None or year.plan is None else year.plan.stage.value


def _report(state: PactState, command: Asked) -> str:
    year = _year(state, command)
    return NONE if year is None or year.report is None else year.report.stage.value


def _year(state: PactState, command: Asked) -> Any:  # noqa: ANN401 - a work year or nothing
    return next((one for one in state.years if one.year == command.year), None)


def _evaluation(state: PactState, command: Asked) -> str:
    if hasattr(command, "period"):
        return _found(state.evaluations.interim, "period", command.period, "stage")
    yearly = next((one for one in state.evaluations.yearly if one.year == command.year), None)
    if yearly is None:
        return _pact(state, command)
    return "completed" if yearly.is_completed else "proposed"


def _remedial(state: PactState, command: Asked) -> str:
    return _found(state.remedial, "period", command.period, "stage")


def _commitment(state: PactState, command: Asked) -> str:
    return _found(state.commitments, "commitment", command.commitment, "state")


def _condition(state: PactState, command: Asked) -> str:
    return _found(state.conditions, "condition", command.condition, "state")


def _change(state: PactState, command: Asked) -> str:
    return _found(state.changes, "change", command.change, "state")


def _kpi(state: PactState, command: Asked) -> str:
    kpi = next((one for one in state.kpis if one.kpi == command.kpi), None)
    if kpi is None:
        return NONE
    values = [one for one in kpi.values if one.year == getattr(command, "year", None)]
    return values[-1].status.value if values else "defined"


def _cofinancing(state: PactState, command: Asked) -> str:
    kept = next((one for one in state.cofinancing if one.year == command.year), None)
    if kept is None:
        return NONE
    if kept.is_decided:
        return "decided"
    return "proposed" if kept.proposal_hash else "short" if kept.shortfall_cents else "proven"


def _lesson(state: PactState | ProgrammeState, command: Asked) -> str:
    lesson = next((one for one in state.lessons if one.lesson == command.lesson), None)
    if lesson is None:
        return NONE
    return "resolved" if lesson.resolved_on else "taken up" if lesson.taken_up else "recorded"


def _document(state: Told, command: Asked) -> str:
    document = next((one for one in state.documents if one.document == command.document), None)
    if document is None:
        return NONE
    if document.is_erased:
        return "erased"
    return "erasure proposed" if document.erasure else "superseded" if document.superseded_by else "attached"


def _deadline(state: Told, command: Asked) -> str:
    return _found(state.deadlines, "id", command.deadline, "stage")


def _claim(state: Told, command: Asked) -> str:
    claims = state.claims
    corrects = getattr(command, "corrects", None)
    if command.kind in {"propose_claim_verdict", "confirm_claim", "reject_claim"}:
        wished = {one.verdict for one in claims.verdicts if one.claim == command.claim}
        found = _found(claims.claims, "claim", command.claim, "standing")
        return f"{found}, to be {' or '.join(sorted(wished))}" if wished else found
    if corrects is None:
        is_told = any(one.predicate == command.predicate for one in claims.claims)
        is_resolved = any(one[0] == command.predicate for one in claims.resolved)
        if any(one.predicate == command.predicate for one in claims.resolutions):
            return "resolution proposed"
        return "resolved" if is_resolved else "told" if is_told else NONE
    if corrects in claims.corrected:
        return "corrected"
    if any(one.corrects == corrects for one in claims.proposals):
        return "correction proposed"
    return "recorded" if corrects in dict(claims.facts) else NONE


def _cluster(state: ClusterState, command: Asked) -> str:
    del command
    if not state.is_registered:
        return NONE
    return "recognised" if state.is_recognised else "recognition ended" if state.recognitions else "registered"


def _membership(state: ClusterState, command: Asked) -> str:
    spells = [one for one in state.members.spells if one.member == command.member]
    if not spells:
        return "no member"
    return "member" if spells[-1].last_day is None else "former member"


def _budget(state: BudgetState, command: Asked) -> str:
    del command
    if not state.is_open:
        return NONE
    return "over-allocated" if state.over_cents else state.stage.value


def _question(state: QuestionState, command: Asked) -> str:
    del command
    return NONE if state.stage is None else state.stage.value


def _programme(state: ProgrammeState, command: Asked) -> str:
    match command.kind:
        case "change_minister":
            return "office held" if any(one.office == command.office for one in state.offices) else NONE
        case "record_legal_basis":
            return "recorded" if command.basis in dict(state.bases) else NONE
        case "record_policy_evaluation":
            return dict(state.evaluations).get(command.evaluation, NONE)
        case "record_outage":
            return "told" if state.outages else NONE
        case _:
            return _found(state.groups, "group", command.group, "state")


def _people(state: PersonState, command: Asked) -> str:
    del command
    if not state.is_registered:
        return NONE
    return "with a role" if state.roles else "registered"


def _policy(state: RulesState, command: Asked) -> str:
    if command.kind == "adopt_policy" and state.proposal is not None:
        return "proposed"
    return "adopted" if state.policies else NONE


def _found(kept: Iterable[Any], name: str, wanted: object, stage: str) -> str:
    return next((str(getattr(one, stage)) for one in kept if getattr(one, name) == wanted), NONE)


_BY_NOUN: Mapping[str, Callable[[Any, Asked], str]] = MappingProxyType(
    {
        "agreement": _agreement,
        "budget": _budget,
        "change": _change,
        "claim": _claim,
        "cluster": _cluster,
        "cofinancing": _cofinancing,
        "commitment": _commitment,
        "condition": _condition,
        "deadline": _deadline,
        "document": _document,
        "evaluation": _evaluation,
        "kpi": _kpi,
        "lesson": _lesson,
        "membership": _membership,
        "pact": _pact,
        "people": _people,
        "policy": _policy,
        "programme": _programme,
        "question": _question,
        "remedial": _remedial,
        "report": _report,
        "support": _support,
        "workyear": _workyear,
        "year_plan": _plan,
    }
)
