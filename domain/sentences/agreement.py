"""Sentences about the support agreement."""

from typing import assert_never

from domain.sentences import template
from domain.sentences.wording import Sentence, in_words, months
from schemas.agreement import (
    AgreementActivated,
    AgreementDrafted,
    AgreementEvent,
    AgreementExpired,
    AgreementExtended,
    AgreementSigned,
    CapAnchorContested,
    CapAnchorFixed,
    ExtensionGranted,
    ExtensionProposed,
    ExtensionRefused,
    ExtensionRefusedBecauseCap,
    SupportAwarded,
)

_ExtensionEvent = ExtensionProposed | ExtensionGranted | ExtensionRefused | ExtensionRefusedBecauseCap


def sentence(payload: AgreementEvent) -> Sentence:
    """Tell one event of the chain of support periods."""
    match payload:
        case SupportAwarded(decided_on=decided_on, minutes=minutes):
            nl, en = in_words(decided_on)
            return (
                f"Het beslissingscomité kende op {nl} steun toe (verslag {minutes}).",
                f"The decision committee granted support on {en} (minutes {minutes}).",
            )
        case AgreementDrafted() | AgreementSigned() | AgreementActivated():
            return _period(payload)
        case CapAnchorFixed(anchor=anchor, cap=cap):
            (nl, en), (cap_nl, cap_en) = in_words(anchor), in_words(cap)
            return (
                f"De maximale looptijd van de steun telt vanaf {nl} en eindigt uiterlijk op {cap_nl}.",
                f"The maximum term of support counts from {en} and ends on {cap_en} at the latest.",
            )
        case CapAnchorContested(anchor=anchor, cap=cap):
            (nl, en), (cap_nl, cap_en) = in_words(anchor), in_words(cap)
            return (
                f"Ook {nl} is mogelijk als begindatum; de steun zou dan uiterlijk op {cap_nl} eindigen.",
                f"{en} is possible as the starting date too; support would then end on {cap_en} at the latest.",
            )
        case ExtensionProposed() | ExtensionGranted() | ExtensionRefused() | ExtensionRefusedBecauseCap():
            return _extension(payload)
        case AgreementExpired(period=period, end=end):
            nl, en = in_words(end)
            return (
                f"Steunperiode {period} eindigde op {nl}; er volgt geen nieuwe periode.",
                f"Support period {period} ended on {en}; no other period follows.",
            )
        case AgreementExtended(period=period, end=end, next_period=following):
            nl, en = in_words(end)
            return (
                f"Steunperiode {period} eindigde op {nl} en wordt gevolgd door periode {following}.",
                f"Support period {period} ended on {en} and is followed by period {following}.",
            )
        case _:
            return template.told(payload)


def _period(payload: AgreementDrafted | AgreementSigned | AgreementActivated) -> Sentence:
    (start_nl, start_en), (end_nl, end_en) = in_words(payload.start), in_words(payload.end)
    span_nl, span_en = f"van {start_nl} tot en met {end_nl}", f"from {start_en} up to and including {end_en}"
    match payload:
        case AgreementDrafted(period=period):
            return (
                f"De steunovereenkomst voor periode {period}, {span_nl}, werd opgesteld.",
                f"The support agreement for period {period}, {span_en}, was drawn up.",
            )
        case AgreementSigned(period=period, signed_on=signed_on):
            nl, en = in_words(signed_on)
            return (
                f"De steunovereenkomst voor periode {period}, {span_nl}, werd ondertekend op {nl}.",
                f"The support agreement for period {period}, {span_en}, was signed on {en}.",
            )
        case AgreementActivated(period=period):
            return (f"Steunperiode {period} loopt, {span_nl}.", f"Support period {period} runs, {span_en}.")
        case _:
            assert_never(payload)


def _extension(payload: _ExtensionEvent) -> Sentence:
    match payload:
        case ExtensionProposed(months=count, new_end=new_end):
            (nl, en), (term_nl, term_en) = in_words(new_end), months(count)
            return (
                f"Er werd een verlenging van {term_nl} voorgesteld, tot en met {nl}.",
                f"An extension of {term_en} was proposed, up to and including {en}.",
            )
        case ExtensionGranted(months=count, new_end=new_end, decided_on=decided_on, minutes=minutes):
            (nl, en), (term_nl, term_en), (on_nl, on_en) = in_words(new_end), months(count), in_words(decided_on)
            return (
                (
                    f"Het beslissingscomité kende op {on_nl} een verlenging van {term_nl} toe, tot en met {nl}"
                    f" (verslag {minutes})."
                ),
                (
                    f"The decision committee granted an extension of {term_en} on {on_en}, up to and including {en}"
                    f" (minutes {minutes})."
                ),
            )
        case ExtensionRefused(decided_on=decided_on, minutes=minutes):
            nl, en = in_words(decided_on)
            return (
                f"Het beslissingscomité weigerde de verlenging op {nl} (verslag {minutes}).",
                f"The decision committee refused the extension on {en} (minutes {minutes}).",
            )
        case ExtensionRefusedBecauseCap(wished_end=wished, cap=cap, room_months=room):
            (nl, en), (cap_nl, cap_en), (room_nl, room_en) = in_words(wished), in_words(cap), months(room)
            return (
                (
                    f"Een verlenging tot en met {nl} kan niet: de steun eindigt uiterlijk op {cap_nl}."
                    f" Er blijft ruimte voor {room_nl}."
                ),
                (
                    f"An extension up to and including {en} is not possible: support ends on {cap_en} at the latest."
                    f" There is room left for {room_en}."
                ),
            )
        case _:
            assert_never(payload)
