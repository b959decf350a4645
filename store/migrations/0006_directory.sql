-- Names and contacts, apart from the record: events hold pseudonyms, and what stands here can be erased.

CREATE TABLE directory (
  pseudonym text PRIMARY KEY CHECK (pseudonym ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  name text NOT NULL CHECK (name <> ''),
  contact text NOT NULL,
  written_at timestamptz NOT NULL
);

-- A name that was erased on request does not come back by a late copy of an old list.
CREATE FUNCTION write_name(of_pseudonym text, new_name text, new_contact text, at timestamptz) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = clusterpact, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT FROM event WHERE stream = 'people/' || of_pseudonym AND type = 'directory_entry.erased' AND recorded_at >= at
  ) THEN
    RETURN false;
  END IF;
  INSERT INTO directory VALUES (of_pseudonym, new_name, new_contact, at)
    ON CONFLICT (pseudonym) DO UPDATE SET name = new_name, contact = new_contact, written_at = at;
  RETURN true;
END $$;

-- What the record says is erased, is erased here: at once after the event, and again in every round of the relay.
CREATE FUNCTION erase_names() RETURNS bigint
  LANGUAGE sql SECURITY DEFINER SET search_path = clusterpact, pg_temp AS $$
  WITH gone AS (
    DELETE FROM directory d USING event e
    WHERE e.stream = 'people/' || d.pseudonym AND e.type = 'directory_entry.erased' AND e.recorded_at >= d.written_at
    RETURNING d.pseudonym
  ) SELECT count(*) FROM gone
$$;

REVOKE ALL ON directory FROM PUBLIC;
REVOKE ALL ON FUNCTION write_name(text, text, text, timestamptz), erase_names() FROM PUBLIC;
GRANT SELECT ON directory TO clusterpact_service;
GRANT EXECUTE ON FUNCTION write_name(text, text, text, timestamptz), erase_names() TO clusterpact_service;
