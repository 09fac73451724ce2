CREATE TABLE "practice_price_changes" (
	"id" serial PRIMARY KEY NOT NULL,
	"practice_id" text NOT NULL,
	"code" text NOT NULL,
	"cents" integer,
	"from_day" date NOT NULL,
	"until_day" date,
	"before_cents" integer,
	"set_by" text,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "practice_prices" ADD COLUMN "until_day" date;--> statement-breakpoint
ALTER TABLE "practice_prices" ADD COLUMN "set_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "sync_profiles" ADD COLUMN "told_prices" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "practice_price_changes" ADD CONSTRAINT "practice_price_changes_practice_id_practices_id_fk" FOREIGN KEY ("practice_id") REFERENCES "public"."practices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "practice_price_changes" ADD CONSTRAINT "practice_price_changes_set_by_users_id_fk" FOREIGN KEY ("set_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "practice_price_changes_of" ON "practice_price_changes" USING btree ("practice_id","code","id");--> statement-breakpoint
-- As for every table: no write outside a guarded transaction. What was agreed stays on record.
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON practice_price_changes FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON practice_price_changes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();--> statement-breakpoint
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON practice_price_changes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
