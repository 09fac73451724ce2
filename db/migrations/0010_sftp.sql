CREATE TABLE "archive_checks" (
	"endpoint_id" text NOT NULL,
	"day" date NOT NULL,
	"checked_at" timestamp with time zone DEFAULT now() NOT NULL,
	"recorded" integer NOT NULL,
	"present" integer NOT NULL,
	"missing" jsonb NOT NULL,
	CONSTRAINT "archive_checks_endpoint_id_day_pk" PRIMARY KEY("endpoint_id","day")
);
--> statement-breakpoint
CREATE TABLE "drop_sequences" (
	"folder" text PRIMARY KEY NOT NULL,
	"last" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "inbound_files" ADD COLUMN "claimed_as" text;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "drop_name" text;--> statement-breakpoint
CREATE INDEX "inbound_files_open" ON "inbound_files" USING btree ("endpoint_id") WHERE "inbound_files"."state" in ('claimed', 'stored', 'undisposed');--> statement-breakpoint

-- The SFTP servers so far are like most.
SELECT set_config('app.tx', 'migration', true);--> statement-breakpoint
UPDATE "endpoints" SET "reach" = '{"subfolders": [], "doneSign": "{name}.done", "claim": false, "dropNames": "", "makeFolders": false, "dropSign": "",
  "quirks": {"noStat": false, "noRename": false, "legacyAlgorithms": false, "maxSessions": null, "keepSession": true, "closeSeconds": 2}}'::jsonb
  || "reach" WHERE "reach" ->> 'transport' = 'sftp';--> statement-breakpoint
SELECT set_config('app.tx', '', true);--> statement-breakpoint

-- As for every table: no write outside a guarded transaction.
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON archive_checks FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();--> statement-breakpoint
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON drop_sequences FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();
