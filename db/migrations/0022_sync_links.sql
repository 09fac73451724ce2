ALTER TABLE "syncs" ADD COLUMN "not_before" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "syncs" ADD COLUMN "link_sha256" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
CREATE INDEX "syncs_links" ON "syncs" USING gin ("link_sha256");