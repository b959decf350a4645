#!/bin/sh
# Run once by the image, on an empty data folder: the login role of worker and relay. What it may do is granted by the
# migrations; it owns nothing. The password is passed as a psql variable, so psql quotes it.
set -eu

psql --no-psqlrc --set=ON_ERROR_STOP=1 --set=password="$CLUSTERPACT_SERVICE_PASSWORD" \
  --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE clusterpact_service LOGIN PASSWORD :'password' NOSUPERUSER NOCREATEDB NOCREATEROLE;
-- An append that hangs in an open transaction would stop everybody's.
ALTER ROLE clusterpact_service SET idle_in_transaction_session_timeout = '15s';
SQL
