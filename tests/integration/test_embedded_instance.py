"""What one home runs: taken by one process, found by the others, and left clean."""

import os
import signal
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr

from tests.integration.embedded_parent import parent
from workers.doctor import examine
from workers.embedded.database import ask_server
from workers.embedded.failures import StartFailed
from workers.embedded.instance import (
    discard_home,
    discover,
    postgres_for_reading,
    start_instance,
    throwaway_home,
)
from workers.embedded.placement import data_of
from workers.embedded.postgres import start_postgres
from workers.embedded.processes import mark
from workers.engine import connection_of
from workers.settings import Settings

UP = """
import json, sys
from pathlib import Path
from workers.embedded.instance import start_instance
from workers.settings import Settings

instance = start_instance(Settings(home=Path(sys.argv[1]), durable=False), temporal=len(sys.argv) > 2)
running = instance.running
pids = [server.pid for server in (running.postgres, running.temporal) if server is not None]
print(json.dumps({"pids": pids, "url": running.database_url}), flush=True)
sys.stdin.read()
"""
FIND = """
import json, sys
from pathlib import Path
from workers.embedded.running import discover

running = discover(Path(sys.argv[1]))
print(json.dumps({"url": running and running.database_url, "temporal": running and running.temporal_address}))
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """A throw-away home, out of reach of the surroundings' own settings."""
    for name in list(os.environ):
        if name.startswith(("CLUSTERPACT_", "TEMPORAL_")):
            monkeypatch.delenv(name)
    yield Settings(home=tmp_path / "home", durable=False, temporal_ui=False, lang="en")
    discard_home(tmp_path / "home")


def level_of(settings: Settings, name: str) -> str:
    """Ask the doctor about one thing."""
    return next(finding.level for finding in examine(settings) if finding.name == name)


def test_another_process_finds_what_runs(settings: Settings) -> None:
    """By a record that only we can read."""
    with start_instance(settings) as instance:
        with parent(FIND, settings.home) as other:
            told = other.said()
        mode = stat.S_IMODE((settings.home / "instance.json").stat().st_mode)

    assert told == {"url": instance.running.database_url, "temporal": instance.running.temporal_address}
    assert mode == 0o600
    assert discover(settings.home) is None


def test_one_home_is_started_once(settings: Settings) -> None:
    """The second is told who has it; the first goes on."""
    with start_instance(settings, temporal=False) as instance:
        with pytest.raises(StartFailed) as refusal:
            start_instance(settings, temporal=False)

        assert ask_server(instance.database_url).major >= 15
    assert (refusal.value.code, str(os.getpid()) in refusal.value.reason) == ("in_use", True)


def test_a_killed_owner_leaves_nothing_that_counts(settings: Settings) -> None:
    """Its servers go, its record is stale, and the next start takes over."""
    with parent(UP, settings.home, "with temporal") as other:
        pids = other.said()["pids"]
        other.end(signal.SIGKILL)

        assert discover(settings.home) is None
        with start_instance(settings) as instance:
            assert ask_server(instance.database_url).major >= 15

    assert [mark(pid) for pid in pids] == [None, None]


def test_a_record_of_a_pid_that_was_used_again_is_stale(settings: Settings) -> None:
    """A pid counts only with the moment its process began."""
    with start_instance(settings, temporal=False) as instance:
        running = instance.running
        forged = running.model_copy(update={"owner": running.owner.model_copy(update={"began": "another time"})})
        (settings.home / "instance.json").write_text(forged.model_dump_json(), encoding="utf-8")

        assert discover(settings.home) is None


def test_servers_that_died_are_started_again_where_they_were(settings: Settings) -> None:
    """Clients keep their addresses; the record names the new processes."""
    with start_instance(settings) as instance:
        assert instance.postgres is not None
        assert instance.temporal is not None
        before = instance.running
        instance.postgres.kill()
        instance.temporal.kill()
        dead = discover(settings.home)

        revived = instance.revive()

        after = discover(settings.home)
    assert dead is not None
    assert after is not None
    assert (dead.is_postgres_running, dead.is_temporal_running) == (False, False)
    assert revived == ("postgres", "temporal")
    assert (after.database_url, after.temporal_address) == (before.database_url, before.temporal_address)
    assert instance.revive() == ()


def test_a_start_that_fails_half_way_leaves_nothing(settings: Settings, tmp_path: Path) -> None:
    """Postgres is up when Temporal turns out to be missing."""
    without = settings.model_copy(update={"temporal_bin": tmp_path / "nothing"})

    with pytest.raises(StartFailed) as refusal:
        start_instance(without)

    assert refusal.value.code == "temporal_not_found"
    assert discover(settings.home) is None
    with start_instance(settings, temporal=False) as instance:
        assert ask_server(instance.database_url).major >= 15


