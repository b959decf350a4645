"""What waits on a file for a second person: each proposal with the decision that it waits for and what that names.

An approval is bound to a hash. Whoever decides finds it here, beside what it stands for.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from pydantic import Field, JsonValue

from domain.around import State
from domain.correction import amended
from domain.digest import digest
from domain.ladder import STILL_RUNNING
from domain.measure import TAKES
from domain.question_sending import ANSWERED, answer_hash, answer_text
from domain.stream import evolve, initial
from schemas.agreement.award import AwardProposal
from schemas.agreement.period import AgreementStage
from schemas.agreement.whole import AgreementState
from schemas.budget.whole import BudgetState
from schemas.claim import ClaimsState
from schemas.cluster import ClusterState
from schemas.deadline import Deadline
from schemas.document import Document
from schemas.evaluation import EvaluationState, InterimStage
from schemas.event import Recorded
from schemas.kpi import Kpi, KpiStatus
from schemas.model import Model
from schemas.pact import PactDocument, PactState
from schemas.policy import RulesState
from schemas.preparation import Preparation
from schemas.programme import ProgrammeState
from schemas.question.whole import QuestionStage, QuestionState
from schemas.remedial import RemedialPlan, RemedialStage
from schemas.report import ReportStage
from schemas.support import SupportState
from schemas.workyear import WorkYear
from schemas.year_plan import PlanStage, PlanState

Row = dict[str, JsonValue]
Hands = Iterable[Preparation]
Since = Mapping[str, datetime | None]

WITHOUT_PROPOSAL = frozenset({"classify_document"})
"""Decisions that take a second person and that nothing waits for: a class is changed without being proposed."""


class Waiting(Model):
    """One thing that waits; ``names`` are the fields that the deciding command takes from it, its hash among them."""

    decision: str  # kind of the command
    names: Row
    proposed: Row
    proposed_by: tuple[str, ...] = ()  # pseudonyms, the one acted for included
    prepared_by: tuple[Preparation, ...] = Field(default=(), exclude=True)  # everybody who had a hand in it
    drafted_by: tuple[str, ...] = Field(default=(), exclude=True)  # kinds of commands that draft it
    since: datetime | None = None  # when it was recorded as it stands (UTC); none where that is not known


Followed = tuple[tuple[Waiting, ...], Since]
"""What waits, and by its key since when."""


def followed_from_the_start(stream: str, events: Iterable[Recorded]) -> Followed:
    """Follow what waits through the whole of a file, as it reads after corrections."""
    return followed(stream, initial(stream), amended(events))


def followed(stream: str, state: State, events: Iterable[Recorded]) -> Followed:
    """Follow what waits through these events; since None where it did in the state before them."""
    found = waits(state)
    since: Since = dict.fromkeys(map(key_of, found))
    for event in events:
        state = evolve(stream, state, event)
        found = waits(state)
        since = {key: since.get(key, event.recorded_at) for key in map(key_of, found)}
    return found, since


def waits(state: State) -> tuple[Waiting, ...]:
    """List what waits in this state, whatever kind of file it is of; people wait for nobody."""
    match state:
        case PactState():
            found = (*_of_pact(state), *_beside(state.documents, state.claims, state.deadlines))
        case ClusterState():
            found = tuple(_beside(state.documents, state.claims, ()))
        case BudgetState():
            found = (*_of_budget(state), *_beside((), state.claims, state.deadlines))
        case ProgrammeState():
            found = (*_of_programme(state), *_beside(state.documents, state.claims, state.deadlines))
        case QuestionState():
            found = (*_of_question(state), *_beside(state.documents, state.claims, state.deadlines))
        case RulesState():
            found = tuple(_of_rules(state))
        case _:
            found = ()
    return found


def key_of(one: Waiting) -> str:
    """Tell things that wait apart: by the decision and what it names, so that a changed proposal is another one."""
    return digest(one.model_dump(mode="json", include={"decision", "names"}))


def _of_pact(state: PactState) -> Iterator[Waiting]:
    if state.pact is not None:
        yield from _pact_text(state.pact)
    yield from _chain(state.agreement)
    for year in state.years:
        yield from _work_year(year)
    yield from _evaluations(state.evaluations)
    yield from _support(state.support)
    for plan in state.remedial:
        yield from _remedial(plan)
    yield from _registers(state)


def _pact_text(pact: PactDocument) -> Iterator[Waiting]:
    """Find a text that all have signed and that is not in force."""
    signed = {one.signatory for one in pact.signatures}
    if pact.in_force_on is None and pact.ended_on is None and pact.signatories and signed.issuperset(pact.signatories):
        shown = _shown(pact, "text_hash", "signatories", "signatures")
        yield _one("bring_pact_into_force", {}, shown, pact.prepared_by, "agree_pact_text")


def _chain(agreement: AgreementState) -> Iterator[Waiting]:
    for period in agreement.periods:
        if period.stage is AgreementStage.DRAFT:
            names = _shown(period, "text_hash") | {"period": period.number}
            yield _one("sign_agreement", names, _shown(period, "start", "end"), period.prepared_by, "draft_agreement")
    if agreement.award is not None:
        yield _award(agreement.award)
    if agreement.contested_anchors:
        shown = _shown(agreement, "anchor", "cap", "contested_anchors")
        yield _one("fix_cap_anchor", {}, shown, agreement.anchor_prepared_by, "contest_cap_anchor")
    proposal = agreement.proposal
    if proposal is not None:
        names = _shown(proposal, "period", "proposal_hash")
        shown = _shown(proposal, "months", "new_start", "new_end", "bridging")
        decision = _step("endorse_extension", "record_extension_decision", proposal.prepared_by)
        yield _one(decision, names, shown, proposal.prepared_by, "propose_extension")


def _award(proposal: AwardProposal) -> Waiting:
    """Find a decision on the application; what the committee decides is recorded from its minutes, without a hash."""
    decision = _step("endorse_award", "record_award_decision", proposal.prepared_by)
    names = _shown(proposal, "proposal_hash") if decision == "endorse_award" else {}
    return _one(decision, names, _shown(proposal, "outcome", "grounds"), proposal.prepared_by, "propose_award")


def _step(endorsing: str, deciding: str, hands: Hands) -> str:
    """Say which of the two comes next."""
    return deciding if any(hand.act == endorsing for hand in hands) else endorsing


def _work_year(work: WorkYear) -> Iterator[Waiting]:
    if work.plan is not None:
        yield from _plan(work.year, work.plan)
    report = work.report
    if report is not None and report.stage is ReportStage.VERDICT_PROPOSED:
        names = {"year": work.year, **_shown(report, "report_hash", "proposal_hash")}
        hands = report.prepared_by
        yield _one("approve_report_verdict", names, _shown(report, "verdict"), hands, "propose_report_verdict")


def _plan(year: int, plan: PlanState) -> Iterator[Waiting]:
    hands = plan.prepared_by
    if plan.stage is PlanStage.VERDICT_PROPOSED:
        names = {"year": year, **_shown(plan, "plan_hash", "proposal_hash")}
        shown = _shown(plan, "round", "proposed_verdict", "conditions", "grounds")
        yield _one("approve_year_plan_verdict", names, shown, hands, "propose_year_plan_verdict")
    if plan.waiver_hash is not None:
        names = {"year": year, "proposal_hash": plan.waiver_hash}
        yield _one("waive_year_plan", names, {"grounds": plan.waiver_grounds}, hands, "propose_year_plan_waiver")
    if plan.amendment_hash is not None:
        names = {"year": year, "proposal_hash": plan.amendment_hash}
        shown = {"plan_hash": plan.amended_hash, "grounds": plan.amendment_grounds}
        yield _one("amend_year_plan", names, shown, hands, "propose_year_plan_amendment")


def _evaluations(kept: EvaluationState) -> Iterator[Waiting]:
    for one in kept.yearly:
        if not one.is_completed:
            shown = _shown(one, "outcome", "text_hash", "findings", "without_plan")
            names = _shown(one, "year", "proposal_hash")
            yield _one("evaluate_pact", names, shown, one.prepared_by, "propose_pact_evaluation")
    for interim in kept.interim:
        if interim.stage is InterimStage.VERDICT_PROPOSED:
            names = _shown(interim, "period", "report_hash", "proposal_hash")
            shown = _shown(interim, "verdict", "families")
            hands = interim.prepared_by
            yield _one("complete_interim_evaluation", names, shown, hands, "propose_interim_verdict")


def _support(support: SupportState) -> Iterator[Waiting]:
    for draft in support.proposals:
        decision = next(kind for kind, measures in TAKES.items() if draft.measure in measures)
        if decision == "terminate_agreement":
            decision = _step("endorse_termination", decision, draft.prepared_by)
        shown = _shown(draft, "measure", "on", "grounds", "running_projects")
        yield _one(decision, _shown(draft, "proposal_hash"), shown, draft.prepared_by, "propose_measure")
    for claim in support.recoveries:
        if claim.state == "proposed":
            shown = _shown(claim, "cents", "grounds", "pay_by")
            names = _shown(claim, "recovery", "proposal_hash")
            yield _one("demand_recovery", names, shown, claim.prepared_by, "propose_recovery")


def _remedial(plan: RemedialPlan) -> Iterator[Waiting]:
    names, shown = _shown(plan, "period", "proposal_hash"), _shown(plan, "round", "plan_hash", "proposed", "findings")
    if plan.stage is RemedialStage.VERDICT_PROPOSED:
        yield _one("judge_remedial_plan", names, shown, plan.prepared_by, "propose_remedial_verdict")
    if plan.stage is RemedialStage.OUTCOME_PROPOSED:
        yield _one("close_remediation", names, shown, plan.prepared_by, "propose_remediation_outcome")


def _registers(state: PactState) -> Iterator[Waiting]:
    for change in state.changes:
        if change.state == "waiting":
            names, shown = _shown(change, "change", "proposal_hash"), _shown(change, "before", "after", "grounds")
            yield _one("approve_change", names, shown, change.prepared_by, "request_change")
    for condition in state.conditions:
        if condition.state == "reported":
            names, shown = _shown(condition, "condition", "report_hash"), _shown(condition, "text", "explanation")
            yield _one("record_condition_met", names, shown, condition.prepared_by, "report_condition_met")
    for kpi in state.kpis:
        yield from _figures(kpi)
    for short in state.cofinancing:
        if short.proposal_hash is not None and not short.is_decided:
            names = _shown(short, "year", "proposal_hash")
            shown = _shown(short, "shortfall_cents", "consequence", "cents")
            yield _one("decide_shortfall", names, shown, short.prepared_by, "propose_shortfall_decision")


def _figures(kpi: Kpi) -> Iterator[Waiting]:
    """Find the figures that nobody has verified as they stand."""
    for value in kpi.values:
        if value.status is not KpiStatus.VERIFIED:
            names = {"kpi": kpi.kpi, **_shown(value, "year", "source", "definition_version", "value_hash")}
            shown = _shown(value, "value", "reference_date", "status")
            yield _one("verify_kpi_value", names, shown, value.prepared_by, "record_kpi_value", "restate_kpi_value")


def _of_budget(state: BudgetState) -> Iterator[Waiting]:
    if state.proposal is not None:
        names, shown = _shown(state.proposal, "proposal_hash"), _shown(state.proposal, "cents")
        yield _one("approve_envelope", names, shown, state.prepared_by, "propose_envelope")
    if state.resolution is not None:
        names, shown = _shown(state.resolution, "proposal_hash"), _shown(state.resolution, "cuts")
        yield _one("resolve_over_allocation", names, shown, state.prepared_by, "propose_resolution")


def _of_programme(state: ProgrammeState) -> Iterator[Waiting]:
    for group in state.groups:
        if group.state == "waiting":
            names, shown = _shown(group, "group", "proposal_hash"), _shown(group, "items", "ground")
            yield _one("decide_group_extension", names, shown, group.prepared_by, "propose_group_extension")


def _of_rules(state: RulesState) -> Iterator[Waiting]:
    if state.proposal is not None:
        policy, names = state.proposal.policy, _shown(state.proposal, "content_hash")
        yield _one("adopt_policy", names, _shown(policy, "id", "version"), state.proposal.prepared_by, "propose_policy")


def _of_question(state: QuestionState) -> Iterator[Waiting]:
    if state.stage in {*ANSWERED, QuestionStage.RELEASED, QuestionStage.WITHDRAWN}:
        return
    for part in state.parts:
        if part.draft_hash is not None and not part.is_approved:
            names, shown = _shown(part, "part", "draft_hash"), _shown(part, "text", "draft", "approvals")
            yield _one("approve_answer_part", names, shown, part.prepared_by, "draft_answer_part")
    if state.stage is QuestionStage.APPROVED:
        hands = (hand for part in state.parts for hand in part.prepared_by)
        seen: Row = {"answer_hash": answer_hash(state)}
        yield _one("release_answer", seen, dict(answer_text(state)), hands, "draft_answer_part")


def _beside(documents: Iterable[Document], claims: ClaimsState, deadlines: Iterable[Deadline]) -> Iterator[Waiting]:
    """Find what waits in the slices that files of several kinds have."""
    for document in documents:
        wish = document.erasure
        if wish is not None and not document.is_erased:
            names = {"document": document.document, **_shown(wish, "proposal_hash")}
            shown = {"title": document.title, **_shown(wish, "legal_ground")}
            yield _one("erase_document", names, shown, (wish.proposed_by,), "propose_erasure")
    for proposal in claims.proposals:
        shown = _shown(proposal, "correction_kind", "value", "effective", "fields", "moved_to", "reason")
        names = _shown(proposal, "corrects", "proposal_hash")
        yield _one("approve_correction", names, shown, (proposal.proposed_by,), "propose_correction")
    yield from _verdicts(claims)
    for deadline in deadlines:
        if deadline.stage in STILL_RUNNING:
            yield from _other_dates(deadline)
        yield from _revocations(deadline)


def _verdicts(claims: ClaimsState) -> Iterator[Waiting]:
    for verdict in claims.verdicts:
        decision = "confirm_claim" if verdict.verdict == "confirmed" else "reject_claim"
        names, shown = _shown(verdict, "claim", "proposal_hash"), _shown(verdict, "reason", "evidence")
        yield _one(decision, names, shown, (verdict.proposed_by,), "propose_claim_verdict")
    for one in claims.resolutions:
        names = _shown(one, "predicate", "qualifier", "accepted_claim", "proposal_hash")
        shown = _shown(one, "reason", "evidence")
        yield _one("resolve_conflict", names, shown, (one.proposed_by,), "propose_conflict_resolution")


def _other_dates(deadline: Deadline) -> Iterator[Waiting]:
    """Find wishes for another date; their decision names the date itself instead of a hash."""
    of: Row = {"deadline": deadline.id}
    wish, count = deadline.request, deadline.recomputation
    if wish is not None:
        shown = _shown(deadline, "due") | _shown(wish, "ground")
        names = of | _shown(wish, "new_due")
        yield _one("grant_extension_of_time", names, shown, (wish.requested_by,), "request_extension_of_time")
    if count is not None:
        named = ("anchor", "new_due") if count.rule_version is None else ("anchor", "new_due", "rule_version")
        names = of | _shown(count, *named)
        yield _one("accept_recomputation", names, _shown(deadline, "due"), count.prepared_by, "propose_recomputation")


def _revocations(deadline: Deadline) -> Iterator[Waiting]:
    """Find what is said of a miss, whether the act came since or not."""
    miss = deadline.revocation
    if miss is not None:
        of: Row = {"deadline": deadline.id}
        shown = _shown(deadline, "due") | _shown(miss, "reason")
        yield _one("revoke_miss", of | _shown(miss, "ground"), shown, miss.prepared_by, "propose_miss_revocation")


def _one(
    decision: str, names: Mapping[str, JsonValue], proposed: Mapping[str, JsonValue], hands: Hands, *drafting: str
) -> Waiting:
    """Name who drafted last what waits; ``drafting`` are the kinds of commands that draft it."""
    known = tuple(hands)
    last = [hand.persons for hand in known if hand.act in drafting][-1:]
    told: Row = {
        key: value for key, value in proposed.items() if value or (isinstance(value, int) and value is not False)
    }
    return Waiting(
        decision=decision,
        names=dict(names),
        proposed=told,
        proposed_by=tuple(person for persons in last for person in persons),
        prepared_by=known,
        drafted_by=drafting,
    )


def _shown(model: Model, *fields: str) -> Row:
    return model.model_dump(mode="json", include=set(fields))
