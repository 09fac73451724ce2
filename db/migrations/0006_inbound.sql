ALTER TABLE "inbound_files" ADD COLUMN "receipts" jsonb;--> statement-breakpoint
ALTER TABLE "access_keys" ADD COLUMN "last_used_at" timestamp with time zone;