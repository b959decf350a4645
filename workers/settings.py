"""Every setting of the service in one frozen model, read when it is built and never on import.

Each field is the environment variable ``CLUSTERPACT_<FIELD>``; ``docs/settings.md`` explains them. Temporal's own
variables keep their own names and are read by Temporal's own reader, in ``workers.engine``.
"""

import difflib
import os
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "CLUSTERPACT_"
# Up to the last @: a password that forgot to escape one is still a password.
_PASSWORD_IN_URL = re.compile(r"(?P<before>://[^:/@\s]*:)\S*(?=@)|(?P<named>password=)[^&\s]*")
_MASK = "***"

Port = Annotated[int, Field(ge=0, le=65_535)]
"""A TCP port; 0 draws a free one at each start."""

Absolute = Annotated[Path, AfterValidator(lambda path: path.expanduser().absolute())]


def _default_home() -> Path:
    data = os.environ.get("XDG_DATA_HOME", "")
    # The specification has relative paths ignored.
    base = Path(data) if Path(data).is_absolute() else Path.home() / ".local" / "share"
    return base / "clusterpact"


def _packaged_policy_pack() -> Path:
    return Path(__file__).resolve().parents[1] / "policies" / "flanders-clusters"


class Settings(BaseSettings):
    """What the service was told about its surroundings; ``Settings()`` reads the environment now."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", env_ignore_empty=True)

    home: Absolute = Field(default_factory=_default_home)
    """The folder that holds our own servers' data and the record of what runs."""

    database_url: SecretStr | None = None
    """A Postgres to use instead of our own, with its password in it."""

    policy_pack: Absolute = Field(default_factory=_packaged_policy_pack)
    """The folder with the rules of the programme."""

    documents: Literal["database"] | Absolute = "database"
    """Where the bytes of documents are: in the record's database, or in this folder."""

    document_bytes: Annotated[int, Field(ge=1, le=2**30)] = 64 * 1024 * 1024
    """The most bytes that one document may have."""

    lang: Literal["nl", "en"] = "nl"
    """The language people are answered in."""

    durable: bool = True
    """Whether our own servers keep what they hold through a power cut; off is for demonstrations and tests."""

    postgres_port: Port = 0
    """Where our own Postgres listens."""

    postgres_bin: Absolute | None = None
    """A folder with ``postgres`` and ``initdb`` to use instead of those found."""

    temporal_port: Port = 0
    """Where our own Temporal listens."""

    temporal_ui: bool = True
    """Whether our own Temporal shows its pages."""

    temporal_ui_port: Port = 0
    """Where it shows them."""

    temporal_bin: Absolute | None = None
    """A ``temporal`` program to use instead of the one found."""

    sweep_seconds: Annotated[float, Field(gt=0, le=600)] = 60.0
    """How often the sweeper looks for what should have been carried out."""

    sweep_grace_seconds: Annotated[float, Field(ge=0, le=600)] = 30.0
    """How long after a date and its settle time the sweeper leaves it to Temporal."""

    outage_seconds: Annotated[float, Field(ge=60)] = 300.0
    """How late a date has to be carried out to count as hit by an outage."""

    fired_often: Annotated[int, Field(ge=1)] = 3
    """How many deadlines in a day that the sweeper had to fire have somebody woken."""

    undecided_seconds: Annotated[float, Field(gt=0)] = 60.0
    """How long what came in may wait for its outcome until somebody is woken."""

    rolling_upgrade: bool = False
    """Whether a process may start beside others of another release: while they are replaced one by one."""

    smtp_url: SecretStr | None = None
    """The mail server; without one nothing is mailed, and what is to be told waits."""

    smtp_password_file: Absolute | None = None
    """The file with the password of the user in that address."""

    mail_from: str | None = None
    """The mail address that letters come from."""

    mail_spread_minutes: Annotated[float, Field(ge=0, le=600)] = 20.0
    """Over how long the daily digests of many people are spread."""

    @property
    def sweeper_silent_after(self) -> timedelta:
        """How long the sweeper may say nothing before it is taken for dead: three of its looks."""
        return 3 * timedelta(seconds=self.sweep_seconds)

    def shown(self) -> dict[str, str]:
        """Return each setting as text for a person, by its variable's name, with secrets masked."""
        return {f"{PREFIX}{name.upper()}": _show(getattr(self, name)) for name in type(self).model_fields}


def mask(text: str) -> str:
    """Put stars for the password in an address."""
    return _PASSWORD_IN_URL.sub(lambda found: f"{found['before'] or found['named']}{_MASK}", text)


def unknown_variables(environment: Mapping[str, str]) -> dict[str, str | None]:
    """Find variables with our prefix that are no setting, each with the setting that was probably meant."""
    known = [name.upper() for name in Settings.model_fields]
    given = sorted(name.removeprefix(PREFIX) for name in environment if name.startswith(PREFIX))
    meant = {name: difflib.get_close_matches(name, known, n=1) for name in given if name not in known}
    return {f"{PREFIX}{name}": f"{PREFIX}{match[0]}" if match else None for name, match in meant.items()}


def _show(value: object) -> str:
    match value:
        case SecretStr():
            return mask(value.get_secret_value())
        case None:
            return "-"
        case bool():
            return "on" if value else "off"
        case _:
            return str(value)
