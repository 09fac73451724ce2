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
