-- Open obligations among the rows of the views (work_view), found by person and by date without reading a file.

-- A thing that waits (awaits names it) and already did before keeps the instant since which it does: who computes rows
-- from a state knows only what has begun to wait just now. Rows computed from all events bring the instant along.
CREATE OR REPLACE FUNCTION write_views(of_stream text, rows jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  since jsonb;
BEGIN
  SELECT jsonb_object_agg(v.body ->> 'awaits', v.body -> 'since') INTO since FROM view_row v
    WHERE v.stream = of_stream AND v.view = 'work_view' AND v.body ->> 'awaits' IS NOT NULL;
  DELETE FROM view_row WHERE stream = of_stream;
  INSERT INTO view_row (view, stream, key, body)
  SELECT r ->> 0, of_stream, r ->> 1,
    CASE WHEN r ->> 0 = 'work_view' AND r -> 2 ->> 'since' IS NULL AND since ? (r -> 2 ->> 'awaits')
      THEN r -> 2 || jsonb_build_object('since', since -> (r -> 2 ->> 'awaits')) ELSE r -> 2 END
  FROM jsonb_array_elements(rows) AS r;
END $$;

CREATE INDEX work_by_due ON view_row ((body ->> 'due') COLLATE "C", stream, key) WHERE view = 'work_view';
CREATE INDEX work_by_cluster ON view_row ((body ->> 'cluster')) WHERE view = 'work_view';

-- The rows of the files that are here already are computed with the next look at what was adopted.
INSERT INTO outbox (key, position, kind, stream, body, recorded_at)
  SELECT 'views|migration|0010', h.position, 'views', 'rules', '{"version": 0}', h.recorded_at
    FROM log_head h WHERE h.position > 0;
