CREATE TABLE "test_run_scenarios" (
	"run_id" text NOT NULL,
	"key" text NOT NULL,
	"position" integer NOT NULL,
	"required" boolean NOT NULL,
	"state" text NOT NULL,
	"numbers" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"played_at" timestamp with time zone,
	"first_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"message_ids" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"checks" jsonb DEFAULT '[]'::jsonb NOT NULL,
	CONSTRAINT "test_run_scenarios_run_id_key_pk" PRIMARY KEY("run_id","key")
);
--> statement-breakpoint
ALTER TABLE "evidence" ADD COLUMN "contract_version" text DEFAULT '1.0' NOT NULL;--> statement-breakpoint
ALTER TABLE "evidence" ADD COLUMN "message_ids" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "evidence" ADD COLUMN "sha256" text;--> statement-breakpoint
ALTER TABLE "test_runs" ADD COLUMN "drill_steps" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "test_runs" ADD COLUMN "far_ends" jsonb DEFAULT '{"emr":"real","lis":"real"}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "test_run_scenarios" ADD CONSTRAINT "test_run_scenarios_run_id_test_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."test_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint

-- As for every table: no write outside a guarded transaction. Evidence from before has no hash: it is left as it was recorded.
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON test_run_scenarios FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();
