CREATE TABLE "gateways" (
	"id" text PRIMARY KEY NOT NULL,
	"machine" text NOT NULL,
	"pid" integer NOT NULL,
	"sftp_address" text,
	"listeners" jsonb,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "hosted_accounts" (
	"id" text PRIMARY KEY NOT NULL,
	"username" text NOT NULL,
	"connection_id" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "hosted_accounts_username_unique" UNIQUE("username"),
	CONSTRAINT "hosted_accounts_connection_id_unique" UNIQUE("connection_id")
);
--> statement-breakpoint
CREATE TABLE "hosted_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"account" text NOT NULL,
	"line" text NOT NULL,
	"sha256" text NOT NULL,
	"comment" text NOT NULL,
	"created_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"revoked_by" text,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "host_keys" ADD COLUMN "algorithm" text NOT NULL;--> statement-breakpoint
ALTER TABLE "host_keys" ADD COLUMN "shown_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "hosted_files" ADD COLUMN "message_id" text;--> statement-breakpoint
ALTER TABLE "hosted_accounts" ADD CONSTRAINT "hosted_accounts_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hosted_keys" ADD CONSTRAINT "hosted_keys_account_hosted_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."hosted_accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hosted_keys" ADD CONSTRAINT "hosted_keys_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hosted_keys" ADD CONSTRAINT "hosted_keys_revoked_by_users_id_fk" FOREIGN KEY ("revoked_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "hosted_keys_open" ON "hosted_keys" USING btree ("account","sha256") WHERE "hosted_keys"."revoked_at" is null;--> statement-breakpoint

-- As for every table: no write outside a guarded transaction.
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON gateways FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();--> statement-breakpoint
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON hosted_accounts FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();--> statement-breakpoint
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON hosted_keys FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();
