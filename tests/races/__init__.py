"""Two things at once, on a real Postgres, in both orders."""
