CREATE TABLE "access_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"connection_id" text NOT NULL,
	"side" text NOT NULL,
	"sha256" text NOT NULL,
	"hint" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "access_keys_sha256_unique" UNIQUE("sha256")
);
--> statement-breakpoint
CREATE TABLE "breakers" (
	"endpoint_id" text PRIMARY KEY NOT NULL,
	"failures" integer NOT NULL,
	"open_until" timestamp with time zone NOT NULL,
	"reason" text NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "host_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"secret" jsonb NOT NULL,
	"sha256" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"retired_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "hosted_files" (
	"account" text NOT NULL,
	"folder" text NOT NULL,
	"name" text NOT NULL,
	"bytes" "bytea" NOT NULL,
	"size" bigint NOT NULL,
	"modified_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "hosted_files_account_folder_name_pk" PRIMARY KEY("account","folder","name")
);
--> statement-breakpoint
CREATE TABLE "pull_cursors" (
	"source" text PRIMARY KEY NOT NULL,
	"cursor" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "endpoints" ALTER COLUMN "secret" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "endpoints" ADD COLUMN "next_host_key_sha256" text;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "ack" text DEFAULT 'not-owed' NOT NULL;--> statement-breakpoint
ALTER TABLE "access_keys" ADD CONSTRAINT "access_keys_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_keys" ADD CONSTRAINT "access_keys_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "access_keys_connection" ON "access_keys" USING btree ("connection_id","side");--> statement-breakpoint
CREATE INDEX "messages_ack" ON "messages" USING btree ("source_endpoint_id","received_at") WHERE "messages"."ack" = 'pending';--> statement-breakpoint

-- Every endpoint so far is an SFTP server; its settings move into one value.
ALTER TABLE "endpoints" ADD COLUMN "reach" jsonb;--> statement-breakpoint
SELECT set_config('app.tx', 'migration', true);--> statement-breakpoint
UPDATE "endpoints" SET "reach" = jsonb_build_object('transport', 'sftp', 'host', "host", 'port', "port", 'username', "username",
  'authKind', "auth_kind", 'pickupDirectory', "pickup_directory", 'dropDirectory', "drop_directory",
  'archiveDirectory', "archive_directory", 'filePattern', "file_pattern", 'pollSeconds', "poll_seconds",
  'completion', 'stable', 'ackFiles', false, 'inDoubt', 'resend');--> statement-breakpoint
SELECT set_config('app.tx', '', true);--> statement-breakpoint
ALTER TABLE "endpoints" ALTER COLUMN "reach" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "endpoints" DROP COLUMN "host";--> statement-breakpoint
ALTER TABLE "endpoints" DROP COLUMN "port";--> statement-breakpoint
ALTER TABLE "endpoints" DROP COLUMN "username";--> statement-breakpoint
ALTER TABLE "endpoints" DROP COLUMN "auth_kind";--> statement-breakpoint
ALTER TABLE "endpoints" DROP COLUMN "pickup_directory";--> statement-breakpoint
ALTER TABLE "endpoints" DROP COLUMN "drop_directory";--> statement-breakpoint
ALTER TABLE "endpoints" DROP COLUMN "archive_directory";--> statement-breakpoint
ALTER TABLE "endpoints" DROP COLUMN "file_pattern";--> statement-breakpoint
ALTER TABLE "endpoints" DROP COLUMN "poll_seconds";--> statement-breakpoint

-- As for every table: no write outside a guarded transaction.
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON access_keys FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();--> statement-breakpoint
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON breakers FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();--> statement-breakpoint
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON host_keys FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();--> statement-breakpoint
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON hosted_files FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();--> statement-breakpoint
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON pull_cursors FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();
