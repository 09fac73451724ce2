-- What a search of the compendium looks in. Marked immutable for the generated column: lower() and array_to_string() of
-- text change with nothing but their arguments.
CREATE FUNCTION compendium_search_text(code text, name text, short_name text, synonyms text[], loinc text, cpt text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT lower(concat_ws(' ', code, name, short_name, array_to_string(synonyms, ' '), loinc, cpt))
$$;--> statement-breakpoint
ALTER TABLE "compendium_draft" ADD COLUMN "editors" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "tests" ADD COLUMN "search" text GENERATED ALWAYS AS (compendium_search_text(code, name, short_name, synonyms, loinc, cpt)) STORED;
