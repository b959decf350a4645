"""Look at everything the service stands on and say what to do about what is wrong; nothing is changed or started."""

import os
import platform
import sys
from collections.abc import Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from store.zone_tables import tables_in_use
from workers.doctor_mail import examine_mail
from workers.doctor_processes import examine_processes
from workers.doctor_rules import examine_rules
from workers.doctor_servers import examine_ports, examine_postgres, examine_temporal
from workers.doctor_sweeper import examine_sweeper
from workers.embedded.failures import StartFailed
from workers.embedded.placement import server_user
from workers.embedded.running import discover
from workers.finding import Finding, Lang, Said, found, plain
from workers.settings import Settings, unknown_variables

_OLDEST_PYTHON = (3, 11)
_ZONE = "Europe/Brussels"
_OTHERS = 0o077


def examine(settings: Settings) -> tuple[Finding, ...]:
    """Examine this machine under these settings; servers that do not run are not started, only looked for."""
    running = discover(settings.home)
    return (
        *_python(settings.lang),
        *_time_zones(settings.lang),
        *_account(settings),
        *_home(settings),
        *examine_rules(settings, running),
        *_documents(settings),
        *examine_postgres(settings, running),
        *examine_temporal(settings, running),
        *examine_processes(settings, running),
        *examine_sweeper(settings, running),
        *examine_mail(settings, running),
        *examine_ports(settings, running),
        *_settings(settings),
    )


def _python(lang: Lang) -> Iterator[Finding]:
    words = plain(f"{platform.python_version()} ({sys.executable})")
    if sys.version_info >= _OLDEST_PYTHON:
        yield found(lang, "python", "ok", words)
    else:
        oldest = ".".join(map(str, _OLDEST_PYTHON))
        yield found(
            lang,
            "python",
            "fail",
            words,
            Said(f"installeer Python {oldest} of later", f"install Python {oldest} or later"),
        )


def _time_zones(lang: Lang) -> Iterator[Finding]:
    """Say by which tables instants are derived: those of the package, whatever the machine has."""
    try:
        ZoneInfo(_ZONE)
    except ZoneInfoNotFoundError:
        todo = Said("installeer het pakket tzdata", "install the package tzdata")
        yield found(lang, "tzdata", "fail", Said(f"{_ZONE} is onbekend", f"{_ZONE} is unknown"), todo)
        return
    yield found(lang, "tzdata", "ok", plain(tables_in_use()))


def _account(settings: Settings) -> Iterator[Finding]:
    lang = settings.lang
    if settings.database_url is not None:
        return
    try:
        user = server_user()
    except StartFailed as failure:
        todo = Said(
            "start als een gewone gebruiker, of zet CLUSTERPACT_DATABASE_URL",
            "run as an ordinary user, or set CLUSTERPACT_DATABASE_URL",
        )
        yield found(lang, "account", "fail", plain(failure.reason), todo)
        return
    if user is None:
        yield found(lang, "account", "ok", Said("een gewone gebruiker", "an ordinary user"))
    else:
        yield found(
            lang, "account", "ok", Said(f"root; Postgres draait als {user.name}", f"root; Postgres runs as {user.name}")
        )


def _home(settings: Settings) -> Iterator[Finding]:
    lang, home = settings.lang, settings.home
    standing = next(folder for folder in (home, *home.parents) if folder.exists())
    if not (standing.is_dir() and os.access(standing, os.W_OK | os.X_OK)):
        yield found(
            lang,
            "home",
            "fail",
            Said(f"{home} is niet beschrijfbaar", f"{home} cannot be written"),
            Said("kies een andere map met CLUSTERPACT_HOME", "choose another folder with CLUSTERPACT_HOME"),
        )
    elif standing != home:
        yield found(lang, "home", "ok", Said(f"{home} (wordt gemaakt)", f"{home} (will be made)"))
    elif home.stat().st_mode & _OTHERS:
        yield found(
            lang,
            "home",
            "warn",
            Said(f"anderen kunnen in {home}", f"others can enter {home}"),
            Said(f"geef op: chmod 700 {home}", f"run: chmod 700 {home}"),
        )
    else:
        yield found(lang, "home", "ok", plain(str(home)))


def _documents(settings: Settings) -> Iterator[Finding]:
    """Look whether the folder of the bytes can be written; the database has findings of its own."""
    lang, folder = settings.lang, settings.documents
    if folder == "database":
        yield found(lang, "documents", "ok", Said("in de databank", "in the database"))
        return
    standing = next(place for place in (folder, *folder.parents) if place.exists())
    if not standing.is_dir() or not os.access(standing, os.R_OK | os.W_OK | os.X_OK):
        yield found(
            lang,
            "documents",
            "fail",
            Said(f"{folder} is niet beschrijfbaar", f"{folder} cannot be written"),
            Said("kies een andere map met CLUSTERPACT_DOCUMENTS", "choose another folder with CLUSTERPACT_DOCUMENTS"),
        )
    elif standing != folder:
        yield found(lang, "documents", "ok", Said(f"{folder} (wordt gemaakt)", f"{folder} (will be made)"))
    else:
        yield found(lang, "documents", "ok", plain(str(folder)))


def _settings(settings: Settings) -> Iterator[Finding]:
    lang = settings.lang
    for name, value in settings.shown().items():
        yield found(lang, f"setting {name}", "ok", plain(value))
    for name, meant in unknown_variables(os.environ).items():
        yield found(
            lang,
            f"setting {name}",
            "warn",
            Said("bestaat niet en doet niets", "does not exist and does nothing"),
            plain("") if meant is None else Said(f"bedoelt u {meant}?", f"do you mean {meant}?"),
        )
