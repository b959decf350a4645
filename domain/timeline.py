"""The timeline: one sentence for each event, Dutch first, computed from the record and the rules it was made under.

Most events carry their sentence themselves. Those of deadlines, claims, people and rules need more than their own
fields: titles from the rules, the source of a claim, whose file it is.
"""

from domain.sentences import claim, deadline, people, template
from domain.sentences.wording import Lang, Sentence
from schemas.claim import ClaimEvent
from schemas.deadline import DeadlineEvent
from schemas.event import Recorded
from schemas.people import PeopleEvent
from schemas.policy import PolicyEvent, RulesState


def sentence(event: Recorded, rules: RulesState, lang: Lang = "nl") -> str:
    """Tell the event in one language."""
    dutch, english = sentences(event, rules)
    return dutch if lang == "nl" else english


def sentences(event: Recorded, rules: RulesState) -> Sentence:
    """Tell the event in Dutch and in English; ``rules`` gives titles of deadlines and roles."""
    payload = event.payload
    if isinstance(payload, DeadlineEvent):
        return deadline.sentence(payload, event.rule_version, rules)
    if isinstance(payload, ClaimEvent):
        return claim.sentence(payload, event, rules)
    if isinstance(payload, PeopleEvent):
        return people.sentence(payload, event.stream, rules)
    if isinstance(payload, PolicyEvent):
        return people.about_rules(payload)
    return template.told(payload, event.effective, rules)
