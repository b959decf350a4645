-- The only ways to write, run with the owner's rights and open to the service.
--
-- Hashes are SHA-256 over one domain byte and the row as PostgreSQL sends it (record_send: for each column its type,
-- its length and its bytes), so that no column can be left out and no two rows share an image.

CREATE TYPE event_request AS (
  type text, schema_version smallint,
  effective_earliest date, effective_latest date, effective_precision text, effective_wording text,
  decided_on date, legal_basis text, rule_version text, evidence text, source_grade text, reason text,
  corrects bigint, correction_kind text, backfill boolean, body bytea
);

CREATE TYPE append_request AS (
  command_id text, request_hash bytea, stream text, expected_version bigint,
  read_streams text[], read_versions bigint[], reads text,
  status text, code text, detail text, received_at timestamptz,
  now timestamptz, exact_now boolean,  -- exact: what was computed with it (the views) holds for this instant only
  actor_person text, actor_role text, on_behalf_of text, correlation_id text, causation_id text,
  views text, outbox text,             -- JSON or null
  events event_request[]
);

CREATE TYPE append_answer AS (
  answer text,                         -- new, known, reused, conflict, clock, ahead
  moved_stream text, moved_version bigint,
  number bigint, request_hash bytea, stream text, status text, code text, detail text,
  first_position bigint, last_position bigint, stream_version bigint,
  received_at timestamptz, recorded_at timestamptz
);

-- What the hashes and the promise of durability rest on; a session that breaks it may not write.
CREATE FUNCTION check_session() RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF current_setting('client_encoding') <> 'UTF8' THEN
    RAISE EXCEPTION 'rows are hashed as UTF-8: set client_encoding to UTF8' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  IF current_setting('synchronous_commit') = 'off' THEN
    RAISE EXCEPTION 'an acknowledged append must be on disk: set synchronous_commit to on'
      USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
END $$;

-- The latest instant that anything may bear at this moment.
CREATE FUNCTION latest_instant() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
  SELECT CASE WHEN c.is_simulated THEN 'infinity' ELSE clock_timestamp() + c.may_be_ahead END FROM clock c WHERE c.id = 1;
$$;

CREATE FUNCTION write_views(of_stream text, rows jsonb) RETURNS void LANGUAGE sql AS $$
  DELETE FROM view_row WHERE stream = of_stream;
  INSERT INTO view_row (view, stream, key, body)
  SELECT r ->> 0, of_stream, r ->> 1, r -> 2 FROM jsonb_array_elements(rows) AS r;
$$;

-- Carry out the requests one after the other in this transaction, each with an answer of its own, in their order.
-- The head row is held first, so everything that follows sees what was committed before and nothing half done.
CREATE FUNCTION append(requests append_request[]) RETURNS SETOF append_answer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = clusterpact, pg_temp AS $$
DECLARE
  head log_head;
  request append_request;
  new_event event_request;
  known outcome;
  answer append_answer;
  nothing append_answer;
  at_version bigint;
  at_chain bytea;
  row_leaf bytea;
  first_one bigint;
  last_one bigint;
  latest timestamptz;
  written boolean := false;
