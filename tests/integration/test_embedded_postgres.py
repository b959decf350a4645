"""Our own Postgres on a real machine: started, found again, killed, and gone."""

import asyncio
import json
import os
import shutil
import signal
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from tests.integration.embedded_parent import LOOPBACK_IN_HEXADECIMAL, interpreter_for, listening_on, parent, parent_of
from workers.embedded.database import ask_server
from workers.embedded.failures import StartFailed
from workers.embedded.locks import take_lock
from workers.embedded.placement import Placement, data_of, record, server_user
from workers.embedded.postgres import RunningPostgres, discard_postgres, find_postgres, start_postgres
from workers.embedded.postgres_binaries import PostgresBinaries, all_postgres
from workers.embedded.processes import mark

only_linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
only_root = pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user runs Postgres under its own account")

START = """
import json, sys, threading
from pathlib import Path
from urllib.parse import urlsplit
from workers.embedded.postgres import start_postgres

def start(folder):
    server = start_postgres(Path(folder), durable=False)
    print(json.dumps({"pid": server.pid, "url": server.url, "data": str(server.data)}), flush=True)
    servers.append(server)

servers = []
thread = threading.Thread(target=start, args=sys.argv[1:])
thread.start()
thread.join()
sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A home's Postgres folder; what it needed elsewhere is removed with it."""
    yield tmp_path / "home" / "postgres"
    discard_postgres(tmp_path / "home" / "postgres")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPostgres]:
    """One server for the tests that only look at it."""
    folder = tmp_path_factory.mktemp("shared") / "home" / "postgres"
    with start_postgres(folder, durable=False) as running:
        yield running
    discard_postgres(folder)


def run(url: str, statement: str) -> object:
    """Run one statement on a connection of its own and return its first value."""

    async def ask() -> object:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    return asyncio.run(ask())


def wait_until_gone(folder: Path) -> None:
    """Wait for the lock that every process of a server holds."""
    os.close(take_lock(folder / "server.lock", wait_seconds=30, wait_for_living=True))


@pytest.mark.parametrize("binaries", list(all_postgres()), ids=lambda found: f"{found.source}-{found.version}")
def test_every_postgres_of_this_machine_starts_and_keeps_its_data(folder: Path, binaries: PostgresBinaries) -> None:
    """The system's and the wheel's programs give the same server; the second start finds what the first one held."""
    with start_postgres(folder, durable=False, binaries=binaries) as first:
        run(first.url, "CREATE TABLE kept AS SELECT 42 AS answer")

    with start_postgres(folder, durable=False, binaries=binaries) as second:
        assert binaries.version == ask_server(second.url).version
        assert run(second.url, "SELECT answer FROM kept") == 42


def test_the_database_compares_bytes_and_checks_its_pages(server: RunningPostgres) -> None:
    """UTF-8, no locale that an upgrade of the system could reorder, checksums on."""
    question = (
        "SELECT current_setting('server_encoding') || ' ' || datcollate || ' ' || current_setting('data_checksums')"
        " FROM pg_database WHERE datname = current_database()"
    )

    assert run(server.url, question) == "UTF8 C on"


def test_a_durable_server_syncs_and_a_throwaway_one_still_commits(folder: Path) -> None:
    """Off is only the sync to disk: kill -9 loses nothing in either."""
    with start_postgres(folder) as server:
        durable = ask_server(server.url)
    with start_postgres(folder, durable=False) as server:
        throwaway = ask_server(server.url)

    assert (durable.fsync, durable.synchronous_commit) == (True, "on")
    assert (throwaway.fsync, throwaway.synchronous_commit) == (False, "on")


def test_a_wrong_password_is_refused(server: RunningPostgres) -> None:
    """Nobody gets in for being on the same machine."""
    password = urlsplit(server.url).password
    assert password is not None

    with pytest.raises(asyncpg.InvalidPasswordError):
        run(server.url.replace(password, "wrong"), "SELECT 1")


@only_linux
def test_it_listens_on_loopback_alone(server: RunningPostgres) -> None:
    """No other address and no socket file."""
    assert listening_on(server.pid) == {LOOPBACK_IN_HEXADECIMAL}
    assert run(server.url, "SELECT current_setting('unix_socket_directories')") == ""


def test_no_folder_above_is_opened(folder: Path) -> None:
    """What was closed to others stays closed; data, password and log are closed from the start."""
    above = [parent for parent in folder.parents if parent.exists()]
    before = [stat.S_IMODE(parent.stat().st_mode) for parent in above]

    with start_postgres(folder, durable=False) as server:
        modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder.parent, server.data)]
        files = [stat.S_IMODE((folder / name).stat().st_mode) for name in ("password", "server.log")]

    assert [stat.S_IMODE(parent.stat().st_mode) for parent in above] == before
    assert modes == [0o700, 0o700]
    assert files == [0o600, 0o600]


