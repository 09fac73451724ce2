CREATE TABLE "import_layouts" (
	"head_sha256" text PRIMARY KEY NOT NULL,
	"head" text[] NOT NULL,
	"columns" jsonb NOT NULL,
	"changed_by" text,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "import_layouts" ADD CONSTRAINT "import_layouts_changed_by_users_id_fk" FOREIGN KEY ("changed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
-- As for every table: no write outside a guarded transaction.
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON import_layouts FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();
