CREATE TABLE "roll_out_members" (
	"roll_out_id" text NOT NULL,
	"connection_id" text NOT NULL,
	"wave" integer NOT NULL,
	"outcome" text,
	"reason" text,
	"was_running" boolean DEFAULT false NOT NULL,
	"configuration_version" integer,
	"moved_at" timestamp with time zone,
	CONSTRAINT "roll_out_members_roll_out_id_connection_id_pk" PRIMARY KEY("roll_out_id","connection_id")
);
--> statement-breakpoint
CREATE TABLE "roll_outs" (
	"id" text PRIMARY KEY NOT NULL,
	"template_name" text NOT NULL,
	"version" text NOT NULL,
	"state" text NOT NULL,
	"state_since" timestamp with time zone DEFAULT now() NOT NULL,
	"machine_version" integer NOT NULL,
	"wave" integer DEFAULT 0 NOT NULL,
	"wave_clean" boolean DEFAULT false NOT NULL,
	"clean_minutes" integer NOT NULL,
	"watch_from" timestamp with time zone DEFAULT now() NOT NULL,
	"reason" text,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "roll_out_members" ADD CONSTRAINT "roll_out_members_roll_out_id_roll_outs_id_fk" FOREIGN KEY ("roll_out_id") REFERENCES "public"."roll_outs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "roll_out_members" ADD CONSTRAINT "roll_out_members_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "roll_outs" ADD CONSTRAINT "roll_outs_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "roll_outs_open" ON "roll_outs" USING btree ("template_name") WHERE "roll_outs"."state" not in ('finished', 'cancelled');--> statement-breakpoint
CREATE INDEX "roll_outs_template" ON "roll_outs" USING btree ("template_name","created_at");--> statement-breakpoint

-- As for every table: no write outside a guarded transaction.
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON roll_outs FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();--> statement-breakpoint
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON roll_out_members FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();
