CREATE TABLE "first_day_ticks" (
	"connection_id" text NOT NULL,
	"live_at" timestamp with time zone NOT NULL,
	"item" text NOT NULL,
	"ticked_by" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "first_day_ticks_connection_id_live_at_item_pk" PRIMARY KEY("connection_id","live_at","item")
);
--> statement-breakpoint
CREATE TABLE "go_live_plans" (
	"id" text PRIMARY KEY NOT NULL,
	"connection_id" text NOT NULL,
	"configuration_version" integer NOT NULL,
	"state" text NOT NULL,
	"asked_by" text NOT NULL,
	"asked_at" timestamp with time zone DEFAULT now() NOT NULL,
	"scheduled_for" timestamp with time zone,
	"agreed_by" text,
	"agreed_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"ended_by" text,
	"ended_why" text,
	CONSTRAINT "go_live_two_people" CHECK ("go_live_plans"."agreed_by" <> "go_live_plans"."asked_by")
);
--> statement-breakpoint
CREATE TABLE "signer_changes" (
	"id" text PRIMARY KEY NOT NULL,
	"connection_id" text NOT NULL,
	"kind" text NOT NULL,
	"from_name" text NOT NULL,
	"from_email" text NOT NULL,
	"to_name" text NOT NULL,
	"to_email" text NOT NULL,
	"changed_by" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "hypercare_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sign_offs" ADD COLUMN "session" text;--> statement-breakpoint
ALTER TABLE "first_day_ticks" ADD CONSTRAINT "first_day_ticks_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "first_day_ticks" ADD CONSTRAINT "first_day_ticks_ticked_by_users_id_fk" FOREIGN KEY ("ticked_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "go_live_plans" ADD CONSTRAINT "go_live_plans_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "go_live_plans" ADD CONSTRAINT "go_live_plans_asked_by_users_id_fk" FOREIGN KEY ("asked_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "go_live_plans" ADD CONSTRAINT "go_live_plans_agreed_by_users_id_fk" FOREIGN KEY ("agreed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "go_live_plans" ADD CONSTRAINT "go_live_plans_ended_by_users_id_fk" FOREIGN KEY ("ended_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signer_changes" ADD CONSTRAINT "signer_changes_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signer_changes" ADD CONSTRAINT "signer_changes_changed_by_users_id_fk" FOREIGN KEY ("changed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "go_live_plans_open" ON "go_live_plans" USING btree ("connection_id") WHERE "go_live_plans"."state" = 'open';--> statement-breakpoint
CREATE INDEX "go_live_plans_due" ON "go_live_plans" USING btree ("scheduled_for") WHERE "go_live_plans"."state" = 'open';--> statement-breakpoint
CREATE INDEX "go_live_plans_connection" ON "go_live_plans" USING btree ("connection_id","asked_at");--> statement-breakpoint
CREATE INDEX "signer_changes_connection" ON "signer_changes" USING btree ("connection_id","at");--> statement-breakpoint
-- As for every table: no write outside a guarded transaction.
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['go_live_plans', 'signer_changes', 'first_day_ticks'] LOOP
    EXECUTE format(
      'CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write()',
      name);
  END LOOP;
  -- What was recorded stays recorded.
  FOREACH name IN ARRAY ARRAY['signer_changes', 'first_day_ticks'] LOOP
    EXECUTE format(
      'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format(
      'CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
  END LOOP;
END $$;--> statement-breakpoint

-- Good evidence stands on something that happened: a test run of that connection and configuration, and for the sign-off a
-- signature under that run. Whoever writes the row, the application included.
CREATE FUNCTION refuse_unfounded_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT NEW.ok THEN RETURN NEW; END IF;
  IF NOT EXISTS (
    SELECT 1 FROM test_runs r WHERE r.id = NEW.run_id AND r.connection_id = NEW.connection_id
      AND r.configuration_version = NEW.configuration_version AND r.state <> 'cancelled'
  ) THEN
    RAISE EXCEPTION 'evidence for % without a test run of this connection and configuration', NEW.item
      USING ERRCODE = '23514';
  END IF;
  IF NEW.item = 'signOff' AND NOT EXISTS (
    SELECT 1 FROM sign_offs s WHERE s.run_id = NEW.run_id AND s.connection_id = NEW.connection_id
      AND s.configuration_version = NEW.configuration_version
  ) THEN
    RAISE EXCEPTION 'a sign-off without a signature' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER founded BEFORE INSERT ON evidence FOR EACH ROW EXECUTE FUNCTION refuse_unfounded_evidence();--> statement-breakpoint

-- A plan is changed only by what it waits for: somebody agrees, or it ends. What was asked, by whom and when stays.
CREATE FUNCTION refuse_plan_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'open'
    OR (NEW.id, NEW.connection_id, NEW.configuration_version, NEW.asked_by, NEW.asked_at)
      IS DISTINCT FROM (OLD.id, OLD.connection_id, OLD.configuration_version, OLD.asked_by, OLD.asked_at)
    OR NEW.scheduled_for IS DISTINCT FROM OLD.scheduled_for
    OR (OLD.agreed_by IS NOT NULL AND (NEW.agreed_by, NEW.agreed_at) IS DISTINCT FROM (OLD.agreed_by, OLD.agreed_at))
  THEN
    RAISE EXCEPTION 'a go-live plan keeps what was asked and agreed' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER kept BEFORE UPDATE ON go_live_plans FOR EACH ROW EXECUTE FUNCTION refuse_plan_change();--> statement-breakpoint
CREATE TRIGGER stays BEFORE DELETE ON go_live_plans FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
