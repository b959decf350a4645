"""What the events of support say for an answer: award, periods, cap, extension, measures and recovery."""

from domain.said import Said, coded, dated, paid
from schemas.agreement.award import SupportAwarded, SupportAwardedWithConditions, SupportRefused
from schemas.agreement.cap_anchor import CapAnchorContested, CapAnchorFixed
from schemas.agreement.extension import (
    ExtensionGranted,
    ExtensionProposed,
    ExtensionRefused,
    ExtensionRefusedBecauseCap,
)
from schemas.agreement.period import AgreementActivated, AgreementExpired, AgreementExtended, AgreementSigned
from schemas.event import Payload
from schemas.support import (
    AgreementTerminated,
    RecoveryDemanded,
    RecoverySettled,
    RepaymentReceived,
    SupportResumed,
    SupportSuspended,
)


def said(payload: Payload) -> tuple[Said, ...]:
    """Give what one event of this noun says; nothing for those of other nouns."""
    return _award(payload) + _period(payload) + _extension(payload) + _recovery(payload)


def _award(payload: Payload) -> tuple[Said, ...]:
    match payload:
        case SupportAwarded(decided_on=on):
            return dated("award_decision", on), coded("award_outcome", "granted")
        case SupportAwardedWithConditions(decided_on=on):
            return dated("award_decision", on), coded("award_outcome", "granted_with_conditions")
        case SupportRefused():
            return (coded("award_outcome", "refused"),)
        case _:
            return ()


def _period(payload: Payload) -> tuple[Said, ...]:
    match payload:
        case AgreementSigned(period=period, start=start, end=end):
            return dated("agreement_start", start, period), dated("agreement_end", end, period)
        case AgreementActivated(period=period, start=start, end=end):
            running = coded("agreement_state", "running", period)
            return dated("agreement_start", start, period), dated("agreement_end", end, period), running
        case CapAnchorFixed(anchor=anchor, cap=cap) | CapAnchorContested(anchor=anchor, cap=cap):
            return dated("cap_anchor", anchor), dated("agreement_cap_date", cap)
        case AgreementExpired(period=period):
            return (coded("agreement_state", "expired", period),)
        case AgreementExtended(period=period):
            return (coded("agreement_state", "extended", period),)
        case SupportSuspended(period=period):
            return (coded("agreement_state", "suspended", period),)
        case SupportResumed(period=period):
            return (coded("agreement_state", "running", period),)
        case AgreementTerminated(period=period, ended_on=on):
            return coded("agreement_state", "terminated", period), dated("agreement_terminated", on, period)
        case _:
            return ()


def _extension(payload: Payload) -> tuple[Said, ...]:
    match payload:
        case ExtensionProposed(period=period):
            return (coded("extension_state", "proposed", period),)
        case ExtensionGranted(period=period, new_end=end):
            return coded("extension_state", "granted", period), dated("extension_end", end, period)
        case ExtensionRefused(period=period):
            return (coded("extension_state", "refused", period),)
        case ExtensionRefusedBecauseCap(period=period):
            return (coded("extension_state", "refused_because_cap", period),)
        case _:
            return ()


def _recovery(payload: Payload) -> tuple[Said, ...]:
    match payload:
        case RecoveryDemanded(recovery=recovery, cents=cents):
            return paid("recovery", cents, recovery), coded("recovery_state", "demanded", recovery)
        case RepaymentReceived(recovery=recovery, open_cents=open_cents):
            return (paid("recovery_open", open_cents, recovery),)
        case RecoverySettled(recovery=recovery):
            return (coded("recovery_state", "settled", recovery),)
        case _:
            return ()
