-- What the schema file cannot say: partitions, and three rules the database itself enforces.

-- One partition a month, made ahead; the default one catches a row of any other time rather than refuse it.
CREATE TABLE messages_default PARTITION OF messages DEFAULT;--> statement-breakpoint
CREATE TABLE hops_default PARTITION OF hops DEFAULT;--> statement-breakpoint
CREATE FUNCTION ensure_partitions(months integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  parent text;
  first date;
  made integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(7316002);
  FOREACH parent IN ARRAY ARRAY['messages', 'hops'] LOOP
    FOR i IN 0..months LOOP
      first := (date_trunc('month', now() AT TIME ZONE 'utc') + make_interval(months => i))::date;
      IF to_regclass(parent || to_char(first, '_YYYY_MM')) IS NULL THEN
        EXECUTE format(
          'CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
          parent || to_char(first, '_YYYY_MM'), parent,
          first::text || ' 00:00:00+00', ((first + interval '1 month')::date)::text || ' 00:00:00+00');
        made := made + 1;
      END IF;
    END LOOP;
  END LOOP;
  RETURN made;
END $$;--> statement-breakpoint
SELECT ensure_partitions(2);--> statement-breakpoint

-- 1. No write outside db/transaction.ts: it sets app.tx first; a statement that slipped out of its transaction has none.
CREATE FUNCTION refuse_unguarded_write() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(current_setting('app.tx', true), '') = '' THEN
    RAISE EXCEPTION 'write to % outside a guarded transaction', TG_TABLE_NAME USING ERRCODE = '25P01';
  END IF;
  RETURN NULL;
END $$;--> statement-breakpoint
DO $$
DECLARE name text;
BEGIN
  FOR name IN
    SELECT c.relname FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  LOOP
    EXECUTE format(
      'CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write()',
      name);
  END LOOP;
END $$;--> statement-breakpoint

-- 2. What was recorded stays recorded.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '42501';
END $$;--> statement-breakpoint
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['audit_events', 'state_history', 'evidence', 'sign_offs', 'compendium_revisions', 'configuration_versions', 'hops'] LOOP
    EXECUTE format(
      'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format(
      'CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
  END LOOP;
END $$;--> statement-breakpoint

-- 3. The bytes a message came with are evidence.
CREATE FUNCTION refuse_raw_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.raw IS DISTINCT FROM OLD.raw OR NEW.content_sha256 <> OLD.content_sha256 THEN
    RAISE EXCEPTION 'the bytes of message % cannot change', OLD.id USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER raw_stays BEFORE UPDATE OF raw, content_sha256 ON messages FOR EACH ROW EXECUTE FUNCTION refuse_raw_change();
