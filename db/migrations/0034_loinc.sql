-- What a search of LOINC terms looks in, and its words for the index. Marked immutable for the generated column and the
-- index: all of it changes with nothing but its arguments.
CREATE FUNCTION loinc_search_text(code text, component text, system text, long_name text, short_name text, plain_name text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT lower(concat_ws(' ', code, component, system, long_name, short_name, plain_name))
$$;--> statement-breakpoint
-- The parser of text search takes A1c/Hemoglobin.total for a host with a path; here a word is letters and digits.
CREATE FUNCTION loinc_words(search text)
RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_to_tsvector(array_remove(regexp_split_to_array(search, '[^a-z0-9]+'), ''))
$$;--> statement-breakpoint
CREATE TABLE "loinc_table" (
	"id" integer PRIMARY KEY NOT NULL,
	"whole" boolean NOT NULL,
	"version" text NOT NULL,
	"terms" integer NOT NULL,
	"replacements" integer DEFAULT 0 NOT NULL,
	"file_name" text NOT NULL,
	"sha256" text NOT NULL,
	"loaded_by" text,
	"loaded_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "loinc_terms" (
	"code" text PRIMARY KEY NOT NULL,
	"component" text NOT NULL,
	"property" text NOT NULL,
	"time_aspect" text NOT NULL,
	"system" text NOT NULL,
	"scale" text NOT NULL,
	"method" text NOT NULL,
	"long_name" text NOT NULL,
	"short_name" text NOT NULL,
	"plain_name" text DEFAULT '' NOT NULL,
	"class" text NOT NULL,
	"status" text NOT NULL,
	"replaced_by" text[] DEFAULT '{}' NOT NULL,
	"order_obs" text NOT NULL,
	"units" text NOT NULL,
	"rank" integer,
	"search" text GENERATED ALWAYS AS (loinc_search_text(code, component, system, long_name, short_name, plain_name)) STORED
);
--> statement-breakpoint
ALTER TABLE "loinc_table" ADD CONSTRAINT "loinc_table_loaded_by_users_id_fk" FOREIGN KEY ("loaded_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "loinc_terms_words" ON "loinc_terms" USING gin (loinc_words("search"));--> statement-breakpoint
-- As for every table: no write outside a guarded transaction.
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON loinc_terms FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();--> statement-breakpoint
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON loinc_table FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();
