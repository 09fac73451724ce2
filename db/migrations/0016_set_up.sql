CREATE TABLE "endpoint_checks" (
	"id" text PRIMARY KEY NOT NULL,
	"connection_id" text NOT NULL,
	"endpoint_id" text NOT NULL,
	"side" text NOT NULL,
	"ok" boolean NOT NULL,
	"ms" integer NOT NULL,
	"steps" jsonb NOT NULL,
	"checked_by" text,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "to_dos" (
	"id" text PRIMARY KEY NOT NULL,
	"connection_id" text NOT NULL,
	"what" text NOT NULL,
	"party" text NOT NULL,
	"owner" text NOT NULL,
	"due" date,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"done_by" text,
	"done_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "invitations" ADD COLUMN "via_link" text;--> statement-breakpoint
ALTER TABLE "endpoint_checks" ADD CONSTRAINT "endpoint_checks_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "endpoint_checks" ADD CONSTRAINT "endpoint_checks_endpoint_id_endpoints_id_fk" FOREIGN KEY ("endpoint_id") REFERENCES "public"."endpoints"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "endpoint_checks" ADD CONSTRAINT "endpoint_checks_checked_by_users_id_fk" FOREIGN KEY ("checked_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "to_dos" ADD CONSTRAINT "to_dos_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "to_dos" ADD CONSTRAINT "to_dos_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "to_dos" ADD CONSTRAINT "to_dos_done_by_users_id_fk" FOREIGN KEY ("done_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "endpoint_checks_connection" ON "endpoint_checks" USING btree ("connection_id","at");--> statement-breakpoint
CREATE INDEX "to_dos_connection" ON "to_dos" USING btree ("connection_id","created_at");--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_via_link_share_links_id_fk" FOREIGN KEY ("via_link") REFERENCES "public"."share_links"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
-- As for every table: no write outside a guarded transaction.
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON endpoint_checks FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();--> statement-breakpoint
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON to_dos FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();
