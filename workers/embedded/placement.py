"""Where a server's data lies, and under which account, without widening anybody's rights.

Postgres refuses to run as root, so root's server runs under an account without rights. That account has to reach the
data and the programs, and a home under ``/root`` or any other 0700 folder is closed to it. Opening such parents would
open whatever else lies in them. So the data goes outside: lasting data under ``/var/lib/clusterpact``, where a system's
servers keep theirs and which no clean-up empties; throw-away data in the temporary folder. Programs that
the account cannot reach (a virtual environment in root's home) are copied beside it, owned by root, so that the server
cannot change them. The home records where its data went.
"""

import contextlib
import json
import os
import pwd
import shutil
import stat
import tempfile
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from workers.embedded.failures import StartFailed
from workers.embedded.kept import ServerUser
from workers.embedded.postgres_binaries import PostgresBinaries
from workers.embedded.private import write_private
from workers.embedded.processes import began

_LASTING = Path("/var/lib/clusterpact")
_PREFIX = "clusterpact-postgres-"
_ACCOUNTS = ("postgres", "nobody")
_RECORD = "location.json"
_OWNER = "home"


class Placement(BaseModel):
    """Where the data of one home lies; ``complete`` once it was ever ready for use."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Path
    outside: Path | None = None
    complete: bool = False


def server_user() -> ServerUser | None:
    """Choose the account the server runs under: our own unless we are root; no account is ever created."""
    if os.geteuid() != 0:
        return None
    for name in _ACCOUNTS:
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return ServerUser(name, entry.pw_uid, entry.pw_gid)
    raise StartFailed(
        "no_server_user", f"Postgres does not run as root and none of the accounts {', '.join(_ACCOUNTS)} exists"
    )


def find_place(folder: Path, user: ServerUser | None, *, durable: bool) -> Placement:
    """Return where this home's data lies, choosing and recording it the first time."""
    with contextlib.suppress(FileNotFoundError):
        return Placement.model_validate_json((folder / _RECORD).read_bytes())
    if user is None or lets_in(folder.parent, user):
        if user is not None:
            folder.chmod(0o711)
        place = Placement(data=folder / "data")
    else:
        outside = _outside(folder, durable=durable)
        place = Placement(data=outside / "data", outside=outside)
    record(folder, place)
    return place


def data_of(folder: Path) -> Path | None:
    """Return where a home's data lies, if any was ever made."""
    with contextlib.suppress(FileNotFoundError):
        return Placement.model_validate_json((folder / _RECORD).read_bytes()).data
    return None


def record(folder: Path, place: Placement) -> None:
    """Write down where the data of a home lies."""
    write_private(folder / _RECORD, place.model_dump_json())


def reachable(binaries: PostgresBinaries, user: ServerUser | None, place: Placement) -> PostgresBinaries:
    """Return programs the account can run: the same, or a copy beside the data when a closed folder is in between."""
    if user is None or (lets_in(binaries.folder, user) and _may(binaries.folder / "postgres", user, stat.S_IXOTH)):
        return binaries
    if place.outside is None:
        raise StartFailed(
            "postgres_unreachable",
            f"the account {user.name} cannot reach {binaries.folder}; install Postgres system-wide",
        )
    # Two levels deep, because the wheel's programs look for bundled libraries in a folder beside their package.
    copy = place.outside / f"programs-{binaries.version}" / "package"
    if not copy.is_dir():
        _copy_programs(binaries, copy)
    return PostgresBinaries(
        copy / binaries.tree.name / binaries.folder.name, binaries.version, binaries.major, binaries.source
    )


def _copy_programs(binaries: PostgresBinaries, copy: Path) -> None:
    fresh = copy.parent.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(binaries.tree, fresh / copy.name / binaries.tree.name, symlinks=True)
    package = binaries.tree.parent
    bundled = package.parent / f"{package.name}.libs"
    if bundled.is_dir():
        shutil.copytree(bundled, fresh / bundled.name, symlinks=True)
    for entry in (fresh, *fresh.rglob("*")):
        if not entry.is_symlink():
            entry.chmod(0o755 if entry.is_dir() or entry.stat().st_mode & stat.S_IXUSR else 0o644)
    fresh.rename(copy.parent)


def lets_in(path: Path, user: ServerUser) -> bool:
    """Say whether an account can pass through a folder and all of its parents, by their mode bits."""
    path = path.resolve()
    return all(_may(step, user, stat.S_IXOTH) for step in (path, *path.parents))


def _may(path: Path, user: ServerUser, right: int) -> bool:
    found = path.stat()
    if found.st_uid == user.uid:
        return bool(found.st_mode & (right << 6))
    return bool(found.st_mode & (right << 3 if found.st_gid == user.gid else right))


def _outside(folder: Path, *, durable: bool) -> Path:
    if durable:
        _LASTING.mkdir(mode=0o711, parents=True, exist_ok=True)
        base = _LASTING
    else:
        base = Path(tempfile.gettempdir())
        sweep_abandoned(base)
    place = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=base))
    (place / _OWNER).write_text(json.dumps(str(folder)), encoding="utf-8")
    place.chmod(0o711)
    return place


def sweep_abandoned(base: Path) -> None:
    """Remove throw-away data of ours whose home is gone and whose server is not running."""
    for place in base.glob(f"{_PREFIX}*"):
        with contextlib.suppress(FileNotFoundError, PermissionError, json.JSONDecodeError):
            owner = Path(json.loads((place / _OWNER).read_text(encoding="utf-8")))
            if place.stat().st_uid == os.geteuid() and not owner.exists() and postmaster(place / "data") is None:
                shutil.rmtree(place)


def remove_place(folder: Path) -> None:
    """Remove a home's Postgres folder and the data outside of it; the caller has made sure that nobody uses it."""
    with contextlib.suppress(FileNotFoundError):
        outside = Placement.model_validate_json((folder / _RECORD).read_bytes()).outside
        if outside is not None and outside.name.startswith(_PREFIX):
            shutil.rmtree(outside, ignore_errors=True)
            with contextlib.suppress(OSError):  # others may still keep theirs there
                _LASTING.rmdir()
    shutil.rmtree(folder, ignore_errors=True)


def postmaster(data: Path) -> int | None:
    """Return the pid of the server that has this data folder open; None when its pid file is missing or stale.

    A pid can be somebody else's by now (containers start counting at 1 each time), so where the system tells, the
    process must also stand in the data folder, as a postmaster always does.
    """
    try:
        pid = int((data / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])
    except (FileNotFoundError, NotADirectoryError, IndexError, ValueError):
        return None
    if began(pid) is None:
        return None
    stands_in = Path(f"/proc/{pid}/cwd")
    with contextlib.suppress(OSError):
        return pid if stands_in.readlink() == data.resolve() else None
    return pid
