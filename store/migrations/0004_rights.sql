-- The service reads everything and writes through the functions alone. The triggers are a seat belt, not a wall:
-- the owner can take them off, and the chains then show what was done.

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

REVOKE ALL ON SCHEMA clusterpact FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA clusterpact FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA clusterpact FROM PUBLIC;
GRANT USAGE ON SCHEMA clusterpact TO clusterpact_service;
GRANT SELECT ON ALL TABLES IN SCHEMA clusterpact TO clusterpact_service;
GRANT EXECUTE ON FUNCTION
  append(append_request[]),
  keep_receipt(text, text, text, timestamptz, bytea, bytea),
  replace_views(text, bigint, bigint, text),
  drop_stray_views(),
  mark_delivered(text[], timestamptz)
TO clusterpact_service;

DO $$
DECLARE
  kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['event', 'outcome', 'receipt'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', kept);
  END LOOP;
END $$;
