-- Whom open obligations wait for and who follows them, once for all that have the same: these are few, the obligations many.

-- Deciding who sees a party is deciding it for all its rows, and the rows of a party stand in the order in which they fall
-- due: counting them and finding the first of them opens none that is not shown.
CREATE TABLE work_party (
  party uuid PRIMARY KEY,            -- follows from the rest (party_of), however long that is
  waits_for text[] NOT NULL,         -- roles that can take the next step
  roles text[] NOT NULL,             -- these, and those that follow it up
  not_by text[] NOT NULL,            -- pseudonyms of those who had a hand in what is decided
  proposed_by text[] NOT NULL
);

CREATE FUNCTION party_of(body jsonb) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT encode(substr(sha256(convert_to(jsonb_build_array(
    body -> 'waits_for', body -> 'roles', body -> 'not_by', body -> 'proposed_by')::text, 'UTF8')), 1, 16), 'hex')::uuid;
$$;

ALTER TABLE work ADD party uuid;
UPDATE work SET party = party_of(jsonb_build_object(
  'waits_for', waits_for, 'roles', roles, 'not_by', not_by, 'proposed_by', proposed_by));
INSERT INTO work_party SELECT DISTINCT ON (party) party, waits_for, roles, not_by, proposed_by FROM work;
DROP INDEX work_by_due;
ALTER TABLE work ALTER party SET NOT NULL,
  DROP COLUMN waits_for, DROP COLUMN roles, DROP COLUMN not_by, DROP COLUMN proposed_by;
CREATE INDEX work_by_party ON work (party, due, stream, key) INCLUDE (cluster);

-- Only who holds the head row of the log writes here, so that a party that nothing waits for any more can go.
CREATE FUNCTION write_work(of_stream text, bodies jsonb[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  before uuid[];
BEGIN
  WITH gone AS (DELETE FROM work WHERE stream = of_stream RETURNING party)
    SELECT array_agg(DISTINCT party) INTO before FROM gone;
  INSERT INTO work_party (party, waits_for, roles, not_by, proposed_by)
    SELECT DISTINCT ON (p) p, texts(b -> 'waits_for'), texts(b -> 'roles'), texts(b -> 'not_by'), texts(b -> 'proposed_by')
      FROM unnest(bodies) AS b, party_of(b) AS p
    ON CONFLICT DO NOTHING;
  INSERT INTO work (stream, key, cluster, due, party)
    SELECT of_stream, b ->> 'key', b ->> 'cluster', (b ->> 'due')::date, party_of(b) FROM unnest(bodies) AS b;
  DELETE FROM work_party p WHERE p.party = ANY (before) AND NOT EXISTS (SELECT FROM work w WHERE w.party = p.party);
END $$;

-- As before, with the obligations written by their parties.
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
  PERFORM write_work(of_stream, array_agg(r -> 2) FILTER (WHERE r ->> 0 = 'work_view'))
    FROM jsonb_array_elements(rows) AS r;
END $$;

REVOKE ALL ON work_party FROM PUBLIC;
REVOKE ALL ON FUNCTION party_of(jsonb), write_work(text, jsonb[]) FROM PUBLIC;
GRANT SELECT ON work_party TO clusterpact_service;

-- The rows of the files that are here already are computed again with the next look at what was adopted: they tell more now.
INSERT INTO outbox (key, position, kind, stream, body, recorded_at)
  SELECT 'views|migration|0015', h.position, 'views', 'rules', '{"version": 0}', h.recorded_at
    FROM log_head h WHERE h.position > 0;
