CREATE TABLE "menu_entries" (
	"code" text NOT NULL,
	"connection_id" text NOT NULL,
	CONSTRAINT "menu_entries_code_connection_id_pk" PRIMARY KEY("code","connection_id")
);
--> statement-breakpoint
INSERT INTO menu_entries (code, connection_id) SELECT DISTINCT code, id FROM connections, unnest(offered_tests || offered_panels) AS code;--> statement-breakpoint
-- As for every table: no write outside a guarded transaction.
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON menu_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();--> statement-breakpoint
-- What a menu gains and loses, and no more: most changes of a connection leave it as it is.
CREATE FUNCTION keep_menu_entries() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  had text[] := CASE WHEN TG_OP = 'INSERT' THEN '{}' ELSE old.offered_tests || old.offered_panels END;
  has text[] := CASE WHEN TG_OP = 'DELETE' THEN '{}' ELSE new.offered_tests || new.offered_panels END;
  of_connection text := coalesce(new.id, old.id);
BEGIN
  IF had = has THEN
    RETURN NULL;
  END IF;
  DELETE FROM menu_entries WHERE connection_id = of_connection
    AND code IN (SELECT unnest(had) EXCEPT SELECT unnest(has));
  INSERT INTO menu_entries (code, connection_id) SELECT code, of_connection
    FROM (SELECT unnest(has) AS code EXCEPT SELECT unnest(had)) AS gained;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER menu_entries AFTER INSERT OR DELETE OR UPDATE OF offered_tests, offered_panels ON connections
  FOR EACH ROW EXECUTE FUNCTION keep_menu_entries();
