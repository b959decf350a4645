"""The command line's own words in the readers' languages; what has no word here keeps its code."""

from typing import Literal

Lang = Literal["nl", "en"]

_WORDS: dict[str, tuple[str, str]] = {
    # headings
    "anchor": ("cap telt vanaf", "cap counts from"),
    "cap": ("uiterste einde", "cap"),
    "claims": ("Uit de bronnen", "From the sources"),
    "contested_anchors": ("betwist met", "contested by"),
    "days": ("d", "d"),
    "days_left": ("d resterend", "d left"),
    "deadline": ("termijn", "deadline"),
    "deadlines": ("Termijnen", "Deadlines"),
    "due": ("uiterlijk", "due"),
    "late": ("te laat:", "late:"),
    "name": ("naam", "name"),
    "next_due": ("volgende termijn", "next due"),
    "no_pacts": (
        "Er zijn nog geen pacten gekend. Neem een geschiedenis over: clusterpact import FILE",
        "No pacts are known yet. Take over a history: clusterpact import FILE",
    ),
    "nothing_due": ("Niets te laat en niets binnen deze tijd.", "Nothing late, nothing due in this time."),
    "overdue": ("te laat", "overdue"),
    "pact": ("pact", "pact"),
    "pact_version": ("pactversie", "pact version"),
    "period": ("steunperiode", "support period"),
    "periods": ("Steunovereenkomst", "Support agreement"),
    "plan": ("jaarplan", "year plan"),
    "report": ("rapport", "report"),
    "service": ("het systeem", "the service"),
    "stage": ("fase", "stage"),
    "state": ("stand", "state"),
    "version": ("versie", "version"),
    "waits_for": ("wacht op", "waits for"),
    "work_year": ("werkjaar", "work year"),
    "years": ("Werkjaren", "Work years"),
    # stages
    "active": ("lopend", "active"),
    "agreed": ("tekst vastgesteld", "text agreed"),
    "approved": ("goedgekeurd", "approved"),
    "approved_with_conditions": ("goedgekeurd met voorwaarden", "approved with conditions"),
    "cancelled": ("vervallen", "cancelled"),
    "complete": ("volledig", "complete"),
    "completion_asked": ("vervollediging gevraagd", "completion asked"),
    "draft": ("ontwerp", "draft"),
    "ended": ("beëindigd", "ended"),
    "expected": ("verwacht", "expected"),
    "expired": ("verstreken", "expired"),
    "extended": ("verlengd", "extended"),
    "in_force": ("van kracht", "in force"),
    "in_negotiation": ("in onderhandeling", "in negotiation"),
    "in_processing": ("in verwerking", "in processing"),
    "met": ("gehaald", "met"),
    "missed": ("overschreden", "missed"),
    "open": ("loopt", "open"),
    "processed": ("verwerkt", "processed"),
    "reached": ("bereikt", "reached"),
    "received": ("ontvangen", "received"),
    "registered": ("geregistreerd", "registered"),
    "rejected": ("afgekeurd", "rejected"),
    "signed": ("ondertekend", "signed"),
    "signing": ("in ondertekening", "signing"),
    "submitted": ("ingediend", "submitted"),
    "terminated": ("stopgezet", "terminated"),
    "verdict_proposed": ("oordeel voorgesteld", "verdict proposed"),
}


def word(lang: Lang, key: str) -> str:
    """Give the word for a key."""
    dutch, english = _WORDS.get(key, (key, key))
    return dutch if lang == "nl" else english
