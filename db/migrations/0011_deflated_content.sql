ALTER TABLE "hops" ALTER COLUMN "at" SET DEFAULT clock_timestamp();--> statement-breakpoint
ALTER TABLE "messages" ALTER COLUMN "mapped" SET DATA TYPE bytea USING convert_to("mapped"::text, 'UTF8');
