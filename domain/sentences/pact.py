"""Sentences about the pact itself and about its cluster."""

from typing import assert_never

from domain.sentences import template
from domain.sentences.wording import Sentence, in_words, listed, when, word
from schemas.cluster import (
    ClusterEvent,
    ClusterOrganisationReplaced,
    ClusterRecognised,
    ClusterRecognitionEnded,
    ClusterRegistered,
    ClusterRenamed,
)
from schemas.effective import Effective
from schemas.pact import (
    PactEnteredIntoForce,
    PactNegotiationOpened,
    PactOwnEvent,
    PactRegistered,
    PactSignedByParty,
    PactTextAgreed,
)


def sentence(payload: PactOwnEvent) -> Sentence:
    """Tell one event of the pact's own life."""
    match payload:
        case PactRegistered(cluster=cluster):
            return (
                f"Het pactdossier van cluster {cluster} werd geopend.",
                f"The pact file of cluster {cluster} was opened.",
            )
        case PactNegotiationOpened():
            return "De onderhandelingen over het pact zijn gestart.", "Negotiations on the pact began."
        case PactTextAgreed(signatories=signatories):
            nl, en = listed(signatories)
            return (
                f"Er is een akkoord over de tekst van het pact; te ondertekenen door {nl}.",
                f"The text of the pact was agreed; to be signed by {en}.",
            )
        case PactSignedByParty(signatory=signatory, signed_on=signed_on, signed=signed, required=required):
            nl, en = in_words(signed_on)
            return (
                f"Het pact werd op {nl} ondertekend door {signatory} ({signed} van {required}).",
                f"The pact was signed on {en} by {signatory} ({signed} of {required}).",
            )
        case PactEnteredIntoForce(pact_version=version, in_force_on=in_force_on):
            nl, en = in_words(in_force_on)
            return (
                f"Het pact trad in werking op {nl} (versie {version}).",
                f"The pact entered into force on {en} (version {version}).",
            )
        case _:
            assert_never(payload)


def about_cluster(payload: ClusterEvent, effective: Effective) -> Sentence:
    """Tell one event of the cluster; since when a name or an organisation holds stands in the envelope."""
    since_nl, since_en = when(effective)
    match payload:
        case ClusterRegistered(name=name, cluster_type=cluster_type):
            nl, en = word(cluster_type)
            return (
                f"{name} is bekend als {nl} (sinds {since_nl}).",
                f"{name} is known as a {en} (since {since_en}).",
            )
        case ClusterRenamed(name=name, former_name=former):
            return (
                f"{former} heet voortaan {name} (sinds {since_nl}).",
                f"{former} is called {name} from now on (since {since_en}).",
            )
        case ClusterOrganisationReplaced(organisation=organisation):
            return (
                f"{organisation} is de clusterorganisatie (sinds {since_nl}).",
                f"{organisation} is the cluster organisation (since {since_en}).",
            )
        case ClusterRecognised(recognised_on=recognised_on):
            nl, en = in_words(recognised_on)
            return f"De cluster werd erkend op {nl}.", f"The cluster was recognised on {en}."
        case ClusterRecognitionEnded(ended_on=ended_on):
            nl, en = in_words(ended_on)
            return f"De erkenning van de cluster eindigde op {nl}.", f"The cluster's recognition ended on {en}."
        case _:
            return template.told(payload)
