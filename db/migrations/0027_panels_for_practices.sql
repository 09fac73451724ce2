CREATE TABLE "ordered_codes" (
	"code" text NOT NULL,
	"connection_id" text NOT NULL,
	"day" date NOT NULL,
	"orders" integer NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	CONSTRAINT "ordered_codes_code_connection_id_day_pk" PRIMARY KEY("code","connection_id","day")
);
--> statement-breakpoint
CREATE TABLE "ordered_codes_mark" (
	"id" integer PRIMARY KEY NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"message_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "panel_proposals" (
	"id" text PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"practice_id" text NOT NULL,
	"request_id" text,
	"connection_id" text,
	"offer_when_published" boolean NOT NULL,
	"why" text NOT NULL,
	"proposed_by" text NOT NULL,
	"proposed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"release" integer
);
--> statement-breakpoint
CREATE TABLE "request_offers" (
	"request_id" text NOT NULL,
	"code" text NOT NULL,
	"offered_by" text NOT NULL,
	"offered_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "request_offers_request_id_code_pk" PRIMARY KEY("request_id","code")
);
--> statement-breakpoint
ALTER TABLE "ordered_codes" ADD CONSTRAINT "ordered_codes_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "panel_proposals" ADD CONSTRAINT "panel_proposals_practice_id_practices_id_fk" FOREIGN KEY ("practice_id") REFERENCES "public"."practices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "panel_proposals" ADD CONSTRAINT "panel_proposals_request_id_connection_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."connection_requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "panel_proposals" ADD CONSTRAINT "panel_proposals_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "panel_proposals" ADD CONSTRAINT "panel_proposals_proposed_by_users_id_fk" FOREIGN KEY ("proposed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "panel_proposals" ADD CONSTRAINT "panel_proposals_release_compendium_releases_number_fk" FOREIGN KEY ("release") REFERENCES "public"."compendium_releases"("number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_offers" ADD CONSTRAINT "request_offers_request_id_connection_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."connection_requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_offers" ADD CONSTRAINT "request_offers_offered_by_users_id_fk" FOREIGN KEY ("offered_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "ordered_codes_last" ON "ordered_codes" USING btree ("code","last_at");--> statement-breakpoint
CREATE INDEX "panel_proposals_practice" ON "panel_proposals" USING btree ("practice_id","proposed_at");--> statement-breakpoint
CREATE INDEX "panel_proposals_request" ON "panel_proposals" USING btree ("request_id") WHERE "panel_proposals"."request_id" is not null;--> statement-breakpoint
CREATE INDEX "panel_proposals_code" ON "panel_proposals" USING btree ("code");--> statement-breakpoint
-- As for every table: no write outside a guarded transaction.
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['panel_proposals', 'request_offers', 'ordered_codes', 'ordered_codes_mark'] LOOP
    EXECUTE format(
      'CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write()',
      name);
  END LOOP;
END $$;
