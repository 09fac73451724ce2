CREATE TABLE "message_templates" (
	"id" text PRIMARY KEY NOT NULL,
	"use" text NOT NULL,
	"name" text NOT NULL,
	"text" text NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "saved_views" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"name" text NOT NULL,
	"query" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "business_calendars" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"time_zone" text NOT NULL,
	"week" jsonb NOT NULL,
	"days" jsonb NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "raid_items" (
	"id" text PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"severity" text NOT NULL,
	"title" text NOT NULL,
	"owner_id" text,
	"due" date,
	"subject_id" text,
	"by_system" boolean NOT NULL,
	"raised_by" text NOT NULL,
	"raised_at" timestamp with time zone DEFAULT now() NOT NULL,
	"closed_at" timestamp with time zone,
	"closed_why" text
);
--> statement-breakpoint
CREATE TABLE "sla_policies" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"position" integer NOT NULL,
	"mode" text,
	"tier" text,
	"target_minutes" integer NOT NULL,
	"warn_percent" integer NOT NULL,
	"escalation_email" text NOT NULL,
	"calendar_id" text NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "connection_requests" ADD COLUMN "mode" text GENERATED ALWAYS AS (form ->> 'mode') STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "connection_requests" ADD COLUMN "tier" text GENERATED ALWAYS AS (case when form #>> '{volume,orders}' ~ '^0*([1-9][0-9]{4,}|[2-9][0-9]{3}|1[5-9][0-9]{2})$' then 'A' when form #>> '{volume,orders}' ~ '^0*([1-9][0-9]{3}|[5-9][0-9]{2})$' then 'B' else 'C' end) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "connection_requests" ADD COLUMN "assignee_id" text;--> statement-breakpoint
ALTER TABLE "connection_requests" ADD COLUMN "assigned_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "connection_requests" ADD COLUMN "sla_policy_id" text;--> statement-breakpoint
ALTER TABLE "connection_requests" ADD COLUMN "sla_target_ms" bigint;--> statement-breakpoint
ALTER TABLE "connection_requests" ADD COLUMN "sla_started_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "connection_requests" ADD COLUMN "sla_budget_ms" bigint;--> statement-breakpoint
ALTER TABLE "saved_views" ADD CONSTRAINT "saved_views_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "raid_items" ADD CONSTRAINT "raid_items_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sla_policies" ADD CONSTRAINT "sla_policies_calendar_id_business_calendars_id_fk" FOREIGN KEY ("calendar_id") REFERENCES "public"."business_calendars"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "saved_views_name" ON "saved_views" USING btree ("user_id","name");--> statement-breakpoint
CREATE INDEX "raid_open" ON "raid_items" USING btree ("raised_at") WHERE "raid_items"."closed_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "raid_by_system" ON "raid_items" USING btree ("subject_id","type") WHERE "raid_items"."closed_at" is null and "raid_items"."by_system";--> statement-breakpoint
ALTER TABLE "connection_requests" ADD CONSTRAINT "connection_requests_assignee_id_users_id_fk" FOREIGN KEY ("assignee_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "requests_waiting" ON "connection_requests" USING btree (coalesce("due_at", 'infinity'::timestamptz),"id") WHERE "connection_requests"."state" in ('submitted', 'info-requested');--> statement-breakpoint
CREATE INDEX "requests_decided" ON "connection_requests" USING btree ("decided_at","id") WHERE "connection_requests"."decided_at" is not null;--> statement-breakpoint
CREATE INDEX "requests_sent" ON "connection_requests" USING btree ("submitted_at","id") WHERE "connection_requests"."submitted_at" is not null;--> statement-breakpoint

-- What was a constant becomes rows: the lab's calendar and the SLA every request had.
INSERT INTO "business_calendars" ("id", "name", "time_zone", "week", "days")
SELECT 'cal_lab', 'Lab hours', 'America/New_York',
  jsonb_build_array(hours, hours, hours, hours, hours, null, null), '[]'::jsonb
FROM (SELECT '{"opensAt": 480, "closesAt": 1080}'::jsonb AS hours) AS every_workday;--> statement-breakpoint
INSERT INTO "sla_policies" ("id", "name", "position", "target_minutes", "warn_percent", "escalation_email", "calendar_id")
VALUES ('sla_default', 'Every other request', 1000, 960, 75, '', 'cal_lab');--> statement-breakpoint
SELECT set_config('app.tx', '0013_queue', true);--> statement-breakpoint
UPDATE "connection_requests" SET "sla_policy_id" = 'sla_default', "sla_target_ms" = 57600000
WHERE "state" IN ('submitted', 'info-requested');--> statement-breakpoint

-- Words to begin with; Sales changes them in place.
INSERT INTO "message_templates" ("id", "use", "name", "text") VALUES
  ('tpl_moves0', 'approve', 'Volume is above the line', '{practice} moves from fax; the expected volume is above our line, and {emr} is known to us.'),
  ('tpl_known0', 'approve', 'EMR is known', '{emr} runs with other practices of ours; {practice} can follow the same way.'),
  ('tpl_which0', 'ask', 'Which sites order', 'Before we set up {emr}: which sites of {practice} will order, and who collects the specimens there?'),
  ('tpl_vendor', 'ask', 'Contact at the EMR vendor', 'Who at the vendor of {emr} may we speak to about the interface? A name and an e-mail address are enough.'),
  ('tpl_small0', 'reject', 'Volume is too small', 'Thank you for asking. A connection of its own does not pay for {practice} at the volume you expect. Until it grows you can order and read results in our portal.'),
  ('tpl_notyet', 'reject', 'EMR cannot exchange yet', 'Thank you for asking. {emr} cannot send orders or take results yet. Please ask again when its vendor offers an interface; we are glad to speak to them.');--> statement-breakpoint

-- As for every table: no write outside a guarded transaction.
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON business_calendars FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();--> statement-breakpoint
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON sla_policies FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();--> statement-breakpoint
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON raid_items FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();--> statement-breakpoint
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON saved_views FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();--> statement-breakpoint
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON message_templates FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();
