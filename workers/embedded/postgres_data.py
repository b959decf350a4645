"""The data of one Postgres server: made once, for one account, with a password drawn here."""

import os
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from workers.embedded.failures import StartFailed
from workers.embedded.kept import ServerUser
from workers.embedded.placement import Placement, postmaster, record
from workers.embedded.postgres_binaries import PostgresBinaries
from workers.embedded.private import write_private

OWNER = "postgres"
CLEAN_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True)
class Cluster:
    """One home's database server at rest: its folder, its data, and the programs and account it runs with."""

    folder: Path
    place: Placement
    programs: PostgresBinaries
    user: ServerUser | None
    durable: bool
    password: str


def owner_password(folder: Path) -> str:
    """Return the password of the database's owner, drawn the first time."""
    path = folder / "password"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(24))
    return path.read_text(encoding="ascii")


def make_data(cluster: Cluster) -> None:
    """Make the data folder if there is none; under another name first: a start cut off leaves nothing half-made.

    Raises:
        StartFailed: ``postgres_data_missing`` when there once was one: an empty database must not take its place.
    """
    folder, place, user = cluster.folder, cluster.place, cluster.user
    if (place.data / "PG_VERSION").is_file():
        return
    if place.complete:
        raise StartFailed(
            "postgres_data_missing",
            f"the data of {folder} is no longer in {place.data}; restore it, or remove {folder} to start empty",
        )
    fresh = place.data.with_name("data.new")
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.rmtree(place.data, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    # initdb reads the password as the account without rights; the folder beside the data is open to nobody else.
    handover = place.data.with_name("handover")
    shutil.rmtree(handover, ignore_errors=True)
    handover.mkdir(mode=0o700)
    (handover / "password").write_text(cluster.password, encoding="ascii")
    if user is not None:
        for path in (fresh, handover, handover / "password"):
            os.chown(path, user.uid, user.gid)
    try:
        _initdb(cluster, fresh, handover / "password")
    finally:
        shutil.rmtree(handover)
    fresh.rename(place.data)
    record(folder, place.model_copy(update={"complete": True}))


def _initdb(cluster: Cluster, data: Path, password: Path) -> None:
    user = cluster.user
    command = [
        str(cluster.programs.folder / "initdb"),
        f"--pgdata={data}",
        f"--username={OWNER}",
        f"--pwfile={password}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--data-checksums",
        *([] if cluster.durable else ["--no-sync"]),
    ]
    made = subprocess.run(
        command,
        cwd=data,
        env=CLEAN_ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        umask=0o077,
        start_new_session=True,  # Ctrl-C in our terminal is for us; we undo what was begun
        user=None if user is None else user.uid,
        group=None if user is None else user.gid,
        extra_groups=None if user is None else [],
    )
    if made.returncode != 0:
        raise StartFailed("postgres_did_not_start", f"initdb failed:\n{made.stderr.strip() or made.stdout.strip()}")


def clear_stale_pid(data: Path) -> None:
    """Remove the pid file a crash left behind, so that a stranger who has that pid now does not block the start.

    Raises:
        StartFailed: ``in_use`` when a server, started by whomever, has the data open.
    """
    running = postmaster(data)
    if running is not None:
        raise StartFailed("in_use", f"another Postgres (process {running}) has {data} open")
    (data / "postmaster.pid").unlink(missing_ok=True)