BEGIN
  PERFORM check_session();
  SELECT * INTO STRICT head FROM log_head WHERE id = 1 FOR NO KEY UPDATE;
  latest := latest_instant();
  FOREACH request IN ARRAY requests LOOP
    answer := nothing;

    SELECT * INTO known FROM outcome o WHERE o.command_id = request.command_id;
    IF FOUND THEN
      answer.answer := CASE WHEN known.request_hash = request.request_hash THEN 'known' ELSE 'reused' END;
      answer.number := known.number;
      answer.request_hash := known.request_hash;
      answer.stream := known.stream;
      answer.status := known.status;
      answer.code := known.code;
      answer.detail := known.detail;
      answer.first_position := known.first_position;
      answer.last_position := known.last_position;
      answer.stream_version := known.stream_version;
      answer.received_at := known.received_at;
      answer.recorded_at := known.recorded_at;
      RETURN NEXT answer;
      CONTINUE;
    END IF;

    IF greatest(request.now, request.received_at) > latest THEN
      answer.answer := 'ahead';
      answer.recorded_at := latest;
      RETURN NEXT answer;
      CONTINUE;
    END IF;
    SELECT s.version, s.chain INTO at_version, at_chain FROM stream s WHERE s.stream = request.stream;
    IF NOT FOUND THEN
      at_version := 0;
      at_chain := decode(repeat('00', 32), 'hex');
    END IF;
    IF at_version <> request.expected_version THEN
      answer.answer := 'conflict';
      answer.moved_stream := request.stream;
      answer.moved_version := at_version;
      RETURN NEXT answer;
      CONTINUE;
    END IF;
    IF request.reads <> '' THEN
      SELECT seen.stream, coalesce(s.version, 0) INTO answer.moved_stream, answer.moved_version
        FROM unnest(request.read_streams, request.read_versions) AS seen (stream, version)
        LEFT JOIN LATERAL (SELECT version FROM stream WHERE stream.stream = seen.stream) s ON true
        WHERE coalesce(s.version, 0) <> seen.version LIMIT 1;
      IF FOUND THEN
        answer.answer := 'conflict';
        RETURN NEXT answer;
        CONTINUE;
      END IF;
    END IF;
    IF request.now <= head.recorded_at THEN
      IF request.exact_now THEN
        answer.answer := 'clock';
        RETURN NEXT answer;
        CONTINUE;
      END IF;
      head.recorded_at := head.recorded_at + interval '1 microsecond';
    ELSE
      head.recorded_at := request.now;
    END IF;

    first_one := head.position + 1;
    FOREACH new_event IN ARRAY request.events LOOP
      head.position := head.position + 1;
      at_version := at_version + 1;
      row_leaf := sha256('\x00'::bytea || record_send(ROW(
        head.position, request.stream, at_version, new_event.type, new_event.schema_version,
        new_event.effective_earliest, new_event.effective_latest, new_event.effective_precision,
        new_event.effective_wording, new_event.decided_on, head.recorded_at,
        request.actor_person, request.actor_role, request.on_behalf_of,
        request.command_id, request.correlation_id, request.causation_id,
        new_event.legal_basis, new_event.rule_version, new_event.evidence, new_event.source_grade,
        new_event.reason, new_event.corrects, new_event.correction_kind, new_event.backfill, new_event.body)));
      at_chain := sha256('\x01'::bytea || at_chain || row_leaf);
      INSERT INTO event VALUES (
        head.position, request.stream, at_version, new_event.type, new_event.schema_version,
        new_event.effective_earliest, new_event.effective_latest, new_event.effective_precision,
        new_event.effective_wording, new_event.decided_on, head.recorded_at,
        request.actor_person, request.actor_role, request.on_behalf_of,
        request.command_id, request.correlation_id, request.causation_id,
        new_event.legal_basis, new_event.rule_version, new_event.evidence, new_event.source_grade,
        new_event.reason, new_event.corrects, new_event.correction_kind, new_event.backfill, new_event.body,
        row_leaf, at_chain);
    END LOOP;
    IF head.position < first_one THEN
      first_one := NULL;
      last_one := NULL;
    ELSE
      last_one := head.position;
      IF request.expected_version = 0 THEN
        INSERT INTO stream VALUES (request.stream, split_part(request.stream, '/', 1), at_version, at_chain);
      ELSE
        UPDATE stream s SET version = at_version, chain = at_chain WHERE s.stream = request.stream;
      END IF;
    END IF;

    head.number := head.number + 1;
    row_leaf := sha256('\x02'::bytea || record_send(ROW(
      head.number, request.command_id, request.request_hash, request.stream,
      request.status, request.code, request.detail, first_one, last_one, at_version, at_chain,
      request.reads, request.received_at, head.recorded_at)));
    head.chain := sha256('\x03'::bytea || head.chain || row_leaf);
    INSERT INTO outcome VALUES (
      head.number, request.command_id, request.request_hash, request.stream,
      request.status, request.code, request.detail, first_one, last_one, at_version, at_chain,
      request.reads, request.received_at, head.recorded_at, row_leaf, head.chain);

    IF request.views IS NOT NULL THEN
      PERFORM write_views(request.stream, request.views::jsonb);
    END IF;
    IF request.outbox IS NOT NULL THEN
      INSERT INTO outbox (key, position, kind, stream, body, recorded_at)
      SELECT m ->> 'key', head.position, m ->> 'kind', request.stream, m -> 'body', head.recorded_at
        FROM jsonb_array_elements(request.outbox::jsonb) AS m
        ON CONFLICT (key) DO NOTHING;
    END IF;

    written := true;
    answer.answer := 'new';
    answer.number := head.number;
    answer.request_hash := request.request_hash;
    answer.stream := request.stream;
    answer.status := request.status;
    answer.code := request.code;
    answer.detail := request.detail;
    answer.first_position := first_one;
    answer.last_position := last_one;
    answer.stream_version := at_version;
    answer.received_at := request.received_at;
    answer.recorded_at := head.recorded_at;
    RETURN NEXT answer;
  END LOOP;
  IF written THEN
    UPDATE log_head SET position = head.position, number = head.number, recorded_at = head.recorded_at,
      chain = head.chain WHERE id = 1;
  END IF;
