"""Settings come from the environment when asked, keep secrets to themselves, and are all explained."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from workers.doctor import examine
from workers.engine import temporal_connection
from workers.settings import Settings, mask, unknown_variables

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def no_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start every test with none of our variables set."""
    for name in list(os.environ):
        if name.startswith(("CLUSTERPACT_", "TEMPORAL_", "XDG_DATA_HOME")):
            monkeypatch.delenv(name)


def test_nothing_set_means_our_own_servers_in_the_users_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first command needs no environment."""
    monkeypatch.setenv("HOME", "/somewhere")

    settings = Settings()

    assert settings.home == Path("/somewhere/.local/share/clusterpact")
    assert settings.database_url is None
    assert settings.policy_pack == ROOT / "policies" / "flanders-clusters"
    assert (settings.lang, settings.durable, settings.postgres_port) == ("nl", True, 0)


@pytest.mark.parametrize(
    ("data", "home"), [("/data", "/data/clusterpact"), ("data", "/somewhere/.local/share/clusterpact")]
)
def test_the_data_folder_follows_the_desktop_standard(monkeypatch: pytest.MonkeyPatch, data: str, home: str) -> None:
    """A relative one is ignored, as the standard asks."""
    monkeypatch.setenv("HOME", "/somewhere")
    monkeypatch.setenv("XDG_DATA_HOME", data)

    assert Settings().home == Path(home)


def test_the_environment_sets_them_and_an_empty_variable_sets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compose files hand down empty variables."""
    monkeypatch.setenv("CLUSTERPACT_HOME", "~/elsewhere")
    monkeypatch.setenv("HOME", "/somewhere")
    monkeypatch.setenv("CLUSTERPACT_TEMPORAL_PORT", "7233")
    monkeypatch.setenv("CLUSTERPACT_LANG", "")

    settings = Settings()

    assert (settings.home, settings.temporal_port, settings.lang) == (Path("/somewhere/elsewhere"), 7233, "nl")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CLUSTERPACT_LANG", "fr"),
        ("CLUSTERPACT_POSTGRES_PORT", "70000"),
        ("CLUSTERPACT_DURABLE", "maybe"),
        ("CLUSTERPACT_DOCUMENT_BYTES", "0"),
    ],
)
def test_a_value_that_cannot_be_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """Not taken for the default."""
    monkeypatch.setenv(name, value)

    with pytest.raises(ValidationError):
        Settings()


def test_documents_are_in_the_database_unless_a_folder_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The doctor looks at the folder; what cannot be written is said with what to do."""
    assert Settings().documents == "database"
    (tmp_path / "file").touch()
    for folder, level in ((tmp_path / "new", "ok"), (tmp_path, "ok"), (tmp_path / "file" / "below", "fail")):
        monkeypatch.setenv("CLUSTERPACT_DOCUMENTS", str(folder))
        assert Settings().documents == folder
        [finding] = [one for one in examine(Settings()) if one.name == "documents"]
        assert (finding.level, str(folder) in finding.what) == (level, True)


def test_settings_do_not_change_once_read() -> None:
    """All parts of a process see the same ones."""
    with pytest.raises(ValidationError):
        Settings().lang = "en"  # type: ignore[misc]


def test_a_password_is_never_shown() -> None:
    """Neither in the doctor's list nor in a printed object."""
    settings = Settings(database_url=SecretStr("postgresql://agency:geheim@db:5432/pacts?password=geheim"))

    assert settings.shown()["CLUSTERPACT_DATABASE_URL"] == "postgresql://agency:***@db:5432/pacts?password=***"
    assert "geheim" not in repr(settings) + str(settings.shown())


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://agency@db/pacts", "postgresql://agency@db/pacts"),
        ("postgresql://agency:pa%40ss:word/with@db/pacts", "postgresql://agency:***@db/pacts"),
        ("postgresql://agency:p@ss@db/pacts", "postgresql://agency:***@db/pacts"),
        (
            "postgresql:///pacts?user=agency&password=geheim&host=db",
            "postgresql:///pacts?user=agency&password=***&host=db",
        ),
    ],
)
def test_whatever_a_password_is_made_of_is_masked(address: str, shown: str) -> None:
    """Signs that end other parts of an address included."""
    assert mask(address) == shown


def test_a_misspelt_variable_is_noticed() -> None:
    """It would do nothing, in silence."""
    environment = {"CLUSTERPACT_DATABSE_URL": "x", "CLUSTERPACT_HOME": "y", "CLUSTERPACT_QQQQ": "z", "PATH": "p"}

    assert unknown_variables(environment) == {
        "CLUSTERPACT_DATABSE_URL": "CLUSTERPACT_DATABASE_URL",
        "CLUSTERPACT_QQQQ": None,
    }


def test_temporals_own_variables_name_another_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read by Temporal's own reader, keys included."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", "temporal.example:7233")
    monkeypatch.setenv("TEMPORAL_NAMESPACE", "pacts")

    connection = temporal_connection()

    assert connection is not None
    assert (connection["target_host"], connection["namespace"]) == ("temporal.example:7233", "pacts")


def test_without_them_our_own_server_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A profile in its default place was put there for other work."""
    profile = tmp_path / ".config" / "temporalio" / "temporal.toml"
    profile.parent.mkdir(parents=True)
    profile.write_text('[profile.default]\naddress = "elsewhere:7233"\n', encoding="utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("TEMPORAL_NAMESPACE", "pacts")

    assert temporal_connection() is None


def test_reading_settings_loads_no_engine() -> None:
    """The command line asks for help in less time than an engine takes to load."""
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, workers.settings as s; s.Settings(); print(*sys.modules)"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    assert {"temporalio", "asyncpg"} & set(loaded) == set()


def test_every_setting_is_explained_and_nothing_else() -> None:
    """docs/settings.md has a row for each, with its default."""
    explained = set(re.findall(r"CLUSTERPACT_[A-Z_]+", (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")))

    assert explained == set(Settings().shown())
