-- What somebody has to look at, and whether the one who watches still does. The record itself says what happened: these
-- rows can be raised again from it, and losing them loses no fact.

CREATE TABLE alarm (
  key text PRIMARY KEY,              -- business identity: an alarm is raised once
  kind text NOT NULL CHECK (kind <> ''),
  stream text NOT NULL,
  body jsonb NOT NULL,
  raised_at timestamptz NOT NULL,
  settled_at timestamptz,
  settled_by text,                   -- a pseudonym, or 'system' where its ground fell away by itself
  CHECK ((settled_at IS NULL) = (settled_by IS NULL))
);
CREATE INDEX alarm_open ON alarm (raised_at, key) WHERE settled_at IS NULL;

-- What the sweeper carried out stands in the events: an alarm that a crash swallowed is found by it.
CREATE INDEX event_by_sweeper ON event (position) WHERE causation_id = 'sweeper';

CREATE TABLE sweep (
  id smallint PRIMARY KEY CHECK (id = 1),
  looked_at timestamptz NOT NULL,    -- when the sweeper last went through what was due
  reconciled_at timestamptz          -- when it last recomputed the open set from the events
) WITH (fillfactor = 10);

CREATE FUNCTION raise_alarm(new_key text, new_kind text, of_stream text, new_body text, at timestamptz) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = clusterpact, pg_temp AS $$
  WITH raised AS (
    INSERT INTO alarm (key, kind, stream, body, raised_at) VALUES (new_key, new_kind, of_stream, new_body::jsonb, at)
      ON CONFLICT DO NOTHING RETURNING 1
  ) SELECT count(*) > 0 FROM raised;
$$;

CREATE FUNCTION settle_alarms(settled text[], by_whom text, at timestamptz) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = clusterpact, pg_temp AS $$
  WITH done AS (
    UPDATE alarm SET settled_at = at, settled_by = by_whom WHERE key = ANY (settled) AND settled_at IS NULL RETURNING 1
  ) SELECT count(*) FROM done;
$$;

CREATE FUNCTION note_sweep(at timestamptz, is_reconciled boolean) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = clusterpact, pg_temp AS $$
  INSERT INTO sweep (id, looked_at, reconciled_at) VALUES (1, at, CASE WHEN is_reconciled THEN at END)
    ON CONFLICT (id) DO UPDATE SET looked_at = at,
      reconciled_at = CASE WHEN is_reconciled THEN at ELSE sweep.reconciled_at END;
$$;

REVOKE ALL ON alarm, sweep FROM PUBLIC;
REVOKE ALL ON FUNCTION raise_alarm(text, text, text, text, timestamptz), settle_alarms(text[], text, timestamptz),
  note_sweep(timestamptz, boolean) FROM PUBLIC;
GRANT SELECT ON alarm, sweep TO clusterpact_service;
GRANT EXECUTE ON FUNCTION raise_alarm(text, text, text, text, timestamptz), settle_alarms(text[], text, timestamptz),
  note_sweep(timestamptz, boolean) TO clusterpact_service;
