"""The timeline: one sentence for each event, Dutch first, computed from the record and the rules it was made under."""

from domain.sentences import agreement, claim, deadline, evaluation, pact, people, template, workyear
from domain.sentences.wording import Lang, Sentence
from schemas.agreement import AgreementEvent
from schemas.claim import ClaimEvent
from schemas.cluster import ClusterEvent
from schemas.deadline import DeadlineEvent
from schemas.evaluation import EvaluationEvent
from schemas.event import Recorded
from schemas.pact import PactOwnEvent
from schemas.people import PeopleEvent
from schemas.policy import RulesState
from schemas.workyear import WorkYearEvent


def sentence(event: Recorded, rules: RulesState, lang: Lang = "nl") -> str:
    """Tell the event in one language."""
    dutch, english = sentences(event, rules)
    return dutch if lang == "nl" else english


def sentences(event: Recorded, rules: RulesState) -> Sentence:
    """Tell the event in Dutch and in English; ``rules`` gives titles of deadlines and roles."""
    payload = event.payload
    if hasattr(payload, "says"):
        return template.told(payload)
    if isinstance(payload, PactOwnEvent):
        return pact.sentence(payload)
    if isinstance(payload, AgreementEvent):
        return agreement.sentence(payload)
    if isinstance(payload, WorkYearEvent):
        return workyear.sentence(payload)
    if isinstance(payload, EvaluationEvent):
        return evaluation.sentence(payload)
    if isinstance(payload, DeadlineEvent):
        return deadline.sentence(payload, event.rule_version, rules)
    if isinstance(payload, ClaimEvent):
        return claim.sentence(payload, event, rules)
    if isinstance(payload, ClusterEvent):
        return pact.about_cluster(payload, event.effective)
    if isinstance(payload, PeopleEvent):
        return people.sentence(payload, event.stream, rules)
    return people.about_rules(payload)
