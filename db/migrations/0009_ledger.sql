CREATE TABLE "ledger_checks" (
	"connection_id" text NOT NULL,
	"day" date NOT NULL,
	"checked_at" timestamp with time zone DEFAULT now() NOT NULL,
	"messages" integer NOT NULL,
	"recorded_hash" text NOT NULL,
	"kept_hash" text NOT NULL,
	"findings" jsonb NOT NULL,
	CONSTRAINT "ledger_checks_connection_id_day_pk" PRIMARY KEY("connection_id","day")
);--> statement-breakpoint
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON ledger_checks FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();
