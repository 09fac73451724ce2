CREATE TABLE "guarded_tests" (
	"message_id" text NOT NULL,
	"position" integer NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"connection_id" text NOT NULL,
	"test_run_id" text,
	"placer_order_number" text,
	"emr_code" text NOT NULL,
	"lab_code" text,
	"reason" text NOT NULL,
	"outcome" text NOT NULL,
	"put_code" text,
	"words" text NOT NULL,
	"told_at" timestamp with time zone,
	CONSTRAINT "guarded_tests_message_id_position_pk" PRIMARY KEY("message_id","position")
);
--> statement-breakpoint
ALTER TABLE "posts" ALTER COLUMN "author_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "configuration_versions" ADD COLUMN "code_policies" jsonb DEFAULT '{"unknown":"hold","discontinued":"hold","notOffered":"hold","notYet":"hold"}'::jsonb NOT NULL;--> statement-breakpoint
CREATE INDEX "guarded_tests_received" ON "guarded_tests" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "guarded_tests_code" ON "guarded_tests" USING btree ("connection_id","lab_code","received_at");--> statement-breakpoint
CREATE INDEX "guarded_tests_put" ON "guarded_tests" USING btree ("placer_order_number") WHERE "guarded_tests"."outcome" = 'substituted';--> statement-breakpoint
CREATE INDEX "guarded_tests_untold" ON "guarded_tests" USING btree ("connection_id") WHERE "guarded_tests"."outcome" = 'substituted' and "guarded_tests"."told_at" is null and "guarded_tests"."test_run_id" is null;--> statement-breakpoint

-- As for every table: no write outside a guarded transaction.
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON guarded_tests FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();
