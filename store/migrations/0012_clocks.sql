-- Whose clock is right, which versions the living processes run with, and alarms whose ground stands still.

-- How far a clock may be off. Data of the record, so that no two processes hold themselves to different limits.
ALTER TABLE clock ADD COLUMN may_be_behind interval NOT NULL DEFAULT '1 second';
ALTER TABLE clock ADD COLUMN may_drift interval NOT NULL DEFAULT '5 seconds';
ALTER TABLE clock ADD COLUMN alike_for interval NOT NULL DEFAULT '10 minutes';  -- after a jump, until that is a new beginning

-- The latest instant that anything may bear at this moment. Where this server's clock was put back, the log goes on just
-- after its last instant: it never goes back, and nobody has to wait until the clock has come there again.
CREATE OR REPLACE FUNCTION latest_instant() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
  SELECT CASE WHEN c.is_simulated THEN 'infinity'
              ELSE greatest(clock_timestamp() + c.may_be_ahead, h.recorded_at + interval '1 millisecond') END
    FROM clock c, log_head h WHERE c.id = 1 AND h.id = 1;
$$;

-- As before, with what the asking machine's clock showed when it asked: a receipt bears no time of a clock that is wrong.
-- While this server's clock stands behind the log, a receipt comes no earlier than what last fell due in its own stream: what
-- was missed stays missed, and what has yet to fall due is not brought nearer by what others have in the log.
CREATE FUNCTION keep_receipt(
  new_command_id text, of_stream text, by_person text, at timestamptz, new_hash bytea, new_body bytea,
  asked_at timestamptz
) RETURNS TABLE (number bigint, received_at timestamptz, content_hash bytea, body bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = clusterpact, pg_temp AS $$
#variable_conflict use_column
DECLARE
  ours clock;
  here timestamptz := statement_timestamp();  -- no wait of ours counts against whoever asked
  last timestamptz;
BEGIN
  SELECT * INTO STRICT ours FROM clock WHERE id = 1;
  SELECT h.recorded_at INTO STRICT last FROM log_head h WHERE h.id = 1;
  IF NOT ours.is_simulated AND NOT EXISTS (SELECT FROM receipt r WHERE r.command_id = new_command_id) THEN
    IF asked_at > greatest(here, last) + ours.may_be_ahead THEN
      RAISE EXCEPTION 'asked at %, here it was %', asked_at, here USING ERRCODE = 'CP001',
        DETAIL = extract(epoch FROM asked_at - here) || ' ' || extract(epoch FROM ours.may_be_ahead);
    ELSIF asked_at < here - ours.may_be_behind THEN
      RAISE EXCEPTION 'asked at %, here it was %', asked_at, here USING ERRCODE = 'CP002',
        DETAIL = extract(epoch FROM here) || ' ' || extract(epoch FROM ours.may_be_behind);
    ELSIF here < last - ours.may_be_ahead THEN
      at := greatest(at, (SELECT max(e.recorded_at) FROM event e
        WHERE e.stream = of_stream AND e.type IN ('deadline.missed', 'deadline.reached')));
    END IF;
  END IF;
  RETURN QUERY SELECT k.number, k.received_at, k.content_hash, k.body
    FROM keep_receipt(new_command_id, of_stream, by_person, at, new_hash, new_body) k;
END $$;

-- Which versions a process runs with, for as long as it says so. Losing these rows loses nothing: each writes its own again.
CREATE TABLE process (
  id uuid PRIMARY KEY,               -- drawn by the process at its start
  name text NOT NULL,                -- worker, relay, sweeper
  host text NOT NULL,
  pid integer NOT NULL,
  package text NOT NULL,             -- version of this service
  migration text NOT NULL,           -- the last migration that its release knows
  tzdata text,                       -- tables of the time zones; null where they do not say
  started_at timestamptz NOT NULL,   -- by this server's clock
  seen_at timestamptz NOT NULL
);

-- Say that a process lives; true where nobody knew of it. Those not heard of for so long are taken for dead and forgotten,
-- and so are those whose last word lies as far ahead: this server's clock was put back since. Whoever is forgotten by
-- several at once is waited for by none, so that no two wait for each other.
CREATE FUNCTION note_process(
  own_id uuid, own_name text, own_host text, own_pid integer, own_package text, own_migration text, own_tzdata text,
  silent_for interval
) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = clusterpact, pg_temp AS $$
DECLARE
  is_new boolean;
BEGIN
  INSERT INTO process VALUES (
    own_id, own_name, own_host, own_pid, own_package, own_migration, own_tzdata, clock_timestamp(), clock_timestamp())
    ON CONFLICT (id) DO UPDATE SET seen_at = clock_timestamp() RETURNING xmax = 0 INTO is_new;
  DELETE FROM process WHERE id IN (SELECT p.id FROM process p
    WHERE p.seen_at NOT BETWEEN clock_timestamp() - silent_for AND clock_timestamp() + silent_for AND p.id <> own_id
    FOR UPDATE SKIP LOCKED);
  RETURN is_new;
END $$;

CREATE FUNCTION forget_process(own_id uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = clusterpact, pg_temp AS $$
  DELETE FROM process WHERE id = own_id;
$$;

-- Raise an alarm whose ground still stands, whoever closed it meanwhile; true where it was closed or unknown.
CREATE FUNCTION raise_alarm_again(new_key text, new_kind text, of_stream text, new_body text, at timestamptz)
RETURNS boolean LANGUAGE sql SECURITY DEFINER SET search_path = clusterpact, pg_temp AS $$
  WITH raised AS (
    INSERT INTO alarm (key, kind, stream, body, raised_at) VALUES (new_key, new_kind, of_stream, new_body::jsonb, at)
      ON CONFLICT (key) DO UPDATE SET raised_at = at, body = new_body::jsonb, settled_at = NULL, settled_by = NULL
        WHERE alarm.settled_at IS NOT NULL
      RETURNING 1
  ) SELECT count(*) > 0 FROM raised;
$$;

-- What is an alarm by itself has to be found among millions of events, every minute.
CREATE INDEX event_miss_revoked ON event (position) WHERE type = 'deadline.miss_revoked';
CREATE INDEX event_outage ON event (position) WHERE type = 'outage.recorded';

REVOKE ALL ON process FROM PUBLIC;
REVOKE ALL ON FUNCTION keep_receipt(text, text, text, timestamptz, bytea, bytea, timestamptz),
  note_process(uuid, text, text, integer, text, text, text, interval), forget_process(uuid),
  raise_alarm_again(text, text, text, text, timestamptz) FROM PUBLIC;
GRANT SELECT ON process TO clusterpact_service;
GRANT EXECUTE ON FUNCTION keep_receipt(text, text, text, timestamptz, bytea, bytea, timestamptz),
  note_process(uuid, text, text, integer, text, text, text, interval), forget_process(uuid),
  raise_alarm_again(text, text, text, text, timestamptz) TO clusterpact_service;
-- The way in without a look at the asking machine's clock is closed to the service.
REVOKE EXECUTE ON FUNCTION keep_receipt(text, text, text, timestamptz, bytea, bytea) FROM clusterpact_service;
