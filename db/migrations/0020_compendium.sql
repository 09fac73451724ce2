CREATE TABLE "compendium_draft" (
	"id" integer PRIMARY KEY NOT NULL,
	"version" integer DEFAULT 0 NOT NULL,
	"notes" text DEFAULT '' NOT NULL,
	"effective_on" date,
	"review_asked_by" text,
	"review_asked_at" timestamp with time zone,
	"reviewed_by" text,
	"reviewed_at" timestamp with time zone,
	"reviewed_version" integer
);
--> statement-breakpoint
CREATE TABLE "compendium_rules" (
	"id" integer PRIMARY KEY NOT NULL,
	"second_person" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "compendium_draft_changes" (
	"kind" text NOT NULL,
	"code" text NOT NULL,
	"item" jsonb NOT NULL,
	"base_revision" integer,
	"version" integer NOT NULL,
	"why" text DEFAULT '' NOT NULL,
	"changed_by" text,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "compendium_draft_changes_kind_code_pk" PRIMARY KEY("kind","code")
);
--> statement-breakpoint
CREATE TABLE "practice_prices" (
	"practice_id" text NOT NULL,
	"code" text NOT NULL,
	"cents" integer NOT NULL,
	"from_day" date NOT NULL,
	"set_by" text,
	CONSTRAINT "practice_prices_practice_id_code_from_day_pk" PRIMARY KEY("practice_id","code","from_day")
);
--> statement-breakpoint
CREATE TABLE "compendium_release_changes" (
	"release" integer NOT NULL,
	"kind" text NOT NULL,
	"code" text NOT NULL,
	"action" text NOT NULL,
	"before" jsonb,
	"after" jsonb NOT NULL,
	"why" text DEFAULT '' NOT NULL,
	"changed_by" text,
	CONSTRAINT "compendium_release_changes_release_kind_code_pk" PRIMARY KEY("release","kind","code")
);
--> statement-breakpoint
CREATE TABLE "compendium_releases" (
	"number" integer PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"notes" text NOT NULL,
	"effective_on" date NOT NULL,
	"in_force_at" timestamp with time zone,
	"published_by" text,
	"published_at" timestamp with time zone DEFAULT now() NOT NULL,
	"reviewed_by" text,
	"counts" jsonb NOT NULL,
	"sha256" text NOT NULL,
	CONSTRAINT "compendium_releases_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "sync_profiles" (
	"connection_id" text PRIMARY KEY NOT NULL,
	"format" text NOT NULL,
	"way" text NOT NULL,
	"columns" jsonb,
	"whole" boolean DEFAULT false NOT NULL,
	"with_prices" boolean DEFAULT true NOT NULL,
	"contact" text DEFAULT '' NOT NULL,
	"due_days" integer DEFAULT 7 NOT NULL,
	"told_release" integer,
	"told_tests" text[] DEFAULT '{}' NOT NULL,
	"told_panels" text[] DEFAULT '{}' NOT NULL,
	"changed_by" text,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "syncs" (
	"id" text PRIMARY KEY NOT NULL,
	"connection_id" text NOT NULL,
	"release" integer NOT NULL,
	"whole" boolean NOT NULL,
	"format" text NOT NULL,
	"way" text NOT NULL,
	"state" text NOT NULL,
	"changes" jsonb NOT NULL,
	"change_count" integer NOT NULL,
	"file_name" text,
	"sha256" text,
	"file" "bytea",
	"control_ids" text[] DEFAULT '{}' NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"failure" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp with time zone,
	"due_on" date NOT NULL,
	"opened_at" timestamp with time zone,
	"opens" integer DEFAULT 0 NOT NULL,
	"reminded_at" timestamp with time zone,
	"acknowledged_at" timestamp with time zone,
	"acknowledged_by" text,
	"acknowledged_how" text
);
--> statement-breakpoint
ALTER TABLE "compendium_revisions" ADD COLUMN "release" integer;--> statement-breakpoint
ALTER TABLE "panels" ADD COLUMN "short_name" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "panels" ADD COLUMN "scope" text DEFAULT 'all' NOT NULL;--> statement-breakpoint
ALTER TABLE "panels" ADD COLUMN "practice_ids" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "panels" ADD COLUMN "sales_owner_id" text;--> statement-breakpoint
ALTER TABLE "panels" ADD COLUMN "discontinued_on" date;--> statement-breakpoint
ALTER TABLE "panels" ADD COLUMN "replacement_code" text;--> statement-breakpoint
ALTER TABLE "tests" ADD COLUMN "short_name" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "tests" ADD COLUMN "synonyms" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "tests" ADD COLUMN "stability" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "tests" ADD COLUMN "components" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "tests" ADD COLUMN "questions" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "tests" ADD COLUMN "prices" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "tests" ADD COLUMN "discontinued_on" date;--> statement-breakpoint
ALTER TABLE "tests" ADD COLUMN "orderable_from" date;--> statement-breakpoint
ALTER TABLE "compendium_draft" ADD CONSTRAINT "compendium_draft_review_asked_by_users_id_fk" FOREIGN KEY ("review_asked_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compendium_draft" ADD CONSTRAINT "compendium_draft_reviewed_by_users_id_fk" FOREIGN KEY ("reviewed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compendium_draft_changes" ADD CONSTRAINT "compendium_draft_changes_changed_by_users_id_fk" FOREIGN KEY ("changed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "practice_prices" ADD CONSTRAINT "practice_prices_practice_id_practices_id_fk" FOREIGN KEY ("practice_id") REFERENCES "public"."practices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "practice_prices" ADD CONSTRAINT "practice_prices_set_by_users_id_fk" FOREIGN KEY ("set_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compendium_release_changes" ADD CONSTRAINT "compendium_release_changes_release_compendium_releases_number_fk" FOREIGN KEY ("release") REFERENCES "public"."compendium_releases"("number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compendium_release_changes" ADD CONSTRAINT "compendium_release_changes_changed_by_users_id_fk" FOREIGN KEY ("changed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compendium_releases" ADD CONSTRAINT "compendium_releases_published_by_users_id_fk" FOREIGN KEY ("published_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compendium_releases" ADD CONSTRAINT "compendium_releases_reviewed_by_users_id_fk" FOREIGN KEY ("reviewed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_profiles" ADD CONSTRAINT "sync_profiles_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_profiles" ADD CONSTRAINT "sync_profiles_told_release_compendium_releases_number_fk" FOREIGN KEY ("told_release") REFERENCES "public"."compendium_releases"("number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_profiles" ADD CONSTRAINT "sync_profiles_changed_by_users_id_fk" FOREIGN KEY ("changed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "syncs" ADD CONSTRAINT "syncs_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "syncs" ADD CONSTRAINT "syncs_release_compendium_releases_number_fk" FOREIGN KEY ("release") REFERENCES "public"."compendium_releases"("number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "compendium_release_changes_code" ON "compendium_release_changes" USING btree ("kind","code","release");--> statement-breakpoint
CREATE UNIQUE INDEX "syncs_delta" ON "syncs" USING btree ("connection_id","release") WHERE not "syncs"."whole";--> statement-breakpoint
CREATE INDEX "syncs_release" ON "syncs" USING btree ("release","connection_id");--> statement-breakpoint
CREATE INDEX "syncs_open" ON "syncs" USING btree ("state","due_on") WHERE "syncs"."state" in ('pending', 'sent', 'failed');--> statement-breakpoint
CREATE INDEX "syncs_control_ids" ON "syncs" USING gin ("control_ids");--> statement-breakpoint
ALTER TABLE "panels" ADD CONSTRAINT "panels_sales_owner_id_users_id_fk" FOREIGN KEY ("sales_owner_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
-- What a release is known by: its changes in the order of their codes, as Postgres prints jsonb (keys in one order).
CREATE FUNCTION compendium_release_hash(wanted integer) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT encode(sha256(convert_to(coalesce(string_agg(
    concat_ws(' ', kind, code, action, after::text), E'\n' ORDER BY kind COLLATE "C", code COLLATE "C"), ''), 'UTF8')), 'hex')
  FROM compendium_release_changes WHERE release = wanted
$$;--> statement-breakpoint
INSERT INTO compendium_draft (id) VALUES (1);--> statement-breakpoint
INSERT INTO compendium_rules (id) VALUES (1);--> statement-breakpoint

-- What was there before there were releases is the first one.
INSERT INTO compendium_releases (number, name, notes, effective_on, in_force_at, counts, sha256)
SELECT 1, to_char(now(), 'YYYY.MM'), 'The compendium as it was before it had releases.', current_date, now(),
  jsonb_build_object('add', n, 'change', 0, 'discontinue', 0, 'restore', 0), ''
FROM (SELECT (SELECT count(*) FROM tests) + (SELECT count(*) FROM panels) AS n) AS items WHERE n > 0;--> statement-breakpoint
INSERT INTO compendium_release_changes (release, kind, code, action, after)
SELECT 1, 'test', code, 'add', jsonb_build_object('kind', 'test', 'code', code, 'name', name, 'shortName', short_name,
  'synonyms', to_jsonb(synonyms), 'specimen', specimen, 'container', container, 'volume', volume, 'stability', stability,
  'turnaroundDays', turnaround_days, 'cpt', cpt, 'loinc', loinc, 'components', components, 'questions', questions,
  'listPriceCents', list_price_cents, 'prices', prices, 'status', status, 'discontinuedOn', discontinued_on,
  'replacementCode', replacement_code, 'orderableFrom', orderable_from)
FROM tests;--> statement-breakpoint
INSERT INTO compendium_release_changes (release, kind, code, action, after)
SELECT 1, 'panel', code, 'add', jsonb_build_object('kind', 'panel', 'code', code, 'name', name, 'shortName', short_name,
  'members', to_jsonb(members), 'preferredPriceCents', preferred_price_cents, 'scope', scope,
  'practiceIds', to_jsonb(practice_ids), 'salesOwnerId', sales_owner_id, 'status', status,
  'discontinuedOn', discontinued_on, 'replacementCode', replacement_code)
FROM panels;--> statement-breakpoint
UPDATE compendium_releases SET sha256 = compendium_release_hash(number);--> statement-breakpoint

-- As for every table: no write outside a guarded transaction.
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['compendium_draft', 'compendium_draft_changes', 'compendium_releases',
    'compendium_release_changes', 'compendium_rules', 'practice_prices', 'sync_profiles', 'syncs'] LOOP
    EXECUTE format(
      'CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write()',
      name);
  END LOOP;
  -- What was published stays as it was published.
  FOREACH name IN ARRAY ARRAY['compendium_release_changes'] LOOP
    EXECUTE format(
      'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format(
      'CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
  END LOOP;
END $$;--> statement-breakpoint

-- A release takes its hash once and its day of coming into force once; nothing else of it changes.
CREATE FUNCTION refuse_release_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.number, NEW.name, NEW.notes, NEW.effective_on, NEW.published_by, NEW.published_at, NEW.reviewed_by, NEW.counts)
      IS DISTINCT FROM
    (OLD.number, OLD.name, OLD.notes, OLD.effective_on, OLD.published_by, OLD.published_at, OLD.reviewed_by, OLD.counts)
    OR (OLD.sha256 <> '' AND NEW.sha256 <> OLD.sha256)
    OR (OLD.in_force_at IS NOT NULL AND NEW.in_force_at IS DISTINCT FROM OLD.in_force_at)
  THEN
    RAISE EXCEPTION 'a release is not changed once it is published' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER kept BEFORE UPDATE ON compendium_releases FOR EACH ROW EXECUTE FUNCTION refuse_release_change();--> statement-breakpoint
CREATE TRIGGER stays BEFORE DELETE ON compendium_releases FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();--> statement-breakpoint

-- A sync keeps what it is of, and the file once it was made.
CREATE FUNCTION refuse_sync_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.connection_id, NEW.release, NEW.whole, NEW.changes, NEW.created_at)
      IS DISTINCT FROM (OLD.id, OLD.connection_id, OLD.release, OLD.whole, OLD.changes, OLD.created_at)
    OR (OLD.sha256 IS NOT NULL AND (NEW.sha256, NEW.file) IS DISTINCT FROM (OLD.sha256, OLD.file))
    OR OLD.state IN ('acknowledged', 'replaced') AND NEW.state <> OLD.state
  THEN
    RAISE EXCEPTION 'a sync keeps what was sent' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER kept BEFORE UPDATE ON syncs FOR EACH ROW EXECUTE FUNCTION refuse_sync_change();--> statement-breakpoint
CREATE TRIGGER stays BEFORE DELETE ON syncs FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
