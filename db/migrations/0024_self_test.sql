ALTER TABLE "configuration_versions" ADD COLUMN "mode" text;--> statement-breakpoint
SELECT set_config('app.tx', '0024_self_test', true);--> statement-breakpoint
-- Until now a connection kept its mode for good: each of its versions was made with it.
ALTER TABLE "configuration_versions" DISABLE TRIGGER append_only;--> statement-breakpoint
UPDATE "configuration_versions" v SET "mode" = c."mode" FROM "connections" c WHERE c."id" = v."connection_id";--> statement-breakpoint
ALTER TABLE "configuration_versions" ENABLE TRIGGER append_only;--> statement-breakpoint
SELECT set_config('app.tx', '', true);--> statement-breakpoint
ALTER TABLE "configuration_versions" ALTER COLUMN "mode" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "connection_requests" ADD COLUMN "changes_connection_id" text;--> statement-breakpoint
ALTER TABLE "to_dos" ADD COLUMN "topic" text;--> statement-breakpoint
CREATE UNIQUE INDEX "requests_change" ON "connection_requests" USING btree ("changes_connection_id") WHERE "connection_requests"."state" in ('draft', 'submitted', 'info-requested');--> statement-breakpoint
CREATE UNIQUE INDEX "to_dos_topic" ON "to_dos" USING btree ("connection_id","topic") WHERE "to_dos"."done_at" is null;