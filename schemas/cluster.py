"""The cluster: a grouping with names over time, and the organisation that stands for it."""

from datetime import date
from typing import Literal

from schemas.claim import ClaimsState
from schemas.effective import Effective, GivenEffective
from schemas.model import Day, Model, Name


class RegisterCluster(Model):
    """Make a cluster known under its present name; the id is that of the stream and never changes."""

    kind: Literal["register_cluster"] = "register_cluster"
    name: Name
    cluster_type: Literal["spearhead", "network"] = "spearhead"
    organisation: Name | None = None
    named_since: GivenEffective | None = None


class RenameCluster(Model):
    """Give the cluster a new name from a day on; the old one stays searchable."""

    kind: Literal["rename_cluster"] = "rename_cluster"
    name: Name
    since: GivenEffective


class ReplaceClusterOrganisation(Model):
    """Name the legal entity that the members mandate from now on."""

    kind: Literal["replace_cluster_organisation"] = "replace_cluster_organisation"
    organisation: Name
    since: GivenEffective


class RecogniseCluster(Model):
    """Record the recognition as a spearhead cluster."""

    kind: Literal["recognise_cluster"] = "recognise_cluster"
    recognised_on: Day


class EndRecognition(Model):
    """Record that the recognition ended; history and running projects stay."""

    kind: Literal["end_recognition"] = "end_recognition"
    ended_on: Day
    reason: Name


ClusterCommand = RegisterCluster | RenameCluster | ReplaceClusterOrganisation | RecogniseCluster | EndRecognition


class ClusterRegistered(Model):
    """The cluster is known."""

    type: Literal["cluster.registered"] = "cluster.registered"
    name: str
    cluster_type: Literal["spearhead", "network"] = "spearhead"
    organisation: str | None = None


class ClusterRenamed(Model):
    """The envelope's effective interval says since when."""

    type: Literal["cluster.renamed"] = "cluster.renamed"
    name: str
    former_name: str


class ClusterOrganisationReplaced(Model):
    """Another legal entity stands for the members."""

    type: Literal["cluster.organisation_replaced"] = "cluster.organisation_replaced"
    organisation: str


class ClusterRecognised(Model):
    """The government recognised the cluster."""

    type: Literal["cluster.recognised"] = "cluster.recognised"
    recognised_on: date


class ClusterRecognitionEnded(Model):
    """The recognition ended."""

    type: Literal["cluster.recognition_ended"] = "cluster.recognition_ended"
    ended_on: date


ClusterEvent = (
    ClusterRegistered | ClusterRenamed | ClusterOrganisationReplaced | ClusterRecognised | ClusterRecognitionEnded
)


class NamedSince(Model):
    """A name and since when it held; ``since`` is empty where the record does not say."""

    name: str
    since: Effective | None


class ClusterState(Model):
    """What a decision about a cluster reads."""

    version: int = 0
    is_registered: bool = False
    names: tuple[NamedSince, ...] = ()
    organisation: str | None = None
    is_recognised: bool = False
    claims: ClaimsState = ClaimsState()