@only_linux
@only_root
def test_roots_server_has_no_rights(folder: Path) -> None:
    """It runs under an account that was there before, without a capability or one of root's groups."""
    user = server_user()
    assert user is not None

    with parent(START, folder, groups=[0, user.gid]) as other:
        status = Path(f"/proc/{other.said()['pid']}/status").read_text(encoding="utf-8")
        other.end()

    lines = dict(line.split(":\t", 1) for line in status.splitlines())
    assert lines["Uid"].split() == [str(user.uid)] * 4
    assert lines["Gid"].split() == [str(user.gid)] * 4
    assert (lines["Groups"].strip(), int(lines["CapEff"], 16), int(lines["CapPrm"], 16)) == ("", 0, 0)


@only_root
def test_an_ordinary_user_keeps_everything_at_home() -> None:
    """Without root the data lies inside the home, and the server is the user's own."""
    user = server_user()
    assert user is not None
    if interpreter_for(user) is None:
        pytest.skip("Python or this checkout is closed to the account without rights")
    home = Path(tempfile.mkdtemp())
    os.chown(home, user.uid, user.gid)
    try:
        with parent(START, home / "postgres", user=user) as other:
            told = other.said()
            other.end()
        wait_until_gone(home / "postgres")
    finally:
        shutil.rmtree(home)

    assert told["data"] == str(home / "postgres" / "data")


