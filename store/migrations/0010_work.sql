-- Open obligations among the rows of the views (work_view), found by person and by date without reading a file.

-- What of such a row is asked over all files, in few bytes: the row itself stands in view_row under the same key.
CREATE TABLE work (
  stream text NOT NULL,
  key text NOT NULL,
  cluster text,                      -- none: the file belongs to no cluster
  due date,                          -- none: it waits, and no date is set for it
  waits_for text[] NOT NULL,         -- roles that can take the next step
  roles text[] NOT NULL,             -- these, and those that follow it up
  not_by text[] NOT NULL,            -- pseudonyms of those who had a hand in what is decided
  proposed_by text[] NOT NULL,
  PRIMARY KEY (stream, key)
);
CREATE INDEX work_by_due ON work (due, stream, key);
CREATE INDEX work_by_cluster ON work (cluster) WHERE cluster IS NOT NULL;

CREATE FUNCTION texts(list jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(array_agg(t), '{}') FROM jsonb_array_elements_text(list) AS t;
$$;

-- A thing that waits (awaits names it) and already did before keeps the instant since which it does: who computes rows
-- from a state knows only what has begun to wait just now. Rows computed from all events bring the instant along.
CREATE OR REPLACE FUNCTION write_views(of_stream text, rows jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  since jsonb;
BEGIN
  SELECT jsonb_object_agg(v.body ->> 'awaits', v.body -> 'since') INTO since FROM view_row v
    WHERE v.stream = of_stream AND v.view = 'work_view' AND v.body ->> 'awaits' IS NOT NULL;
  DELETE FROM view_row WHERE stream = of_stream;
  DELETE FROM work WHERE stream = of_stream;
  INSERT INTO view_row (view, stream, key, body)
  SELECT r ->> 0, of_stream, r ->> 1,
    CASE WHEN r ->> 0 = 'work_view' AND r -> 2 ->> 'since' IS NULL AND since ? (r -> 2 ->> 'awaits')
      THEN r -> 2 || jsonb_build_object('since', since -> (r -> 2 ->> 'awaits')) ELSE r -> 2 END
  FROM jsonb_array_elements(rows) AS r;
  INSERT INTO work (stream, key, cluster, due, waits_for, roles, not_by, proposed_by)
  SELECT of_stream, r ->> 1, b ->> 'cluster', (b ->> 'due')::date,
    texts(b -> 'waits_for'), texts(b -> 'roles'), texts(b -> 'not_by'), texts(b -> 'proposed_by')
  FROM jsonb_array_elements(rows) AS r, LATERAL (SELECT r -> 2) AS t (b) WHERE r ->> 0 = 'work_view';
END $$;

-- As before, and their obligations with them.
CREATE OR REPLACE FUNCTION drop_stray_views() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = clusterpact, pg_temp AS $$
  DELETE FROM work w WHERE NOT EXISTS (SELECT FROM stream s WHERE s.stream = w.stream);
  WITH gone AS (
    DELETE FROM view_row v WHERE NOT EXISTS (SELECT FROM stream s WHERE s.stream = v.stream) RETURNING 1
  ) SELECT count(*) FROM gone;
$$;

REVOKE ALL ON work FROM PUBLIC;
REVOKE ALL ON FUNCTION texts(jsonb) FROM PUBLIC;
GRANT SELECT ON work TO clusterpact_service;

-- The rows of the files that are here already are computed with the next look at what was adopted.
INSERT INTO outbox (key, position, kind, stream, body, recorded_at)
  SELECT 'views|migration|0010', h.position, 'views', 'rules', '{"version": 0}', h.recorded_at
    FROM log_head h WHERE h.position > 0;
