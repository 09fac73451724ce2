CREATE TABLE "attachment_contents" (
	"attachment_id" text PRIMARY KEY NOT NULL,
	"content" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "attachments" (
	"id" text PRIMARY KEY NOT NULL,
	"request_id" text NOT NULL,
	"post_id" text,
	"for_item" text,
	"name" text NOT NULL,
	"media_type" text NOT NULL,
	"size" integer NOT NULL,
	"sha256" text NOT NULL,
	"added_by" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "info_requests" (
	"id" text PRIMARY KEY NOT NULL,
	"request_id" text NOT NULL,
	"text" text NOT NULL,
	"items" jsonb NOT NULL,
	"asked_by" text,
	"asked_at" timestamp with time zone DEFAULT now() NOT NULL,
	"answer" text DEFAULT '' NOT NULL,
	"answered_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "posts" (
	"id" text PRIMARY KEY NOT NULL,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "posts_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"request_id" text NOT NULL,
	"side" text NOT NULL,
	"internal" boolean DEFAULT false NOT NULL,
	"author_id" text NOT NULL,
	"text" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "read_marks" (
	"user_id" text NOT NULL,
	"request_id" text NOT NULL,
	"seq" bigint NOT NULL,
	CONSTRAINT "read_marks_user_id_request_id_pk" PRIMARY KEY("user_id","request_id")
);
--> statement-breakpoint
ALTER TABLE "attachment_contents" ADD CONSTRAINT "attachment_contents_attachment_id_attachments_id_fk" FOREIGN KEY ("attachment_id") REFERENCES "public"."attachments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_request_id_connection_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."connection_requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_added_by_users_id_fk" FOREIGN KEY ("added_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "info_requests" ADD CONSTRAINT "info_requests_request_id_connection_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."connection_requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "info_requests" ADD CONSTRAINT "info_requests_asked_by_users_id_fk" FOREIGN KEY ("asked_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "posts_request_id_connection_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."connection_requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "posts_author_id_users_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "read_marks" ADD CONSTRAINT "read_marks_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "read_marks" ADD CONSTRAINT "read_marks_request_id_connection_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."connection_requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "attachments_request" ON "attachments" USING btree ("request_id","at");--> statement-breakpoint
CREATE INDEX "info_requests_request" ON "info_requests" USING btree ("request_id","asked_at");--> statement-breakpoint
CREATE UNIQUE INDEX "info_requests_open" ON "info_requests" USING btree ("request_id") WHERE "info_requests"."answered_at" is null;--> statement-breakpoint
CREATE INDEX "posts_request" ON "posts" USING btree ("request_id","seq");--> statement-breakpoint

-- What was asked and answered so far becomes an information request without items.
SELECT set_config('app.tx', 'migration', true);--> statement-breakpoint
INSERT INTO "info_requests" ("id", "request_id", "text", "items", "asked_by", "asked_at", "answer", "answered_at")
  SELECT 'inf_' || substr(r."id", 5), r."id", r."question", '[]', h."actor_id", coalesce(h."at", r."state_since"), coalesce(r."answer", ''),
    CASE WHEN r."state" = 'info-requested' THEN NULL ELSE r."state_since" END
  FROM "connection_requests" r LEFT JOIN LATERAL
    (SELECT "actor_id", "at" FROM "state_history" WHERE "subject_id" = r."id" AND "event" = 'ask' ORDER BY "id" DESC LIMIT 1) h ON true
  WHERE r."question" IS NOT NULL;--> statement-breakpoint
SELECT set_config('app.tx', '', true);--> statement-breakpoint
ALTER TABLE "connection_requests" DROP COLUMN "question";--> statement-breakpoint
ALTER TABLE "connection_requests" DROP COLUMN "answer";--> statement-breakpoint

-- As for every table: no write outside a guarded transaction.
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON attachment_contents FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();--> statement-breakpoint
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON attachments FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();--> statement-breakpoint
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON info_requests FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();--> statement-breakpoint
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON posts FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();--> statement-breakpoint
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON read_marks FOR EACH STATEMENT EXECUTE FUNCTION refuse_unguarded_write();
