ALTER TABLE "to_dos" ALTER COLUMN "created_by" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "to_dos" ADD COLUMN "overdue_told_at" timestamp with time zone;