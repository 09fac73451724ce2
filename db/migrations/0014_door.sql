CREATE TABLE "invitations" (
	"id" text PRIMARY KEY NOT NULL,
	"token_sha256" text NOT NULL,
	"source" text NOT NULL,
	"email" text NOT NULL,
	"practice" jsonb NOT NULL,
	"practice_id" text,
	"created_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp with time zone DEFAULT now() NOT NULL,
	"times_sent" integer DEFAULT 1 NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"opened_at" timestamp with time zone,
	"withdrawn_at" timestamp with time zone,
	"used_at" timestamp with time zone,
	"used_by" text,
	CONSTRAINT "invitations_token_sha256_unique" UNIQUE("token_sha256")
);
--> statement-breakpoint
CREATE TABLE "status_links" (
	"id" text PRIMARY KEY NOT NULL,
	"token_sha256" text NOT NULL,
	"request_id" text NOT NULL,
	"label" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	"opened_at" timestamp with time zone,
	CONSTRAINT "status_links_token_sha256_unique" UNIQUE("token_sha256")
);
--> statement-breakpoint
ALTER TABLE "connection_requests" ADD COLUMN "form_version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "connection_requests" ADD COLUMN "form_saved_by" text;--> statement-breakpoint
ALTER TABLE "connection_requests" ADD COLUMN "copied_from" text;--> statement-breakpoint
ALTER TABLE "emr_systems" ADD COLUMN "profile" jsonb DEFAULT '{"sftp":"ask","rest":"ask","fhir":"ask","hosting":"either"}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_practice_id_practices_id_fk" FOREIGN KEY ("practice_id") REFERENCES "public"."practices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_used_by_users_id_fk" FOREIGN KEY ("used_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "status_links" ADD CONSTRAINT "status_links_request_id_connection_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."connection_requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "status_links" ADD CONSTRAINT "status_links_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "invitations_created" ON "invitations" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "invitations_practice" ON "invitations" USING btree ("practice_id","created_at");--> statement-breakpoint
CREATE INDEX "invitations_email" ON "invitations" USING btree ("email","created_at");--> statement-breakpoint
CREATE INDEX "status_links_request" ON "status_links" USING btree ("request_id","created_at");--> statement-breakpoint
ALTER TABLE "connection_requests" ADD CONSTRAINT "connection_requests_form_saved_by_users_id_fk" FOREIGN KEY ("form_saved_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['invitations', 'status_links'] LOOP
    EXECUTE format(
      'CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write()',
      name);
  END LOOP;
END $$;--> statement-breakpoint
SELECT set_config('app.tx', 'migration', true);--> statement-breakpoint
-- Whoever came first looks after the practice's people, until they name others.
UPDATE "users" SET "roles" = "roles" || 'practice-admin'::text
WHERE "id" IN (SELECT DISTINCT ON ("practice_id") "id" FROM "users"
  WHERE "practice_id" IS NOT NULL AND 'provider' = ANY ("roles") AND "disabled_at" IS NULL
  ORDER BY "practice_id", "created_at", "id");--> statement-breakpoint
-- The well-known ambulatory products. Abilities are a cautious start; the lab edits them as it learns.
INSERT INTO "emr_systems" ("id", "vendor", "product", "matrix", "template_name", "profile")
SELECT id, vendor, product,
  '{"sftp": [5, 4, 4, 3, 4], "rest": [2, 3, 4, 5, 3], "note": "Not rated yet, so these are the usual scores."}'::jsonb, 'generic-orm-2.5.1',
  jsonb_build_object('sftp', 'ask', 'rest', 'ask', 'fhir', fhir, 'hosting', hosting)
FROM (VALUES
  ('emr_cata1000', 'Epic', 'EpicCare Ambulatory', 'yes', 'either'),
  ('emr_cata1001', 'Oracle Health', 'Oracle Health Ambulatory', 'yes', 'vendor'),
  ('emr_cata1002', 'athenahealth', 'athenaOne', 'yes', 'vendor'),
  ('emr_cata1003', 'eClinicalWorks', 'eClinicalWorks', 'yes', 'either'),
  ('emr_cata1004', 'NextGen Healthcare', 'NextGen Enterprise', 'yes', 'either'),
  ('emr_cata1005', 'NextGen Healthcare', 'NextGen Office', 'yes', 'vendor'),
  ('emr_cata1006', 'Altera Digital Health', 'TouchWorks EHR', 'yes', 'either'),
  ('emr_cata1007', 'Veradigm', 'Veradigm EHR', 'yes', 'either'),
  ('emr_cata1008', 'Veradigm', 'Practice Fusion', 'yes', 'vendor'),
  ('emr_cata1009', 'Greenway Health', 'Greenway Intergy', 'yes', 'either'),
  ('emr_cata100a', 'Greenway Health', 'Greenway Prime Suite', 'yes', 'either'),
  ('emr_cata100b', 'MEDITECH', 'MEDITECH Expanse Ambulatory', 'yes', 'either'),
  ('emr_cata100c', 'Elation Health', 'Elation EHR', 'yes', 'vendor'),
  ('emr_cata100d', 'EverHealth', 'DrChrono', 'yes', 'vendor'),
  ('emr_cata100e', 'AdvancedMD', 'AdvancedEHR', 'yes', 'vendor'),
  ('emr_cata100f', 'Tebra', 'Tebra EHR', 'yes', 'vendor'),
  ('emr_cata100g', 'CareCloud', 'CareCloud Charts', 'yes', 'vendor'),
  ('emr_cata100h', 'Modernizing Medicine', 'ModMed EMA', 'yes', 'vendor'),
  ('emr_cata100j', 'Harris', 'Amazing Charts', 'ask', 'either'),
  ('emr_cata100k', 'Azalea Health', 'Azalea EHR', 'ask', 'vendor'),
  ('emr_cata100m', 'CompuGroup Medical', 'CGM APRIMA', 'ask', 'either'),
  ('emr_cata100n', 'CompuGroup Medical', 'CGM eMDs', 'ask', 'either'),
  ('emr_cata100p', 'Connexin Software', 'Office Practicum', 'ask', 'vendor'),
  ('emr_cata100q', 'Physician''s Computer Company', 'PCC EHR', 'ask', 'either'),
  ('emr_cata100r', 'Experity', 'Experity EMR', 'ask', 'vendor'),
  ('emr_cata100s', 'Nextech', 'Nextech EHR', 'ask', 'either'),
  ('emr_cata100t', 'Compulink', 'Compulink Advantage', 'ask', 'either'),
  ('emr_cata100v', 'Eyefinity', 'Eyefinity EHR', 'ask', 'vendor'),
  ('emr_cata100w', 'Netsmart', 'myAvatar', 'ask', 'either'),
  ('emr_cata100x', 'Valant', 'Valant EHR', 'ask', 'vendor'),
  ('emr_cata100y', 'Qualifacts', 'Credible', 'ask', 'vendor'),
  ('emr_cata100z', 'CharmHealth', 'Charm EHR', 'ask', 'vendor'),
  ('emr_cata1010', 'Cerbo', 'Cerbo EHR', 'ask', 'vendor'),
  ('emr_cata1011', 'OpenEMR Foundation', 'OpenEMR', 'yes', 'either'),
  ('emr_cata1012', 'Praxis', 'Praxis EMR', 'ask', 'either'),
  ('emr_cata1013', 'WRS Health', 'WRS Health EHR', 'ask', 'vendor'),
  ('emr_cata1014', 'RXNT', 'RXNT EHR', 'ask', 'vendor'),
  ('emr_cata1015', 'Bizmatics', 'PrognoCIS', 'ask', 'either'),
  ('emr_cata1016', 'Flatiron Health', 'OncoEMR', 'ask', 'vendor'),
  ('emr_cata1017', 'Ontada', 'iKnowMed', 'ask', 'vendor')
) AS known (id, vendor, product, fhir, hosting)
WHERE NOT EXISTS (SELECT 1 FROM "emr_systems" e WHERE lower(e.product) = lower(known.product));--> statement-breakpoint
SELECT set_config('app.tx', '', true);
