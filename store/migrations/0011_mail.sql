-- What was mailed to whom, by pseudonym: no address and no name stands here, so nothing here has to be erased.

-- One letter to one person. Its message id and what it tells are written down before it is sent and stay, so that a
-- letter that is sent again, because nobody lived to note that it had gone, is the same letter to whoever receives it.
CREATE TABLE mail (
  message_id text PRIMARY KEY,
  person text NOT NULL,              -- a pseudonym
  kind text NOT NULL CHECK (kind IN ('digest', 'single')),
  day date NOT NULL,                 -- the local day for which it was made
  planned_at timestamptz NOT NULL,
  sent_at timestamptz,               -- the mail server took it
  given_up_at timestamptz,           -- it will not go: refused, or nobody to send it to any more
  reply smallint,                    -- the mail server's code where it was refused
  CHECK (sent_at IS NULL OR given_up_at IS NULL)
);
CREATE INDEX mail_pending ON mail (planned_at) WHERE sent_at IS NULL AND given_up_at IS NULL;
CREATE INDEX mail_by_day ON mail (day) WHERE kind = 'digest';

-- Which messages of the outbox a letter tells; a person is told of each at most once.
CREATE TABLE mail_part (
  notice text NOT NULL REFERENCES outbox (key),
  person text NOT NULL,
  message_id text NOT NULL REFERENCES mail (message_id),
  PRIMARY KEY (notice, person)
);
CREATE INDEX mail_part_of ON mail_part (message_id);

-- Write a letter down; false where it stands already and may have gone. One that was given up is made anew.
CREATE FUNCTION plan_mail(new_id text, to_person text, new_kind text, for_day date, told text[], at timestamptz)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = clusterpact, pg_temp AS $$
BEGIN
  INSERT INTO mail (message_id, person, kind, day, planned_at) VALUES (new_id, to_person, new_kind, for_day, at)
    ON CONFLICT (message_id) DO UPDATE SET planned_at = at, given_up_at = NULL, reply = NULL
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

-- Note how a letter ended; the first time counts.
CREATE FUNCTION mail_sent(sent_id text, at timestamptz) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = clusterpact, pg_temp AS $$
  WITH done AS (
    UPDATE mail SET sent_at = at WHERE message_id = sent_id AND sent_at IS NULL AND given_up_at IS NULL RETURNING 1
  ) SELECT count(*) > 0 FROM done;
$$;

CREATE FUNCTION mail_given_up(lost_id text, code integer, at timestamptz) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = clusterpact, pg_temp AS $$
  WITH done AS (
    UPDATE mail SET given_up_at = at, reply = code
      WHERE message_id = lost_id AND sent_at IS NULL AND given_up_at IS NULL RETURNING 1
  ) SELECT count(*) > 0 FROM done;
$$;

-- The language in which somebody wants to be written to; none is the service's own.
ALTER TABLE directory ADD COLUMN lang text CHECK (lang IN ('nl', 'en'));

DROP FUNCTION write_name(text, text, text, timestamptz);

CREATE FUNCTION write_name(of_pseudonym text, new_name text, new_contact text, new_lang text, at timestamptz)
  RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = clusterpact, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT FROM event WHERE stream = 'people/' || of_pseudonym AND type = 'directory_entry.erased' AND recorded_at >= at
  ) THEN
    RETURN false;
  END IF;
  INSERT INTO directory (pseudonym, name, contact, lang, written_at)
    VALUES (of_pseudonym, new_name, new_contact, new_lang, at)
    ON CONFLICT (pseudonym) DO UPDATE SET name = new_name, contact = new_contact, lang = new_lang, written_at = at;
  RETURN true;
END $$;

REVOKE ALL ON mail, mail_part FROM PUBLIC;
REVOKE ALL ON FUNCTION plan_mail(text, text, text, date, text[], timestamptz), mail_sent(text, timestamptz),
  mail_given_up(text, integer, timestamptz), write_name(text, text, text, text, timestamptz) FROM PUBLIC;
GRANT SELECT ON mail, mail_part TO clusterpact_service;
GRANT EXECUTE ON FUNCTION plan_mail(text, text, text, date, text[], timestamptz), mail_sent(text, timestamptz),
  mail_given_up(text, integer, timestamptz), write_name(text, text, text, text, timestamptz) TO clusterpact_service;
