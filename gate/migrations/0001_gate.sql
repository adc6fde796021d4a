-- The gate: what all its parts share.
--
-- Reads: $application is the role that the application signs in with; it owns nothing.
-- Refusals raise 23514 (check_violation) with the rule's name as the constraint.
-- Every function pins its search_path and names its tables with their schema, so that a
-- temporary table can't stand in for a real one. Triggers are ENABLE ALWAYS: they fire under
-- session_replication_role = replica too.

CREATE FUNCTION public.gate_refuse(rule text, sentence text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = rule, MESSAGE = sentence;
END $$;

-- For rows that are written once and stay: refuses UPDATE, DELETE or TRUNCATE, whoever asks.
CREATE FUNCTION public.gate_is_evidence() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.gate_refuse(
        TG_NAME, format('Rows of %s are evidence; a %s is refused.', TG_TABLE_NAME, TG_OP));
    RETURN NULL;
END $$;

-- The moment that evidence tells of itself: UTC in RFC 3339, to the microsecond. Anything else
-- gives NULL, so that no time zone or date style of the session has a say in it.
CREATE FUNCTION public.gate_moment(said text) RETURNS timestamptz
LANGUAGE sql STABLE STRICT SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE WHEN said ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}Z$'
                THEN said::timestamptz END;
$$;

-- The text at a path of canonical JSON in UTF-8, for columns computed from evidence. PostgreSQL
-- calls convert_from "stable" because the server's encoding could change; this one is UTF8.
CREATE FUNCTION public.gate_text(content bytea, path text[]) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT convert_from(content, 'UTF8')::jsonb #>> path;
$$;
