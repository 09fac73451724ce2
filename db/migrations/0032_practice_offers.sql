CREATE TABLE "ordered_codes" (
	"code" text NOT NULL,
	"connection_id" text NOT NULL,
	"day" date NOT NULL,
	"orders" integer NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	CONSTRAINT "ordered_codes_code_connection_id_day_pk" PRIMARY KEY("code","connection_id","day")
);
--> statement-breakpoint
CREATE TABLE "ordered_codes_mark" (
	"id" integer PRIMARY KEY NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"message_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "panel_proposals" (
	"id" text PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"practice_id" text NOT NULL,
	"request_id" text,
	"connection_id" text,
	"offer_when_published" boolean NOT NULL,
	"why" text NOT NULL,
	"proposed_by" text NOT NULL,
	"proposed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"release" integer
);
--> statement-breakpoint
CREATE TABLE "request_offers" (
	"request_id" text NOT NULL,
	"code" text NOT NULL,
	"offered_by" text NOT NULL,
	"offered_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "request_offers_request_id_code_pk" PRIMARY KEY("request_id","code")
);
--> statement-breakpoint
ALTER TABLE "ordered_codes" ADD CONSTRAINT "ordered_codes_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "panel_proposals" ADD CONSTRAINT "panel_proposals_practice_id_practices_id_fk" FOREIGN KEY ("practice_id") REFERENCES "public"."practices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "panel_proposals" ADD CONSTRAINT "panel_proposals_request_id_connection_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."connection_requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "panel_proposals" ADD CONSTRAINT "panel_proposals_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "panel_proposals" ADD CONSTRAINT "panel_proposals_proposed_by_users_id_fk" FOREIGN KEY ("proposed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "panel_proposals" ADD CONSTRAINT "panel_proposals_release_compendium_releases_number_fk" FOREIGN KEY ("release") REFERENCES "public"."compendium_releases"("number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_offers" ADD CONSTRAINT "request_offers_request_id_connection_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."connection_requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_offers" ADD CONSTRAINT "request_offers_offered_by_users_id_fk" FOREIGN KEY ("offered_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "ordered_codes_last" ON "ordered_codes" USING btree ("code","last_at");--> statement-breakpoint
CREATE INDEX "panel_proposals_practice" ON "panel_proposals" USING btree ("practice_id","proposed_at");--> statement-breakpoint
CREATE INDEX "panel_proposals_request" ON "panel_proposals" USING btree ("request_id") WHERE "panel_proposals"."request_id" is not null;--> statement-breakpoint
CREATE INDEX "panel_proposals_code" ON "panel_proposals" USING btree ("code");--> statement-breakpoint
-- As for every table: no write outside a guarded transaction.
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['panel_proposals', 'request_offers', 'ordered_codes', 'ordered_codes_mark'] LOOP
    EXECUTE format(
      'CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write()',
      name);
  END LOOP;
END $$;

--> statement-breakpoint
CREATE TABLE "practice_price_changes" (
	"id" serial PRIMARY KEY NOT NULL,
	"practice_id" text NOT NULL,
	"code" text NOT NULL,
	"cents" integer,
	"from_day" date NOT NULL,
	"until_day" date,
	"before_cents" integer,
	"set_by" text,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "practice_prices" ADD COLUMN "until_day" date;--> statement-breakpoint
ALTER TABLE "practice_prices" ADD COLUMN "set_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "sync_profiles" ADD COLUMN "told_prices" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "practice_price_changes" ADD CONSTRAINT "practice_price_changes_practice_id_practices_id_fk" FOREIGN KEY ("practice_id") REFERENCES "public"."practices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "practice_price_changes" ADD CONSTRAINT "practice_price_changes_set_by_users_id_fk" FOREIGN KEY ("set_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "practice_price_changes_of" ON "practice_price_changes" USING btree ("practice_id","code","id");--> statement-breakpoint
-- As for every table: no write outside a guarded transaction. What was agreed stays on record.
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON practice_price_changes FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON practice_price_changes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();--> statement-breakpoint
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON practice_price_changes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

--> statement-breakpoint
CREATE TABLE "compendium_imports" (
	"id" text PRIMARY KEY NOT NULL,
	"file_name" text NOT NULL,
	"size" integer NOT NULL,
	"sha256" text NOT NULL,
	"state" text NOT NULL,
	"progress" jsonb NOT NULL,
	"columns" jsonb,
	"look" jsonb,
	"why" text DEFAULT '' NOT NULL,
	"changed" integer,
	"failure" text,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone,
	"tries" integer DEFAULT 0 NOT NULL,
	"owner" text,
	"epoch" bigint DEFAULT 0 NOT NULL,
	"expires_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "compendium_import_files" (
	"import_id" text PRIMARY KEY NOT NULL,
	"content" "bytea" NOT NULL
);
--> statement-breakpoint
ALTER TABLE "compendium_imports" ADD CONSTRAINT "compendium_imports_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compendium_import_files" ADD CONSTRAINT "compendium_import_files_import_id_compendium_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."compendium_imports"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "compendium_imports_created" ON "compendium_imports" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "compendium_imports_state" ON "compendium_imports" USING btree ("state","created_at");--> statement-breakpoint
-- As for every table: no write outside a guarded transaction.
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON compendium_imports FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();--> statement-breakpoint
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON compendium_import_files FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();

--> statement-breakpoint
CREATE TABLE "system_code_maps" (
	"emr_system_id" text NOT NULL,
	"version" integer NOT NULL,
	"entries" jsonb NOT NULL,
	"note" text NOT NULL,
	"created_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "system_code_maps_emr_system_id_version_pk" PRIMARY KEY("emr_system_id","version")
);
--> statement-breakpoint
ALTER TABLE "configuration_versions" ADD COLUMN "system_map_version" integer;--> statement-breakpoint
ALTER TABLE "system_code_maps" ADD CONSTRAINT "system_code_maps_emr_system_id_emr_systems_id_fk" FOREIGN KEY ("emr_system_id") REFERENCES "public"."emr_systems"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "system_code_maps" ADD CONSTRAINT "system_code_maps_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "system_code_maps_created" ON "system_code_maps" USING btree ("emr_system_id","created_at");--> statement-breakpoint
-- As for every table: no write outside a guarded transaction. A version that was saved does not change.
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON system_code_maps FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON system_code_maps FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();--> statement-breakpoint
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON system_code_maps FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

--> statement-breakpoint
CREATE INDEX "tests_specimen" ON "tests" USING btree ("specimen");