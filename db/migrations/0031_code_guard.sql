CREATE TABLE "guarded_tests" (
	"message_id" text NOT NULL,
	"position" integer NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"connection_id" text NOT NULL,
	"test_run_id" text,
	"placer_order_number" text,
	"emr_code" text NOT NULL,
	"lab_code" text,
	"reason" text NOT NULL,
	"outcome" text NOT NULL,
	"put_code" text,
	"words" text NOT NULL,
	"told_at" timestamp with time zone,
	CONSTRAINT "guarded_tests_message_id_position_pk" PRIMARY KEY("message_id","position")
);
--> statement-breakpoint
ALTER TABLE "posts" ALTER COLUMN "author_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "configuration_versions" ADD COLUMN "code_policies" jsonb DEFAULT '{"unknown":"hold","discontinued":"hold","notOffered":"hold","notYet":"hold"}'::jsonb NOT NULL;--> statement-breakpoint
CREATE INDEX "guarded_tests_received" ON "guarded_tests" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "guarded_tests_code" ON "guarded_tests" USING btree ("connection_id","lab_code","received_at");--> statement-breakpoint
CREATE INDEX "guarded_tests_put" ON "guarded_tests" USING btree ("placer_order_number") WHERE "guarded_tests"."outcome" = 'substituted';--> statement-breakpoint
CREATE INDEX "guarded_tests_untold" ON "guarded_tests" USING btree ("connection_id") WHERE "guarded_tests"."outcome" = 'substituted' and "guarded_tests"."told_at" is null and "guarded_tests"."test_run_id" is null;--> statement-breakpoint

-- As for every table: no write outside a guarded transaction.
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON guarded_tests FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();

--> statement-breakpoint
CREATE TABLE "code_proofs" (
	"id" text PRIMARY KEY NOT NULL,
	"connection_id" text NOT NULL,
	"configuration_version" integer NOT NULL,
	"codes" text[],
	"state" text NOT NULL,
	"why" text NOT NULL,
	"asked_by" text,
	"asked_at" timestamp with time zone DEFAULT now() NOT NULL,
	"claimed_until" timestamp with time zone,
	"compendium_revision" integer,
	"total" integer DEFAULT 0 NOT NULL,
	"proven" integer DEFAULT 0 NOT NULL,
	"failed" integer DEFAULT 0 NOT NULL,
	"finished_at" timestamp with time zone,
	"outcomes" "bytea",
	"sha256" text
);
--> statement-breakpoint
CREATE TABLE "code_standings" (
	"connection_id" text NOT NULL,
	"configuration_version" integer NOT NULL,
	"code" text NOT NULL,
	"ok" boolean NOT NULL,
	"reason" text NOT NULL,
	"revision" integer NOT NULL,
	"proof_id" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "code_standings_connection_id_configuration_version_code_pk" PRIMARY KEY("connection_id","configuration_version","code")
);
--> statement-breakpoint
ALTER TABLE "code_proofs" ADD CONSTRAINT "code_proofs_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "code_proofs" ADD CONSTRAINT "code_proofs_asked_by_users_id_fk" FOREIGN KEY ("asked_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "code_proofs_connection" ON "code_proofs" USING btree ("connection_id","asked_at");--> statement-breakpoint
CREATE INDEX "code_proofs_open" ON "code_proofs" USING btree ("asked_at") WHERE "code_proofs"."state" in ('waiting', 'running');--> statement-breakpoint
CREATE INDEX "code_standings_code" ON "code_standings" USING btree ("code","connection_id");--> statement-breakpoint
CREATE INDEX "code_standings_failed" ON "code_standings" USING btree ("connection_id","configuration_version") WHERE not "code_standings"."ok";--> statement-breakpoint

-- As for every table: no write outside a guarded transaction.
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['code_proofs', 'code_standings'] LOOP
    EXECUTE format(
      'CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write()',
      name);
  END LOOP;
END $$;--> statement-breakpoint

-- A proof keeps what it is of; once it is done, or replaced, nothing of it changes.
CREATE FUNCTION refuse_proof_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state IN ('done', 'replaced')
    OR (NEW.id, NEW.connection_id, NEW.configuration_version, NEW.codes, NEW.why, NEW.asked_by, NEW.asked_at)
      IS DISTINCT FROM (OLD.id, OLD.connection_id, OLD.configuration_version, OLD.codes, OLD.why, OLD.asked_by, OLD.asked_at)
  THEN
    RAISE EXCEPTION 'a proof of codes is not changed once it is done' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER kept BEFORE UPDATE ON code_proofs FOR EACH ROW EXECUTE FUNCTION refuse_proof_change();--> statement-breakpoint
CREATE TRIGGER stays BEFORE DELETE ON code_proofs FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
