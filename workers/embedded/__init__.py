"""A Postgres and a Temporal of one's own, on loopback, that leave no process and no account behind."""