END $$;

-- Keep what came in. The same command id gives the first receipt again, whatever the content: the caller compares.
CREATE FUNCTION keep_receipt(
  new_command_id text, of_stream text, by_person text, at timestamptz, new_hash bytea, new_body bytea
) RETURNS TABLE (number bigint, received_at timestamptz, content_hash bytea, body bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = clusterpact, pg_temp AS $$
#variable_conflict use_column
DECLARE
  head receipt_head;
  row_leaf bytea;
BEGIN
  PERFORM check_session();
  SELECT * INTO STRICT head FROM receipt_head WHERE id = 1 FOR NO KEY UPDATE;
  RETURN QUERY SELECT r.number, r.received_at, r.content_hash, r.body FROM receipt r WHERE r.command_id = new_command_id;
  IF FOUND THEN
    RETURN;
  END IF;
  IF at > latest_instant() THEN
    RAISE EXCEPTION 'received at %, here it is %', at, clock_timestamp() USING ERRCODE = 'CP001';
  END IF;
  head.number := head.number + 1;
  row_leaf := sha256('\x04'::bytea || record_send(ROW(
    head.number, new_command_id, of_stream, by_person, at, new_hash, new_body)));
  head.chain := sha256('\x05'::bytea || head.chain || row_leaf);
  INSERT INTO receipt VALUES (head.number, new_command_id, of_stream, by_person, at, new_hash, new_body, row_leaf, head.chain);
  UPDATE receipt_head SET number = head.number, chain = head.chain WHERE id = 1;
  RETURN QUERY SELECT head.number, at, new_hash, new_body;
END $$;

-- Put freshly computed rows in the place of a stream's views, unless the stream or the rules have moved on.
CREATE FUNCTION replace_views(of_stream text, at_version bigint, rules_version bigint, rows text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = clusterpact, pg_temp AS $$
BEGIN
  PERFORM 1 FROM log_head WHERE id = 1 FOR NO KEY UPDATE;
  IF at_version <> coalesce((SELECT s.version FROM stream s WHERE s.stream = of_stream), 0)
    OR rules_version <> coalesce((SELECT s.version FROM stream s WHERE s.stream = 'rules'), 0) THEN
    RETURN false;
  END IF;
  PERFORM write_views(of_stream, rows::jsonb);
  RETURN true;
END $$;

-- Drop the views of streams that do not exist; their rows can only be somebody's mistake.
CREATE FUNCTION drop_stray_views() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = clusterpact, pg_temp AS $$
  WITH gone AS (
    DELETE FROM view_row v WHERE NOT EXISTS (SELECT FROM stream s WHERE s.stream = v.stream) RETURNING 1
  ) SELECT count(*) FROM gone;
$$;

-- Note that messages were delivered; the first time counts.
CREATE FUNCTION mark_delivered(delivered text[], at timestamptz) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = clusterpact, pg_temp AS $$
  WITH done AS (
    UPDATE outbox SET done_at = at WHERE key = ANY (delivered) AND done_at IS NULL RETURNING 1
  ) SELECT count(*) FROM done;
$$;
