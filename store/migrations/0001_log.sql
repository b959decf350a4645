-- The log: what happened (event), how every command ended (outcome), what came in (receipt).
-- One head row for each chain is the only lock: who holds it appends, so positions are dense and in the order of commits.

CREATE TABLE log_head (
  id smallint PRIMARY KEY CHECK (id = 1),
  position bigint NOT NULL,          -- of the last event; events are numbered 1..position
  number bigint NOT NULL,            -- of the last outcome
  recorded_at timestamptz NOT NULL,  -- of the last outcome; never goes back
  chain bytea NOT NULL               -- of the last outcome
) WITH (fillfactor = 10);            -- every update stays on the page

CREATE TABLE receipt_head (
  id smallint PRIMARY KEY CHECK (id = 1),
  number bigint NOT NULL,
  chain bytea NOT NULL
) WITH (fillfactor = 10);

INSERT INTO log_head VALUES (1, 0, 0, 'epoch', decode(repeat('00', 32), 'hex'));
INSERT INTO receipt_head VALUES (1, 0, decode(repeat('00', 32), 'hex'));

-- Whose time this record runs by. Real: that of this server, and nobody's clock may be further ahead of it than that;
-- a fast one would have deadlines fall due early. Simulated: a story's, and any instant is taken.
CREATE TABLE clock (
  id smallint PRIMARY KEY CHECK (id = 1),
  is_simulated boolean NOT NULL,
  may_be_ahead interval NOT NULL
);
INSERT INTO clock VALUES (1, false, '1 second');

CREATE TABLE stream (
  stream text PRIMARY KEY,
  category text NOT NULL,
  version bigint NOT NULL CHECK (version > 0),
  chain bytea NOT NULL               -- of its last event
) WITH (fillfactor = 60);

-- What came in, before anything was decided about it.
CREATE TABLE receipt (
  number bigint PRIMARY KEY,         -- dense
  command_id text NOT NULL UNIQUE CHECK (command_id NOT LIKE 'system:%'),  -- those stand for what time brings
  stream text NOT NULL,
  person text NOT NULL,
  received_at timestamptz NOT NULL,
  content_hash bytea NOT NULL CHECK (length(content_hash) = 32),
  body bytea NOT NULL,               -- canonical bytes of the envelope
  leaf bytea NOT NULL,               -- H(4 | every column above)
  chain bytea NOT NULL               -- H(5 | chain of the receipt before | leaf)
);
CREATE INDEX receipt_of_stream ON receipt (stream, received_at, number);

-- How a command ended, once and for ever: with events, with none, or with a refusal.
CREATE TABLE outcome (
  number bigint PRIMARY KEY,         -- dense
  command_id text NOT NULL UNIQUE,
  request_hash bytea NOT NULL CHECK (length(request_hash) = 32),
  stream text NOT NULL,
  status text NOT NULL CHECK (status IN ('recorded', 'refused')),
  code text NOT NULL,
  detail text NOT NULL,
  first_position bigint,
  last_position bigint,
  stream_version bigint NOT NULL,    -- of the stream, afterwards
  stream_chain bytea NOT NULL,       -- of the stream, afterwards: binds the events to this outcome
  reads text NOT NULL,               -- other streams that the decision rested on: 'people/aster@3 rules@1'
  received_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  leaf bytea NOT NULL,               -- H(2 | every column above)
  chain bytea NOT NULL,              -- H(3 | chain of the outcome before | leaf)
  CHECK ((first_position IS NULL) = (last_position IS NULL) AND first_position <= last_position)
);

CREATE TABLE event (
  position bigint PRIMARY KEY,       -- dense, in the order of commits
  stream text NOT NULL,
  version bigint NOT NULL,           -- dense within the stream
  type text NOT NULL,
  schema_version smallint NOT NULL,
  effective_earliest date NOT NULL,  -- when it holds: the earliest and the latest possible day
  effective_latest date NOT NULL,
  effective_precision text NOT NULL,
  effective_wording text,
  decided_on date,
  recorded_at timestamptz NOT NULL,  -- when we knew
  actor_person text NOT NULL,
  actor_role text NOT NULL,
  on_behalf_of text,
  command_id text NOT NULL,
  correlation_id text,
  causation_id text,
  legal_basis text,
  rule_version text,
  evidence text NOT NULL,            -- canonical JSON list
  source_grade text NOT NULL,
  reason text,
  corrects bigint,
  correction_kind text,
  backfill boolean NOT NULL,
  body bytea NOT NULL,               -- canonical JSON of the payload: the record
  leaf bytea NOT NULL,               -- H(0 | every column above)
  chain bytea NOT NULL,              -- H(1 | chain of the stream's event before | leaf)
  UNIQUE (stream, version),
  CHECK (effective_earliest <= effective_latest),
  CHECK (corrects < position)
);