def test_reading_starts_a_server_for_its_own_duration(settings: Settings) -> None:
    """Afterwards nothing runs."""
    with postgres_for_reading(settings) as url:
        assert ask_server(url).major >= 15

    with pytest.raises(OSError, match="Connect"):
        ask_server(url)


def test_reading_uses_what_runs(settings: Settings) -> None:
    """One server for all."""
    with start_instance(settings, temporal=False) as instance, postgres_for_reading(settings) as url:
        assert url == instance.database_url


def test_reading_says_so_when_the_running_postgres_died(settings: Settings) -> None:
    """It does not start a second one behind the first one's back."""
    with start_instance(settings, temporal=False) as instance:
        assert instance.postgres is not None
        instance.postgres.kill()

        with pytest.raises(StartFailed) as refusal, postgres_for_reading(settings):
            pass

    assert refusal.value.code == "postgres_not_running"


def test_readers_take_turns(settings: Settings) -> None:
    """Two commands at the same moment both get their answer."""

    def read(_: int) -> int:
        with postgres_for_reading(settings) as url:
            return ask_server(url).major

    with ThreadPoolExecutor(3) as readers:
        assert len(list(readers.map(read, range(3)))) == 3


def test_a_database_from_the_settings_replaces_our_own(settings: Settings, tmp_path: Path) -> None:
    """Nothing of ours is started beside it, and the doctor looks at that one."""
    with start_postgres(settings.home / "elsewhere" / "postgres", durable=False) as theirs:
        foreign = Settings(home=settings.home / "other", database_url=SecretStr(theirs.url), lang="en")
        with start_instance(foreign, temporal=False) as instance, postgres_for_reading(foreign) as url:
            assert instance.postgres is None
            assert (instance.database_url, url) == (theirs.url, theirs.url)
            assert level_of(foreign, "postgres") == "ok"
            assert level_of(foreign, "durability") == "fail"
            assert level_of(foreign, "clock") == "ok"


def test_a_temporal_from_the_environment_replaces_our_own(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Temporal's own variables, and no profile file left lying about."""
    with start_instance(settings) as theirs:
        address = theirs.running.temporal_address
        assert address is not None
        monkeypatch.setenv("TEMPORAL_ADDRESS", address)
        mine = Settings(home=settings.home / "other", durable=False, lang="en")
        with start_instance(mine) as instance:
            assert instance.temporal is None
            assert connection_of(instance.running)["target_host"] == address
            assert level_of(mine, "temporal") == "ok"
        discard_home(mine.home)


def test_the_doctor_finds_a_healthy_machine_and_starts_nothing(settings: Settings) -> None:
    """Everything our own servers need is here; what runs is asked, what does not is only looked for."""
    idle = {finding.name: finding.level for finding in examine(settings)}
    with start_instance(settings):
        busy = {finding.name: finding.level for finding in examine(settings)}

    assert (idle["postgres"], idle["temporal"], idle["home"], idle["policy_pack"]) == ("ok", "ok", "ok", "ok")
    assert (busy["postgres"], busy["temporal"], busy["clock"], busy["home"]) == ("ok", "ok", "ok", "ok")
    assert busy["durability"] == "warn"


def test_the_doctor_says_what_to_do_about_every_fault(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Dead servers, a taken port, an open home, a missing pack, a misspelt setting; and no password is shown."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    monkeypatch.setenv("CLUSTERPACT_DATABSE_URL", "x")
    settings.home.mkdir(mode=0o755)
    with start_postgres(settings.home / "postgres", durable=False) as server:
        faulty = Settings(
            home=settings.home,
            database_url=SecretStr("postgresql://agency:geheim@127.0.0.1:1/pacts"),
            policy_pack=settings.home / "nothing",
            temporal_port=server.port,
            lang="nl",
        )
        findings = examine(faulty)

    wrong = {
        finding.name: finding.what_to_do for finding in findings if finding.level != "ok" and finding.name != "tzdata"
    }
    assert set(wrong) == {
        "home", "policy_pack", "postgres", "temporal", f"port {server.port}", "setting CLUSTERPACT_DATABSE_URL",
    }  # fmt: skip
    assert all(wrong.values())
    assert wrong["setting CLUSTERPACT_DATABSE_URL"] == "bedoelt u CLUSTERPACT_DATABASE_URL?"
    assert "geheim" not in str(findings)


def test_a_throwaway_home_leaves_nothing() -> None:
    """Not even the data that lay outside of it."""
    with throwaway_home() as home, start_instance(Settings(home=home, durable=False), temporal=False):
        data = data_of(home / "postgres")
        assert data is not None
        assert data.is_dir()

    assert (home.exists(), data.exists()) == (False, False)
