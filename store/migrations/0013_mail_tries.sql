-- How often mail was tried and what the server said last: a new start keeps the pauses, and an auditor sees them.

-- A try counts from when it begins, so that one during which we died is counted too.
ALTER TABLE mail
  ADD COLUMN tries integer NOT NULL DEFAULT 0,
  ADD COLUMN tried_at timestamptz,   -- when the last one began
  ADD COLUMN last_reply smallint;    -- the mail server's code where it put the letter off

CREATE INDEX mail_by_person ON mail (person, day);

-- One row while the mail server takes nothing at all, none while it does.
CREATE TABLE mail_line (
  id smallint PRIMARY KEY CHECK (id = 1),
  tries integer NOT NULL,
  since timestamptz NOT NULL,        -- when the first of these tries failed
  tried_at timestamptz NOT NULL,
  because text NOT NULL              -- our words and the server's code, never its own words
) WITH (fillfactor = 10);

-- As before, and the first try begins.
CREATE OR REPLACE FUNCTION plan_mail(
  new_id text, to_person text, new_kind text, for_day date, told text[], at timestamptz
) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = clusterpact, pg_temp AS $$
BEGIN
  INSERT INTO mail (message_id, person, kind, day, planned_at, tries, tried_at)
    VALUES (new_id, to_person, new_kind, for_day, at, 1, at)
    ON CONFLICT (message_id) DO UPDATE
      SET planned_at = at, given_up_at = NULL, reply = NULL, tries = 1, tried_at = at, last_reply = NULL
      WHERE mail.given_up_at IS NOT NULL;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  DELETE FROM mail_part WHERE message_id = new_id;
  INSERT INTO mail_part (notice, person, message_id) SELECT one, to_person, new_id FROM unnest(told) AS one
    ON CONFLICT (notice, person) DO UPDATE SET message_id = new_id
      WHERE EXISTS (SELECT FROM mail m WHERE m.message_id = mail_part.message_id AND m.given_up_at IS NOT NULL);
  RETURN true;
END $$;

-- Note that a letter is tried again; false where it has gone or was given up. Asked twice for one instant, it counts once.
CREATE FUNCTION mail_tried(tried_id text, at timestamptz) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = clusterpact, pg_temp AS $$
  WITH done AS (
    UPDATE mail SET tries = tries + (tried_at IS DISTINCT FROM at)::integer, tried_at = at
      WHERE message_id = tried_id AND sent_at IS NULL AND given_up_at IS NULL RETURNING 1
  ) SELECT count(*) > 0 FROM done;
$$;

-- Note what the server said to a letter that it does not take yet.
CREATE FUNCTION mail_put_off(tried_id text, code integer) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = clusterpact, pg_temp AS $$
  WITH done AS (
    UPDATE mail SET last_reply = code
      WHERE message_id = tried_id AND sent_at IS NULL AND given_up_at IS NULL RETURNING 1
  ) SELECT count(*) > 0 FROM done;
$$;

-- Note a try in vain at the server, or, with no reason, that it takes letters.
CREATE FUNCTION note_mail_line(why text, at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = clusterpact, pg_temp AS $$
  DELETE FROM mail_line WHERE why IS NULL;
  INSERT INTO mail_line SELECT 1, 1, at, at, why WHERE why IS NOT NULL
    ON CONFLICT (id) DO UPDATE
      SET tries = mail_line.tries + (mail_line.tried_at <> at)::integer, tried_at = at, because = excluded.because;
$$;

REVOKE ALL ON mail_line FROM PUBLIC;
REVOKE ALL ON FUNCTION mail_tried(text, timestamptz), mail_put_off(text, integer), note_mail_line(text, timestamptz)
  FROM PUBLIC;
GRANT SELECT ON mail_line TO clusterpact_service;
GRANT EXECUTE ON FUNCTION mail_tried(text, timestamptz), mail_put_off(text, integer), note_mail_line(text, timestamptz)
  TO clusterpact_service;
