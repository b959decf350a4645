-- What the service itself froze for a question, and which files hold a content: both are asked when a command is decided.

CREATE TABLE answer_snapshot (
  stream text NOT NULL,
  sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  view_hash text NOT NULL,           -- of the whole command: day, instant, position, clusters, evidence, words
  taken_at timestamptz NOT NULL,
  PRIMARY KEY (stream, sha256, view_hash)
);

-- The bytes come along, so that nobody notes a snapshot who does not have them.
CREATE FUNCTION note_snapshot(for_stream text, taken bytea, of_view text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = clusterpact, pg_temp AS $$
BEGIN
  PERFORM check_session();
  INSERT INTO answer_snapshot (stream, sha256, view_hash, taken_at)
    VALUES (for_stream, encode(sha256(taken), 'hex'), of_view, clock_timestamp()) ON CONFLICT DO NOTHING;
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON answer_snapshot
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What was frozen before snapshots were noted stays readable, unless its hash is that of a document somebody brought.
INSERT INTO answer_snapshot (stream, sha256, view_hash, taken_at)
  SELECT DISTINCT ON (e.stream, told.sha256) e.stream, told.sha256, '', e.recorded_at
    FROM event e, LATERAL (SELECT convert_from(e.body, 'UTF8')::jsonb ->> 'answer_hash' AS sha256) told
    WHERE e.type = 'answer.snapshot_frozen' AND told.sha256 ~ '^[0-9a-f]{64}$'
      AND NOT EXISTS (SELECT FROM document_upload u WHERE u.sha256 = told.sha256)
    ORDER BY e.stream, told.sha256, e.position;

-- Who holds a content is found among the events of documents, without reading the rest of the log.
CREATE INDEX event_of_document ON event (position) WHERE type IN ('document.attached', 'document.content_erased');

-- The files that hold a content: who attached it there brought its bytes and it was not erased there, or it was frozen
-- there.
CREATE FUNCTION holders_of(hash text) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = clusterpact, pg_temp AS $$
  SELECT e.stream FROM event e
    WHERE e.type = 'document.attached' AND convert_from(e.body, 'UTF8')::jsonb ->> 'sha256' = hash
      AND EXISTS (SELECT FROM document_upload u WHERE u.sha256 = hash AND u.stream = e.stream)
      AND NOT EXISTS (
        SELECT FROM event gone WHERE gone.type = 'document.content_erased' AND gone.stream = e.stream
          AND convert_from(gone.body, 'UTF8')::jsonb ->> 'sha256' = hash
          AND convert_from(gone.body, 'UTF8')::jsonb ->> 'document' = convert_from(e.body, 'UTF8')::jsonb ->> 'document')
  UNION SELECT s.stream FROM answer_snapshot s WHERE s.sha256 = hash
  ORDER BY 1;
$$;

-- As before, and a content that a file still holds stays until that file has erased it too.
CREATE OR REPLACE FUNCTION erase_document(hash text, ground text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = clusterpact, pg_temp AS $$
BEGIN
  PERFORM check_session();
  IF NOT EXISTS (
    SELECT FROM event e WHERE e.type = 'document.content_erased'
      AND convert_from(e.body, 'UTF8')::jsonb ->> 'sha256' = hash
  ) THEN
    RAISE EXCEPTION 'no recorded decision erases %', hash USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF EXISTS (SELECT FROM holders_of(hash)) THEN
    RETURN false;
  END IF;
  UPDATE document_content d SET content = NULL, erased_at = clock_timestamp(), legal_ground = ground
    WHERE d.sha256 = hash AND d.erased_at IS NULL;
  IF FOUND THEN
    RETURN true;
  END IF;
  INSERT INTO document_content (sha256, size, stored_at, erased_at, legal_ground)  -- bytes that come later stay out
    VALUES (hash, 0, clock_timestamp(), clock_timestamp(), ground) ON CONFLICT (sha256) DO NOTHING;
  RETURN false;
END $$;

REVOKE ALL ON answer_snapshot FROM PUBLIC;
REVOKE ALL ON FUNCTION note_snapshot(text, bytea, text), holders_of(text) FROM PUBLIC;
GRANT SELECT ON answer_snapshot TO clusterpact_service;
GRANT EXECUTE ON FUNCTION note_snapshot(text, bytea, text), holders_of(text) TO clusterpact_service;
