CREATE TABLE "shadow_acceptances" (
	"connection_id" text NOT NULL,
	"candidate_version" integer NOT NULL,
	"direction" text NOT NULL,
	"kind" text NOT NULL,
	"note" text NOT NULL,
	"messages" integer NOT NULL,
	"accepted_by" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "shadow_acceptances_pk" PRIMARY KEY("connection_id","candidate_version","direction","kind")
);
--> statement-breakpoint
CREATE TABLE "shadow_outcomes" (
	"connection_id" text NOT NULL,
	"candidate_version" integer NOT NULL,
	"message_id" text NOT NULL,
	"live_version" integer NOT NULL,
	"direction" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"comparison" text NOT NULL,
	"kinds" text[] NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "shadow_outcomes_connection_id_candidate_version_message_id_pk" PRIMARY KEY("connection_id","candidate_version","message_id")
);
--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "candidate_version" integer;--> statement-breakpoint
ALTER TABLE "shadow_acceptances" ADD CONSTRAINT "shadow_acceptances_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shadow_acceptances" ADD CONSTRAINT "shadow_acceptances_accepted_by_users_id_fk" FOREIGN KEY ("accepted_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "shadow_outcomes_received" ON "shadow_outcomes" USING btree ("connection_id","candidate_version","received_at");--> statement-breakpoint
CREATE INDEX "connections_candidate" ON "connections" USING btree ("id") WHERE "connections"."candidate_version" is not null;--> statement-breakpoint
ALTER TABLE "connections" ADD CONSTRAINT "connections_candidate_newer" CHECK ("connections"."candidate_version" > "connections"."configuration_version");--> statement-breakpoint
-- As for every table: no write outside a guarded transaction. What was compared and what was accepted stays on record.
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['shadow_outcomes', 'shadow_acceptances'] LOOP
    EXECUTE format(
      'CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write()',
      name);
    EXECUTE format(
      'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format(
      'CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
  END LOOP;
END $$;
