"""The script that makes the service's login role for Compose, run against a real Postgres."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from workers.embedded.postgres import RunningPostgres, start_postgres
from workers.embedded.postgres_binaries import all_postgres

SCRIPT = Path(__file__).parents[2] / "deploy" / "postgres" / "service-role.sh"
PASSWORD = 'it\'s "quoted" \\ and $odd'


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[RunningPostgres]:
    """A server without the role."""
    with start_postgres(tmp_path / "postgres", durable=False) as server:
        yield server


def make_role(server: RunningPostgres) -> subprocess.CompletedProcess[str]:
    """Run the script as the image does on an empty data folder, with its user, database and `psql`."""
    folder = next(found.folder for found in all_postgres() if (found.folder / "psql").exists())
    address = urlsplit(server.url)
    environment = {
        "PATH": f"{folder}:{os.defpath}",
        "PGHOST": str(address.hostname),
        "PGPORT": str(address.port),
        "PGPASSWORD": str(address.password),
        "POSTGRES_USER": str(address.username),
        "POSTGRES_DB": address.path[1:],
        "CLUSTERPACT_SERVICE_PASSWORD": PASSWORD,
    }
    return subprocess.run(["/bin/sh", SCRIPT], check=False, capture_output=True, text=True, env=environment)


async def test_the_service_can_log_in_with_its_password_and_owns_nothing(postgres: RunningPostgres) -> None:
    """Even a password full of quotes arrives as it was typed."""
    answer = make_role(postgres)

    assert answer.returncode == 0, answer.stderr
    connection = await asyncpg.connect(
        host="127.0.0.1", port=postgres.port, user="clusterpact_service", password=PASSWORD, database="clusterpact"
    )
    try:
        row = await connection.fetchrow(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, current_setting('idle_in_transaction_session_timeout')"
            " FROM pg_roles WHERE rolname = current_user"
        )
    finally:
        await connection.close()
    assert row is not None
    assert tuple(row.values()) == (False, False, False, "15s")


def test_a_second_role_of_that_name_is_a_failure(postgres: RunningPostgres) -> None:
    """Something is wrong when a fresh database already has it, so the image must stop."""
    make_role(postgres)

    assert make_role(postgres).returncode != 0
