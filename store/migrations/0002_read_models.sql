-- What can be computed again from the log at any time (view_row), and what others have still to be told (outbox).

CREATE TABLE view_row (
  view text NOT NULL,
  stream text NOT NULL,
  key text NOT NULL,
  body jsonb NOT NULL,
  PRIMARY KEY (stream, view, key)
);
CREATE INDEX view_row_by_view ON view_row (view, stream, key);
CREATE INDEX view_row_by_instant ON view_row (view, (body ->> 'at') COLLATE "C");

CREATE TABLE outbox (
  key text PRIMARY KEY,              -- business identity of the message: it is written once
  position bigint NOT NULL,          -- last event of the append that asked for it
  kind text NOT NULL,
  stream text NOT NULL,
  body jsonb NOT NULL,
  recorded_at timestamptz NOT NULL,
  done_at timestamptz
);
CREATE INDEX outbox_open ON outbox (position, key) WHERE done_at IS NULL;
