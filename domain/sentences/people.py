"""Sentences about actors, who have pseudonyms only, and about the rules."""

from datetime import date

from domain.sentences import template
from domain.sentences.wording import Sentence, in_words
from schemas.people import PeopleEvent, PersonRegistered, RoleAssigned, RoleDelegated, RoleRevoked
from schemas.policy import PolicyEvent, PolicyProposed, RulesState


def sentence(payload: PeopleEvent, stream: str, rules: RulesState) -> Sentence:
    """Tell one event of an actor; the stream names whom it is about."""
    person = stream.partition("/")[2]
    match payload:
        case PersonRegistered(person=registered):
            return f"{registered} is bekend als medewerker of partner.", f"{registered} is known as an actor."
        case RoleAssigned(role=role, valid_from=valid_from, valid_until=valid_until):
            (nl, en), (term_nl, term_en) = template.role_words(role, rules), _term(valid_from, valid_until)
            return f"{person} heeft de rol {nl} {term_nl}.", f"{person} holds the role {en} {term_en}."
        case RoleRevoked(role=role):
            nl, en = template.role_words(role, rules)
            return f"{person} heeft de rol {nl} niet meer.", f"{person} no longer holds the role {en}."
        case RoleDelegated(role=role, to=to, valid_from=valid_from, valid_until=valid_until):
            (nl, en), (term_nl, term_en) = template.role_words(role, rules), _term(valid_from, valid_until)
            return (
                f"{person} laat {to} de rol {nl} uitoefenen {term_nl}.",
                f"{person} lets {to} act in the role {en} {term_en}.",
            )
        case _:
            return template.told(payload)


def about_rules(payload: PolicyEvent) -> Sentence:
    """Tell that a policy pack waits, or came into force."""
    policy = payload.policy
    if isinstance(payload, PolicyProposed):
        return (
            f"De regels “{policy.title.nl}”, versie {policy.version}, wachten op aanneming door een tweede persoon.",
            f"The rules “{policy.title.en}”, version {policy.version}, wait for adoption by a second person.",
        )
    return (
        f"De regels “{policy.title.nl}”, versie {policy.version}, gelden voortaan voor nieuwe termijnen.",
        f"The rules “{policy.title.en}”, version {policy.version}, hold for new deadlines from now on.",
    )


def _term(valid_from: date, valid_until: date | None) -> Sentence:
    nl, en = in_words(valid_from)
    if valid_until is None:
        return f"vanaf {nl}", f"from {en}"
    until_nl, until_en = in_words(valid_until)
    return f"van {nl} tot en met {until_nl}", f"from {en} up to and including {until_en}"
