-- Who brought which bytes to which file: a hash in the record opens only the bytes that its own attacher brought there.

CREATE TABLE document_upload (
  stream text NOT NULL,
  person text NOT NULL CHECK (person <> ''),
  sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  uploaded_at timestamptz NOT NULL,
  PRIMARY KEY (stream, sha256, person)
);

-- The bytes come along, so that nobody notes an upload who does not have them.
CREATE FUNCTION note_upload(to_stream text, by_person text, uploaded bytea, at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = clusterpact, pg_temp AS $$
BEGIN
  PERFORM check_session();
  INSERT INTO document_upload (stream, person, sha256, uploaded_at)
    VALUES (to_stream, by_person, encode(sha256(uploaded), 'hex'), at) ON CONFLICT DO NOTHING;
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON document_upload
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

REVOKE ALL ON document_upload FROM PUBLIC;
REVOKE ALL ON FUNCTION note_upload(text, text, bytea, timestamptz) FROM PUBLIC;
GRANT SELECT ON document_upload TO clusterpact_service;
GRANT EXECUTE ON FUNCTION note_upload(text, text, bytea, timestamptz) TO clusterpact_service;
