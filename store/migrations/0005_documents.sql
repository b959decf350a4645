-- The bytes of documents, by their SHA-256. A content is put here once and never changed; the one thing that can happen
-- to it is that it is erased, on a legal ground: then the hash and the ground stay, and the same bytes stay out.

CREATE TABLE document_content (
  sha256 text PRIMARY KEY CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  content bytea,                     -- null once erased
  size bigint NOT NULL CHECK (size >= 0),
  stored_at timestamptz NOT NULL,
  erased_at timestamptz,
  legal_ground text,
  CHECK ((content IS NULL) = (erased_at IS NOT NULL)),
  CHECK ((erased_at IS NULL) = (legal_ground IS NULL))
);
ALTER TABLE document_content ALTER COLUMN content SET STORAGE EXTERNAL;  -- most documents are compressed already

-- Found without reading the log: what has still to be erased.
CREATE INDEX event_of_erasure ON event (position) WHERE type = 'document.content_erased';

-- Keep a content under the hash of its bytes; 'erased' where it was here and had to go.
CREATE FUNCTION keep_document(kept bytea) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = clusterpact, pg_temp AS $$
DECLARE
  hash text := encode(sha256(kept), 'hex');
  known document_content;
BEGIN
  PERFORM check_session();
  INSERT INTO document_content (sha256, content, size, stored_at)
    VALUES (hash, kept, length(kept), clock_timestamp()) ON CONFLICT (sha256) DO NOTHING;
  SELECT * INTO STRICT known FROM document_content d WHERE d.sha256 = hash;
  IF known.erased_at IS NOT NULL THEN
    RETURN 'erased';
  ELSIF known.content IS DISTINCT FROM kept THEN
    RETURN 'damaged';
  END IF;
  RETURN 'kept';
END $$;

-- Take the content away and nothing else; whether there was anything to take. Only what the record says is erased goes.
CREATE FUNCTION erase_document(hash text, ground text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = clusterpact, pg_temp AS $$
BEGIN
  PERFORM check_session();
  IF NOT EXISTS (
    SELECT FROM event e WHERE e.type = 'document.content_erased'
      AND convert_from(e.body, 'UTF8')::jsonb ->> 'sha256' = hash
  ) THEN
    RAISE EXCEPTION 'no recorded decision erases %', hash USING ERRCODE = 'insufficient_privilege';
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

-- The seat belt of 0004, with one gap: a content may go, and no other column with it.
CREATE FUNCTION refuse_other_than_erasing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF old.erased_at IS NULL AND new.erased_at IS NOT NULL AND new.content IS NULL
    AND (new.sha256, new.size, new.stored_at) = (old.sha256, old.size, old.stored_at) THEN
    RETURN new;
  END IF;
  RAISE EXCEPTION 'document_content is append-only: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON document_content
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER only_erased BEFORE UPDATE ON document_content
  FOR EACH ROW EXECUTE FUNCTION refuse_other_than_erasing();

REVOKE ALL ON document_content FROM PUBLIC;
REVOKE ALL ON FUNCTION keep_document(bytea), erase_document(text, text), refuse_other_than_erasing() FROM PUBLIC;
GRANT SELECT ON document_content TO clusterpact_service;
GRANT EXECUTE ON FUNCTION keep_document(bytea), erase_document(text, text) TO clusterpact_service;
