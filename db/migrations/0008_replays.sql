CREATE TABLE "replay_items" (
	"job_id" text NOT NULL,
	"position" integer NOT NULL,
	"message_id" text NOT NULL,
	"was_delivered" boolean DEFAULT false NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"outcome" text,
	"detail" text,
	"at" timestamp with time zone,
	CONSTRAINT "replay_items_job_id_position_pk" PRIMARY KEY("job_id","position")
);
--> statement-breakpoint
CREATE TABLE "replay_jobs" (
	"id" text PRIMARY KEY NOT NULL,
	"action" text NOT NULL,
	"state" text NOT NULL,
	"reason" text NOT NULL,
	"chosen" text NOT NULL,
	"total" integer NOT NULL,
	"rate" real NOT NULL,
	"approval_reason" text,
	"created_by" text NOT NULL,
	"created_by_name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"decided_by" text,
	"decided_by_name" text,
	"decided_at" timestamp with time zone,
	"decision" text,
	"finished_at" timestamp with time zone,
	"owner" text,
	"epoch" bigint DEFAULT 0 NOT NULL,
	"expires_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "routing_rules" (
	"id" text PRIMARY KEY NOT NULL,
	"match" jsonb NOT NULL,
	"connection_id" text NOT NULL,
	"priority" integer NOT NULL,
	"reason" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_by" text,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "released_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "replay_items" ADD CONSTRAINT "replay_items_job_id_replay_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."replay_jobs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replay_jobs" ADD CONSTRAINT "replay_jobs_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "routing_rules" ADD CONSTRAINT "routing_rules_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "routing_rules" ADD CONSTRAINT "routing_rules_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "routing_rules" ADD CONSTRAINT "routing_rules_ended_by_users_id_fk" FOREIGN KEY ("ended_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "replay_items_message" ON "replay_items" USING btree ("job_id","message_id");--> statement-breakpoint
CREATE INDEX "replay_items_of" ON "replay_items" USING btree ("message_id");--> statement-breakpoint
CREATE INDEX "replay_jobs_created" ON "replay_jobs" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "replay_jobs_state" ON "replay_jobs" USING btree ("state");--> statement-breakpoint
CREATE INDEX "routing_rules_in_force" ON "routing_rules" USING btree ("ended_at","priority");--> statement-breakpoint
CREATE INDEX "messages_replay_of" ON "messages" USING btree ("replay_of") WHERE "messages"."replay_of" is not null;--> statement-breakpoint

-- As for every table: no write outside a guarded transaction.
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON replay_jobs FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();--> statement-breakpoint
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON replay_items FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();--> statement-breakpoint
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON routing_rules FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();
