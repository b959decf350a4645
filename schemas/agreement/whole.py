"""The support agreement as a whole: every command and event of it, and the chain as a decision reads it."""

from datetime import date

from schemas.agreement.award import (
    AwardEndorsed,
    AwardProposal,
    AwardProposed,
    EndorseAward,
    ProposeAward,
    RecordAwardDecision,
    SupportAwarded,
    SupportAwardedWithConditions,
    SupportRefused,
)
from schemas.agreement.cap_anchor import CapAnchorContested, CapAnchorFixed, ContestCapAnchor, FixCapAnchor
from schemas.agreement.extension import (
    EndorseExtension,
    ExtensionEndorsed,
    ExtensionGranted,
    ExtensionProposal,
    ExtensionProposed,
    ExtensionRefused,
    ExtensionRefusedBecauseCap,
    GrantedExtension,
    ProposeExtension,
    RecordExtensionDecision,
)
from schemas.agreement.period import (
    ActivateAgreement,
    AgreementActivated,
    AgreementDrafted,
    AgreementExpired,
    AgreementExtended,
    AgreementPeriod,
    AgreementSigned,
    DraftAgreement,
    SignAgreement,
)
from schemas.model import Model
from schemas.preparation import Preparation

AgreementCommand = (
    ProposeAward
    | EndorseAward
    | RecordAwardDecision
    | DraftAgreement
    | SignAgreement
    | ActivateAgreement
    | FixCapAnchor
    | ContestCapAnchor
    | ProposeExtension
    | EndorseExtension
    | RecordExtensionDecision
)


AgreementEvent = (
    AwardProposed
    | AwardEndorsed
    | SupportAwarded
    | SupportAwardedWithConditions
    | SupportRefused
    | AgreementDrafted
    | AgreementSigned
    | AgreementActivated
    | CapAnchorFixed
    | CapAnchorContested
    | ExtensionProposed
    | ExtensionEndorsed
    | ExtensionGranted
    | ExtensionRefused
    | ExtensionRefusedBecauseCap
    | AgreementExpired
    | AgreementExtended
)


class AgreementState(Model):
    """The chain of one pact."""

    award: AwardProposal | None = None
    awarded_on: date | None = None
    refused_on: date | None = None  # while no award came after it
    anchor: date | None = None
    cap: date | None = None
    contested_anchors: tuple[date, ...] = ()
    anchor_prepared_by: tuple[Preparation, ...] = ()  # who contested the anchor that stands
    periods: tuple[AgreementPeriod, ...] = ()
    proposal: ExtensionProposal | None = None
    grants: tuple[GrantedExtension, ...] = ()
    active_since_year: int | None = None  # local year in which the service first saw a period active
