"""The cluster: a grouping with names over time, and the organisation that stands for it."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, StringConstraints

from schemas.claim import ClaimsState
from schemas.document import Document
from schemas.effective import Effective, GivenEffective
from schemas.membership import MembersState
from schemas.model import Day, Model, Name, Says, Slug

ENTERPRISE_MODULUS = 97


def with_check_digits(number: str) -> str:
    """Refuse an enterprise number whose last two digits are not 97 less the remainder of the others by 97."""
    if ENTERPRISE_MODULUS - int(number[:8]) % ENTERPRISE_MODULUS != int(number[8:]):
        message = f"{number} is no enterprise number: its check digits are wrong"
        raise ValueError(message)
    return number


EnterpriseNumber = Annotated[str, StringConstraints(pattern=r"^[01][0-9]{9}$"), AfterValidator(with_check_digits)]
"""The number of a legal entity in the Crossroads Bank for Enterprises: ten digits without points."""


class RegisterCluster(Model):
    """Make a cluster known under its present name; the id is that of the stream and never changes."""

    kind: Literal["register_cluster"] = "register_cluster"
    name: Name
    cluster_type: Literal["spearhead", "network"] = "spearhead"
    organisation: Name | None = None
    enterprise_number: EnterpriseNumber | None = None
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
    enterprise_number: EnterpriseNumber | None = None
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


class RecordReorganisation(Model):
    """Record a merger, a split or activities taken over; series of KPIs break there, and no money moves by itself."""

    kind: Literal["record_reorganisation"] = "record_reorganisation"
    sort: Literal["merged_into", "split_from", "took_over_activities_of"]
    other: Slug  # a cluster's id, or the id of an organisation that is no cluster
    on: GivenEffective
    remark: Name | None = None


ClusterCommand = (
    RegisterCluster
    | RenameCluster
    | ReplaceClusterOrganisation
    | RecogniseCluster
    | EndRecognition
    | RecordReorganisation
)


class ClusterRegistered(Model):
    """The cluster is known."""

    says: ClassVar[Says] = Says(
        "{name} is bekend als {cluster_type} (sinds {effective}).",
        "{name} is known as a {cluster_type} (since {effective}).",
    )

    type: Literal["cluster.registered"] = "cluster.registered"
    name: str
    cluster_type: Literal["spearhead", "network"] = "spearhead"
    organisation: str | None = None
    enterprise_number: str | None = None
    is_since_known: bool = True  # no: nobody said since when it has this name; the interval is the day of entry


class ClusterRenamed(Model):
    """The envelope's effective interval says since when."""

    says: ClassVar[Says] = Says(
        "{former_name} heet voortaan {name} (sinds {effective}).",
        "{former_name} is called {name} from now on (since {effective}).",
    )

    type: Literal["cluster.renamed"] = "cluster.renamed"
    name: str
    former_name: str


class ClusterOrganisationReplaced(Model):
    """Another legal entity stands for the members."""

    says: ClassVar[Says] = Says(
        "{organisation} is de clusterorganisatie (sinds {effective}).",
        "{organisation} is the cluster organisation (since {effective}).",
    )

    type: Literal["cluster.organisation_replaced"] = "cluster.organisation_replaced"
    organisation: str
    enterprise_number: str | None = None


class ClusterRecognised(Model):
    """The government recognised the cluster."""

    says: ClassVar[Says] = Says(
        "De cluster werd erkend op {recognised_on}.",
        "The cluster was recognised on {recognised_on}.",
    )

    type: Literal["cluster.recognised"] = "cluster.recognised"
    recognised_on: date


class ClusterRecognitionEnded(Model):
    """The recognition ended."""

    says: ClassVar[Says] = Says(
        "De erkenning van de cluster eindigde op {ended_on}.",
        "The cluster's recognition ended on {ended_on}.",
    )

    type: Literal["cluster.recognition_ended"] = "cluster.recognition_ended"
    ended_on: date


class ClusterMerged(Model):
    """The cluster became part of another one."""

    says: ClassVar[Says] = Says("De cluster is opgegaan in {into}.", "The cluster became part of {into}.")

    type: Literal["cluster.merged"] = "cluster.merged"
    into: str


class ClusterSplit(Model):
    """The cluster came out of another one."""

    says: ClassVar[Says] = Says("De cluster is afgesplitst van {origin}.", "The cluster was split off from {origin}.")

    type: Literal["cluster.split"] = "cluster.split"
    origin: str


class ActivitiesTakenOver(Model):
    """The cluster took over activities of another organisation."""

    says: ClassVar[Says] = Says(
        "De cluster nam activiteiten over van {origin}.", "The cluster took over activities of {origin}."
    )

    type: Literal["cluster.activities_taken_over"] = "cluster.activities_taken_over"
    origin: str


ClusterEvent = (
    ClusterRegistered
    | ClusterRenamed
    | ClusterOrganisationReplaced
    | ClusterRecognised
    | ClusterRecognitionEnded
    | ClusterMerged
    | ClusterSplit
    | ActivitiesTakenOver
)


class NamedSince(Model):
    """A name and since when it held; ``since`` is empty where the record does not say."""

    name: str
    since: Effective | None


class Recognition(Model):
    """One spell of recognition: from its first day until the day on which it ended, which no longer counts."""

    recognised_on: date
    ended_on: date | None = None


class ClusterState(Model):
    """What a decision about a cluster reads."""

    version: int = 0
    cluster: str | None = None  # its id
    is_registered: bool = False
    names: tuple[NamedSince, ...] = ()
    organisation: str | None = None
    enterprise_number: str | None = None
    is_recognised: bool = False
    recognitions: tuple[Recognition, ...] = ()
    relations: tuple[tuple[str, str, Effective], ...] = ()  # sort, the other, since
    members: MembersState = MembersState()
    documents: tuple[Document, ...] = ()
    claims: ClaimsState = ClaimsState()
