"""Alarms in a person's words: what happened, what to do about it, and the command for that."""

from collections.abc import Mapping
from shlex import quote
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from cli.count_words import pick
from cli.printing import bold
from cli.words import Lang, word

if TYPE_CHECKING:
    from schemas.alarm import AlarmKind

Row = dict[str, Any]

_DOCTOR = "clusterpact doctor"
_VERIFY = "clusterpact audit verify"
_NAME = "clusterpact people name PERSON --contact ADDRESS --as ADMINISTRATOR"


class _Told(NamedTuple):
    """What happened and what unblocks it, in Dutch and in English, and a command; without one, a person closes it."""

    title: tuple[str, str]
    to_do: tuple[str, str]
    command: str | None = None


_KINDS: "Mapping[AlarmKind, _Told]" = {
    "clock_put_back": _Told(
        ("de klok van de databank staat achter op het logboek", "the database's clock stands behind the log"),
        ("sluit zichzelf zodra de klok daar weer is", "closes by itself when the clock has come there"),
        _DOCTOR,
    ),
    "clock_wrong": _Told(
        ("de klok van een machine staat verkeerd", "the clock of a machine is wrong"),
        (
            "zet NTP aan, op beide; doctor zegt het verschil",
            "turn NTP on, on both; doctor says by how much they differ",
        ),
        _DOCTOR,
    ),
    "clocks_disagree": _Told(
        ("klokken liepen niet gelijk", "clocks have not run alike"),
        (
            "zet de klokken juist; wat intussen gemist heette, trekken twee personen in",
            "put the clocks right; what was recorded as missed meanwhile two people revoke",
        ),
        _DOCTOR,
    ),
    "fired_often": _Told(
        ("veel termijnen verstreken zonder Temporal", "many deadlines fell due without Temporal"),
        (
            "stop met nieuwe versies, zoek waarom, en sluit dit",
            "stop upgrades, find out why, and close this",
        ),
    ),
    "missed_though_received": _Told(
        ("gemist genoemd terwijl het op tijd binnen was", "recorded as missed though received in time"),
        (
            "dat is al rechtgezet; ga na welk proces stilstond, en sluit dit",
            "it was taken back already; find out which process stood still, and close this",
        ),
    ),
    "fired_by_sweeper": _Told(
        ("termijn verstreken zonder Temporal", "deadline fell due without Temporal"),
        (
            "er is niets verloren; kijk of de workflow van het dossier loopt, en sluit dit",
            "nothing is lost; see whether the workflow of the file runs, and close this",
        ),
    ),
    "mail_away": _Told(
        ("de mailserver neemt niets aan", "the mail server takes nothing"),
        ("sluit zichzelf zodra er weer mail vertrekt", "closes by itself as soon as mail goes again"),
        _DOCTOR,
    ),
    "mail_refused": _Told(
        ("een brief wordt nooit aanvaard", "a letter will never be taken"),
        ("verbeter het adres van die persoon, en sluit dit", "mend the address of that person, and close this"),
    ),
    "mail_waits": _Told(
        ("een brief wordt steeds uitgesteld", "a letter is put off again and again"),
        ("sluit zichzelf zodra hij vertrekt", "closes by itself when it goes"),
        _DOCTOR,
    ),
    "nobody_to_tell": _Told(
        ("niemand om te verwittigen", "nobody to tell"),
        (
            "geef iemand de rol, of wie ze heeft een adres; sluit zichzelf",
            "give somebody the role, or whoever has it an address; closes by itself",
        ),
        _NAME,
    ),
    "outage": _Told(
        ("termijnen te laat vastgelegd door een storing", "deadlines recorded too late after an outage"),
        (
            "beslis of de storing een grond is voor meer tijd, en sluit dit",
            "decide whether the outage is a ground for more time, and close this",
        ),
    ),
    "overdue": _Told(
        ("datum voorbij en niet uitgevoerd", "date passed and not carried out"),
        (
            "het logboek van de sweeper zegt waarom; sluit zichzelf zodra het gebeurd is",
            "the sweeper's log says why; closes by itself as soon as it is done",
        ),
        _DOCTOR,
    ),
    "projection_differs": _Told(
        ("rijen zeiden iets anders dan de gebeurtenissen", "rows said something else than the events"),
        (
            "ze zijn opnieuw gemaakt; ga na wie in de tabel schreef; sluit zichzelf",
            "they were made again; find out who wrote to the table; closes by itself",
        ),
        _VERIFY,
    ),
    "receipt_undecided": _Told(
        ("wat binnenkwam, is nog niet beslist", "what came in is not decided yet"),
        (
            "kijk of de worker loopt en lees zijn log; sluit zichzelf zodra het beslist is",
            "see whether the worker runs and read its log; closes by itself as soon as it is decided",
        ),
        _DOCTOR,
    ),
    "sweeper_silent": _Told(
        ("de sweeper kijkt niet meer", "the sweeper no longer looks"),
        ("start hem opnieuw; sluit zichzelf zodra hij kijkt", "start it again; closes by itself when it looks"),
        _DOCTOR,
    ),
}


def alarm_lines(row: Row, lang: Lang) -> tuple[list[str], list[str]]:
    """Word one alarm: its head in parts, and the lines under it; the last one says what unblocks it."""
    told = _KINDS[row["kind"]]
    head = [bold(pick(lang, *told.title)), row["name"] or row["cluster"], row["stream"]]
    about = ", ".join(f"{word(lang, key)}: {short(value)}" for key, value in row["about"].items())
    return [*filter(None, head)], [*filter(None, (about, pick(lang, *told.to_do)))]


def settling(row: Row, person: str) -> list[str]:
    """Write the command that unblocks it, in its parts: what mends the cause, or what closes it."""
    command = _KINDS[row["kind"]].command
    return [command] if command else ["clusterpact audit alarms", f"--settle {quote(row['key'])}", f"--as {person}"]


def short(value: object) -> object:
    """Write the deadlines of an outage as a list in one line."""
    if not isinstance(value, list):
        return value
    listed = cast("list[Row | str]", value)
    return "; ".join(
        one if isinstance(one, str) else f"{one['stream']} {one['deadline']} ({one['due']})" for one in listed
    )