@only_root
def test_a_home_that_is_open_to_the_servers_account_holds_the_data(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Only a closed home sends the data elsewhere."""
    home = Path(tempfile.mkdtemp())
    home.chmod(0o711)
    try:
        with start_postgres(home / "postgres", durable=False) as server:
            assert server.data == home / "postgres" / "data"
    finally:
        shutil.rmtree(home)


@only_root
def test_programs_behind_a_closed_folder_are_copied_and_stay_ours(folder: Path, tmp_path: Path) -> None:
    """A virtual environment in root's home is closed to the server's account, which may not change the copy either."""
    wheel = next((found for found in all_postgres() if found.source == "wheel"), None)
    if wheel is None:
        pytest.skip("the wheel with Postgres is not installed")
    closed = tmp_path / "closed" / wheel.tree.parent.name
    shutil.copytree(wheel.tree, closed / wheel.tree.name, symlinks=True)
    libraries = wheel.tree.parent.with_name(f"{wheel.tree.parent.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, closed.with_name(libraries.name))
    hidden = PostgresBinaries(closed / wheel.tree.name / "bin", wheel.version, wheel.major, "configured")

    with start_postgres(folder, durable=False, binaries=hidden) as server:
        used = server.binaries.folder
        assert ask_server(server.url).version == wheel.version

    assert used != hidden.folder
    assert [(path.stat().st_uid, path.stat().st_mode & 0o022) for path in (used, used / "postgres")] == [(0, 0), (0, 0)]


def test_two_homes_run_side_by_side(folder: Path, server: RunningPostgres) -> None:
    """Each has its own port, data and password."""
    with start_postgres(folder, durable=False) as mine:
        run(mine.url, "CREATE TABLE only_mine ()")

        assert mine.port != server.port
        assert run(server.url, "SELECT to_regclass('only_mine') IS NULL") is True


def test_a_second_server_on_one_folder_is_refused_at_once(folder: Path) -> None:
    """The refusal names who has it."""
    with start_postgres(folder, durable=False):
        with pytest.raises(StartFailed) as refusal:
            start_postgres(folder, durable=False)
        with pytest.raises(StartFailed) as removal:
            discard_postgres(folder)

    assert (refusal.value.code, removal.value.code) == ("in_use", "in_use")
    assert str(os.getpid()) in refusal.value.reason


def test_a_taken_port_is_named(folder: Path, server: RunningPostgres) -> None:
    """A configured port is used or refused, never replaced."""
    with pytest.raises(StartFailed) as refusal:
        start_postgres(folder, port=server.port, durable=False)

    assert refusal.value.code == "port_in_use"
    assert str(server.port) in refusal.value.reason


def test_after_a_crash_the_same_port_serves_what_was_committed(folder: Path) -> None:
    """SIGKILL of all its processes, ten times: nothing committed is lost and no zombie is in the way."""
    port = 0
    for _ in range(10):
        server = start_postgres(folder, port=port, durable=False)
        port = server.port
        run(server.url, "CREATE TABLE IF NOT EXISTS kept (crash int)")
        run(server.url, "INSERT INTO kept SELECT count(*) FROM kept")
        server.kill()
        assert server.is_running is False

    with start_postgres(folder, port=port, durable=False) as server:
        assert run(server.url, "SELECT array_agg(crash ORDER BY crash) FROM kept") == list(range(10))


def test_a_killed_parent_leaves_no_server(folder: Path) -> None:
    """Its thread ended before, which must not matter; its death by SIGKILL must."""
    with parent(START, folder) as other:
        told = other.said()
        assert run(told["url"], "SELECT 1") == 1
        other.end(signal.SIGKILL)
        wait_until_gone(folder)

    assert mark(told["pid"]) is None
    start_postgres(folder, durable=False).stop()


@only_linux
def test_a_killed_keeper_leaves_no_server(folder: Path) -> None:
    """The process in between may be killed as well."""
    with start_postgres(folder, durable=False) as server:
        pid = server.pid
        os.kill(parent_of(pid), signal.SIGKILL)
        wait_until_gone(folder)

    assert mark(pid) is None


def test_a_pid_file_that_names_a_stranger_is_no_obstacle(folder: Path, server: RunningPostgres) -> None:
    """After a crash the pid may belong to any living process of the same account, such as another home's server."""
    with start_postgres(folder, durable=False) as mine:
        data = mine.data
        shutil.copy(data / "postmaster.pid", folder / "left-behind")
    lines = (folder / "left-behind").read_text(encoding="utf-8").splitlines()
    (data / "postmaster.pid").write_text("\n".join([str(server.pid), *lines[1:]]) + "\n", encoding="utf-8")

    start_postgres(folder, durable=False).stop()


@only_linux
def test_data_that_somebody_else_has_open_is_left_alone(folder: Path, tmp_path: Path) -> None:
    """A copied home points at the same data; the living server's pid file is respected."""
    copy = tmp_path / "copy" / "postgres"
    copy.mkdir(parents=True)
    with start_postgres(folder, durable=False) as server:
        record(copy, Placement(data=server.data, complete=True))

        with pytest.raises(StartFailed) as refusal:
            start_postgres(copy, durable=False)

        assert run(server.url, "SELECT 1") == 1
    assert (refusal.value.code, str(server.pid) in refusal.value.reason) == ("in_use", True)


def test_a_start_that_was_cut_off_is_made_good(folder: Path) -> None:
    """Half-made data never passes for data."""
    with start_postgres(folder, durable=False) as server:
        data = server.data
    place = json.loads((folder / "location.json").read_text(encoding="utf-8"))
    (folder / "location.json").write_text(json.dumps(place | {"complete": False}), encoding="utf-8")
    data.rename(data.with_name("data.new"))
    (data.with_name("data.new") / "PG_VERSION").unlink()

    with start_postgres(folder, durable=False) as server:
        assert run(server.url, "SELECT 1") == 1


def test_data_that_vanished_is_never_replaced_by_an_empty_database(folder: Path) -> None:
    """Ten years of decisions do not silently start again at nothing."""
    with start_postgres(folder, durable=False) as server:
        data = server.data
    shutil.rmtree(data)

    with pytest.raises(StartFailed) as refusal:
        start_postgres(folder, durable=False)

    assert refusal.value.code == "postgres_data_missing"


def test_data_of_a_version_that_is_not_installed_is_refused(folder: Path) -> None:
    """Another major version would not open it."""
    with start_postgres(folder, durable=False) as server:
        (server.data / "PG_VERSION").write_text("9\n", encoding="ascii")

    with pytest.raises(StartFailed) as refusal:
        start_postgres(folder, durable=False)

    assert refusal.value.code == "postgres_version_mismatch"


def test_a_server_that_does_not_start_shows_its_own_words(folder: Path) -> None:
    """The reason stands in the error, not only in a log somewhere."""
    with start_postgres(folder, durable=False) as server:
        data = server.data
    (data / "postgresql.conf").write_text("no_such_setting = on\n", encoding="utf-8")

    with pytest.raises(StartFailed) as refusal:
        start_postgres(folder, durable=False)

    assert refusal.value.code == "postgres_did_not_start"
    assert "no_such_setting" in refusal.value.reason


def test_discarding_leaves_nothing(folder: Path) -> None:
    """The data is gone wherever it lay."""
    start_postgres(folder, durable=False).stop()
    data = data_of(folder)
    assert data is not None

    discard_postgres(folder)

    assert (folder.exists(), data.exists(), data.parent.exists() and data.parent != folder) == (False, False, False)


@only_root
def test_throwaway_data_of_a_home_that_is_gone_is_swept(tmp_path: Path, folder: Path) -> None:
    """Who removes a temporary folder does not know that data lay outside of it."""
    lost = tmp_path / "lost" / "postgres"
    start_postgres(lost, durable=False).stop()
    data = data_of(lost)
    shutil.rmtree(tmp_path / "lost")

    start_postgres(folder, durable=False).stop()

    assert data is not None
    assert data.exists() is False


def test_a_folder_without_postgres_offers_none(tmp_path: Path) -> None:
    """A configured folder is taken or refused, never replaced by another."""
    assert find_postgres(configured=tmp_path) is None
    assert find_postgres(major=9) is None
