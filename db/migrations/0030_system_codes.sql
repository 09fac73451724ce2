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
