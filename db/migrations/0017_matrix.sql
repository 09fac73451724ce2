CREATE TABLE "matrix_criteria" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"meaning" text NOT NULL,
	"weight" integer NOT NULL,
	"position" integer NOT NULL,
	"sftp_usual" integer NOT NULL,
	"rest_usual" integer NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_by" text,
	CONSTRAINT "matrix_criteria_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "matrix_scores" (
	"emr_system_id" text NOT NULL,
	"transport" text NOT NULL,
	"criterion_id" text NOT NULL,
	"score" integer NOT NULL,
	"note" text NOT NULL,
	"source" text NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_by" text,
	CONSTRAINT "matrix_scores_emr_system_id_transport_criterion_id_pk" PRIMARY KEY("emr_system_id","transport","criterion_id"),
	CONSTRAINT "matrix_scores_range" CHECK ("matrix_scores"."score" between 1 and 5)
);
--> statement-breakpoint
ALTER TABLE "emr_systems" ADD COLUMN "version" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "emr_systems" ADD COLUMN "note" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "emr_systems" ADD COLUMN "retired_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "emr_systems" ADD COLUMN "updated_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "emr_systems" ADD COLUMN "updated_by" text;--> statement-breakpoint
ALTER TABLE "matrix_criteria" ADD CONSTRAINT "matrix_criteria_updated_by_users_id_fk" FOREIGN KEY ("updated_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "matrix_scores" ADD CONSTRAINT "matrix_scores_emr_system_id_emr_systems_id_fk" FOREIGN KEY ("emr_system_id") REFERENCES "public"."emr_systems"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "matrix_scores" ADD CONSTRAINT "matrix_scores_criterion_id_matrix_criteria_id_fk" FOREIGN KEY ("criterion_id") REFERENCES "public"."matrix_criteria"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "matrix_scores" ADD CONSTRAINT "matrix_scores_updated_by_users_id_fk" FOREIGN KEY ("updated_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "emr_systems" ADD CONSTRAINT "emr_systems_updated_by_users_id_fk" FOREIGN KEY ("updated_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "connections_emr" ON "connections" USING btree ("emr_system_id","transport");--> statement-breakpoint
CREATE INDEX "alerts_connection" ON "alerts" USING btree ("connection_id") WHERE "alerts"."test_run_id" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "emr_systems_name" ON "emr_systems" USING btree (lower("vendor"),lower("product"),lower("version"));--> statement-breakpoint
-- As for every table: no write outside a guarded transaction.
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON matrix_criteria FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();--> statement-breakpoint
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON matrix_scores FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();--> statement-breakpoint
SELECT set_config('app.tx', '0016_matrix', true);--> statement-breakpoint
-- What was five names in the code, with the scores of a system nobody has rated.
INSERT INTO "matrix_criteria" ("id", "name", "meaning", "weight", "position", "sftp_usual", "rest_usual") VALUES
  ('cri_ready000', 'EMR / vendor readiness', 'The EMR can do it today, and its vendor has done it before.', 1, 1, 5, 2),
  ('cri_onboard0', 'Onboarding cost', 'Work for us, the practice and the vendor until the first order.', 1, 2, 4, 3),
  ('cri_reliable', 'Reliability, throughput', 'How much it carries, and how well it stands a bad day.', 1, 3, 4, 4),
  ('cri_latency0', 'Latency', 'Time from an order or result being ready until the other side has it.', 1, 4, 3, 5),
  ('cri_maintain', 'Maintenance burden', 'Work that comes back: keys, versions, changes at the vendor.', 1, 5, 4, 3);--> statement-breakpoint
-- Scores that somebody gave become rows; those that only repeated the usual ones do not.
INSERT INTO "matrix_scores" ("emr_system_id", "transport", "criterion_id", "score", "note", "source")
SELECT e."id", t.transport, c."id", (e."matrix" -> t.transport ->> (c."position" - 1))::integer, '', ''
FROM "emr_systems" e, "matrix_criteria" c, (VALUES ('sftp'), ('rest')) AS t (transport)
WHERE e."matrix" ->> 'note' <> 'Not rated yet, so these are the usual scores.'
  AND (e."matrix" -> t.transport ->> (c."position" - 1))::integer BETWEEN 1 AND 5;--> statement-breakpoint
UPDATE "emr_systems" SET "note" = "matrix" ->> 'note'
WHERE "matrix" ->> 'note' <> 'Not rated yet, so these are the usual scores.';--> statement-breakpoint
ALTER TABLE "emr_systems" DROP COLUMN "matrix";--> statement-breakpoint
SELECT set_config('app.tx', '', true);
