CREATE TABLE "compendium_revisions" (
	"revision" serial PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"change" jsonb NOT NULL,
	"changed_by" text,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "panels" (
	"code" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"members" text[] NOT NULL,
	"preferred_price_cents" integer NOT NULL,
	"status" text NOT NULL,
	"revision" integer NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tests" (
	"code" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"specimen" text NOT NULL,
	"container" text NOT NULL,
	"volume" text NOT NULL,
	"turnaround_days" integer NOT NULL,
	"cpt" text NOT NULL,
	"loinc" text NOT NULL,
	"list_price_cents" integer NOT NULL,
	"status" text NOT NULL,
	"replacement_code" text,
	"revision" integer NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "configuration_versions" (
	"connection_id" text NOT NULL,
	"version" integer NOT NULL,
	"template_name" text NOT NULL,
	"template_version" text NOT NULL,
	"lis_template_name" text NOT NULL,
	"lis_template_version" text NOT NULL,
	"emr_endpoint_id" text,
	"lis_endpoint_id" text,
	"code_map" jsonb NOT NULL,
	"note" text NOT NULL,
	"created_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "configuration_versions_connection_id_version_pk" PRIMARY KEY("connection_id","version")
);
--> statement-breakpoint
CREATE TABLE "connections" (
	"id" text PRIMARY KEY NOT NULL,
	"request_id" text NOT NULL,
	"practice_id" text NOT NULL,
	"emr_system_id" text,
	"emr_name" text NOT NULL,
	"mode" text NOT NULL,
	"transport" text NOT NULL,
	"state" text NOT NULL,
	"state_since" timestamp with time zone DEFAULT now() NOT NULL,
	"machine_version" integer NOT NULL,
	"configuration_version" integer,
	"facility_code" text NOT NULL,
	"offered_tests" text[] NOT NULL,
	"offered_panels" text[] NOT NULL,
	"alert_contacts" text[] NOT NULL,
	"signer_name" text NOT NULL,
	"signer_email" text NOT NULL,
	"target_date" text,
	"test_run_number" integer DEFAULT 0 NOT NULL,
	"live_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "connections_facility_code_unique" UNIQUE("facility_code")
);
--> statement-breakpoint
CREATE TABLE "endpoints" (
	"id" text PRIMARY KEY NOT NULL,
	"side" text NOT NULL,
	"name" text NOT NULL,
	"host" text NOT NULL,
	"port" integer NOT NULL,
	"username" text NOT NULL,
	"auth_kind" text NOT NULL,
	"secret" jsonb NOT NULL,
	"secret_set_at" timestamp with time zone DEFAULT now() NOT NULL,
	"pickup_directory" text NOT NULL,
	"drop_directory" text NOT NULL,
	"archive_directory" text,
	"file_pattern" text NOT NULL,
	"poll_seconds" integer NOT NULL,
	"host_key_sha256" text,
	"host_key_pinned_by" text,
	"host_key_pinned_at" timestamp with time zone,
	"lab_default" boolean DEFAULT false NOT NULL,
	"checked_at" timestamp with time zone,
	"check_ok" boolean,
	"check_steps" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "evidence" (
	"id" text PRIMARY KEY NOT NULL,
	"connection_id" text NOT NULL,
	"item" text NOT NULL,
	"configuration_version" integer NOT NULL,
	"compendium_revision" integer NOT NULL,
	"ok" boolean NOT NULL,
	"reason" text NOT NULL,
	"details" jsonb NOT NULL,
	"run_id" text,
	"produced_by" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sign_offs" (
	"id" text PRIMARY KEY NOT NULL,
	"connection_id" text NOT NULL,
	"run_id" text NOT NULL,
	"configuration_version" integer NOT NULL,
	"user_id" text NOT NULL,
	"typed_name" text NOT NULL,
	"address" text NOT NULL,
	"summary" jsonb NOT NULL,
	"summary_sha256" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "state_history" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"subject_id" text NOT NULL,
	"event" text NOT NULL,
	"from_state" text NOT NULL,
	"to_state" text NOT NULL,
	"actor_id" text,
	"actor_name" text NOT NULL,
	"reason" text,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "test_runs" (
	"id" text PRIMARY KEY NOT NULL,
	"connection_id" text NOT NULL,
	"number" integer NOT NULL,
	"configuration_version" integer NOT NULL,
	"state" text NOT NULL,
	"drill" text NOT NULL,
	"started_by" text,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deadline_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"order_message_id" text,
	"result_message_id" text,
	"outcome" text,
	"summary" jsonb
);
--> statement-breakpoint
CREATE TABLE "hops" (
	"seq" bigserial NOT NULL,
	"message_id" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"hop" text NOT NULL,
	"ok" boolean NOT NULL,
	"detail" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "hops_seq_received_at_pk" PRIMARY KEY("seq","received_at")
) PARTITION BY RANGE ("received_at");
--> statement-breakpoint
CREATE TABLE "inbound_files" (
	"id" text PRIMARY KEY NOT NULL,
	"endpoint_id" text NOT NULL,
	"name" text NOT NULL,
	"size" bigint NOT NULL,
	"mtime" bigint NOT NULL,
	"generation" integer NOT NULL,
	"sha256" text,
	"state" text NOT NULL,
	"attempts" integer NOT NULL,
	"message_count" integer,
	"archive_name" text,
	"reason" text,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"stored_at" timestamp with time zone,
	"disposed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "lanes" (
	"name" text PRIMARY KEY NOT NULL,
	"owner" text,
	"epoch" bigint DEFAULT 0 NOT NULL,
	"expires_at" timestamp with time zone,
	"next_run_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_run_at" timestamp with time zone,
	"last_error" text,
	"failures" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "message_keys" (
	"scope" text NOT NULL,
	"key_sha256" text NOT NULL,
	"content_sha256" text NOT NULL,
	"message_id" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "message_keys_scope_key_sha256_content_sha256_pk" PRIMARY KEY("scope","key_sha256","content_sha256")
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"id" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"connection_id" text,
	"configuration_version" integer,
	"direction" text NOT NULL,
	"source_endpoint_id" text NOT NULL,
	"file_id" text,
	"file_name" text,
	"ordinal" integer NOT NULL,
	"test_run_id" text,
	"message_type" text,
	"control_id" text,
	"placer_order_number" text,
	"filler_order_number" text,
	"order_key" text NOT NULL,
	"title" text NOT NULL,
	"corrected" boolean DEFAULT false NOT NULL,
	"raw" "bytea" NOT NULL,
	"content_sha256" text NOT NULL,
	"state" text NOT NULL,
	"reason_code" text,
	"reason" text,
	"reason_path" text,
	"mapped" jsonb,
	"unmapped" jsonb,
	"outbound" "bytea",
	"outbound_name" text,
	"outbound_sha256" text,
	"destination_endpoint_id" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp with time zone,
	"rename_intent_at" timestamp with time zone,
	"delivery_epoch" bigint,
	"delivered_at" timestamp with time zone,
	"duplicate_of" text,
	"replay_of" text,
	"resolved_by" text,
	"sequence" bigserial NOT NULL,
	CONSTRAINT "messages_id_received_at_pk" PRIMARY KEY("id","received_at")
) PARTITION BY RANGE ("received_at");
--> statement-breakpoint
CREATE TABLE "order_routes" (
	"placer_order_number" text NOT NULL,
	"connection_id" text NOT NULL,
	"message_id" text NOT NULL,
	"sender_application" text,
	"sender_facility" text,
	"test_run_id" text,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "order_routes_placer_order_number_connection_id_pk" PRIMARY KEY("placer_order_number","connection_id")
);
--> statement-breakpoint
CREATE TABLE "alerts" (
	"id" text PRIMARY KEY NOT NULL,
	"connection_id" text,
	"message_id" text,
	"test_run_id" text,
	"kind" text NOT NULL,
	"severity" text NOT NULL,
	"title" text NOT NULL,
	"detail" text NOT NULL,
	"key" text NOT NULL,
	"mailed_at" timestamp with time zone,
	"raised_at" timestamp with time zone DEFAULT now() NOT NULL,
	"acknowledged_at" timestamp with time zone,
	"acknowledged_by" text,
	"resolved_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "audit_events" (
	"chain" text NOT NULL,
	"seq" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"object_id" text NOT NULL,
	"outcome" text NOT NULL,
	"reason" text,
	"meta" text NOT NULL,
	"previous" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_events_chain_seq_pk" PRIMARY KEY("chain","seq")
);
--> statement-breakpoint
CREATE TABLE "audit_heads" (
	"chain" text PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mails" (
	"id" text PRIMARY KEY NOT NULL,
	"to" text NOT NULL,
	"subject" text NOT NULL,
	"letter" jsonb NOT NULL,
	"cause" text NOT NULL,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"claimed_at" timestamp with time zone,
	"sent_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"key" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "submissions" (
	"nonce" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"result" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "workers" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"pid" integer NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "practices" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"npi" text NOT NULL,
	"lab_account_number" text,
	"address" jsonb,
	"time_zone" text NOT NULL,
	"specialty" text,
	"sites" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"token_sha256" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"address" text
);
--> statement-breakpoint
CREATE TABLE "sign_in_failures" (
	"key" text PRIMARY KEY NOT NULL,
	"failures" integer NOT NULL,
	"blocked_until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" text PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text,
	"roles" text[] NOT NULL,
	"practice_id" text,
	"time_zone" text NOT NULL,
	"disabled_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "connection_requests" (
	"id" text PRIMARY KEY NOT NULL,
	"practice_id" text NOT NULL,
	"created_by" text NOT NULL,
	"state" text NOT NULL,
	"state_since" timestamp with time zone DEFAULT now() NOT NULL,
	"machine_version" integer NOT NULL,
	"form" jsonb NOT NULL,
	"emr_system_id" text,
	"emr_name" text NOT NULL,
	"submitted_at" timestamp with time zone,
	"due_at" timestamp with time zone,
	"sla_remaining_ms" bigint,
	"sla_warn_at" timestamp with time zone,
	"sla_warned_at" timestamp with time zone,
	"sla_breached_at" timestamp with time zone,
	"question" text,
	"answer" text,
	"decision" jsonb,
	"decided_at" timestamp with time zone,
	"decided_by" text,
	"connection_id" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "emr_systems" (
	"id" text PRIMARY KEY NOT NULL,
	"vendor" text NOT NULL,
	"product" text NOT NULL,
	"matrix" jsonb NOT NULL,
	"template_name" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "compendium_revisions" ADD CONSTRAINT "compendium_revisions_changed_by_users_id_fk" FOREIGN KEY ("changed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "configuration_versions" ADD CONSTRAINT "configuration_versions_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "configuration_versions" ADD CONSTRAINT "configuration_versions_emr_endpoint_id_endpoints_id_fk" FOREIGN KEY ("emr_endpoint_id") REFERENCES "public"."endpoints"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "configuration_versions" ADD CONSTRAINT "configuration_versions_lis_endpoint_id_endpoints_id_fk" FOREIGN KEY ("lis_endpoint_id") REFERENCES "public"."endpoints"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "configuration_versions" ADD CONSTRAINT "configuration_versions_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connections" ADD CONSTRAINT "connections_request_id_connection_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."connection_requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connections" ADD CONSTRAINT "connections_practice_id_practices_id_fk" FOREIGN KEY ("practice_id") REFERENCES "public"."practices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connections" ADD CONSTRAINT "connections_emr_system_id_emr_systems_id_fk" FOREIGN KEY ("emr_system_id") REFERENCES "public"."emr_systems"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "endpoints" ADD CONSTRAINT "endpoints_host_key_pinned_by_users_id_fk" FOREIGN KEY ("host_key_pinned_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evidence" ADD CONSTRAINT "evidence_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evidence" ADD CONSTRAINT "evidence_run_id_test_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."test_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_offs" ADD CONSTRAINT "sign_offs_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_offs" ADD CONSTRAINT "sign_offs_run_id_test_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."test_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_offs" ADD CONSTRAINT "sign_offs_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "test_runs" ADD CONSTRAINT "test_runs_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "test_runs" ADD CONSTRAINT "test_runs_started_by_users_id_fk" FOREIGN KEY ("started_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_practice_id_practices_id_fk" FOREIGN KEY ("practice_id") REFERENCES "public"."practices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connection_requests" ADD CONSTRAINT "connection_requests_practice_id_practices_id_fk" FOREIGN KEY ("practice_id") REFERENCES "public"."practices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connection_requests" ADD CONSTRAINT "connection_requests_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connection_requests" ADD CONSTRAINT "connection_requests_emr_system_id_emr_systems_id_fk" FOREIGN KEY ("emr_system_id") REFERENCES "public"."emr_systems"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connection_requests" ADD CONSTRAINT "connection_requests_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "tests_name" ON "tests" USING btree ("name");--> statement-breakpoint
CREATE INDEX "configuration_emr_endpoint" ON "configuration_versions" USING btree ("emr_endpoint_id");--> statement-breakpoint
CREATE INDEX "configuration_lis_endpoint" ON "configuration_versions" USING btree ("lis_endpoint_id");--> statement-breakpoint
CREATE INDEX "connections_state" ON "connections" USING btree ("state","state_since");--> statement-breakpoint
CREATE INDEX "connections_practice" ON "connections" USING btree ("practice_id");--> statement-breakpoint
CREATE INDEX "endpoints_side" ON "endpoints" USING btree ("side");--> statement-breakpoint
CREATE INDEX "evidence_connection" ON "evidence" USING btree ("connection_id","item","at");--> statement-breakpoint
CREATE INDEX "state_history_subject" ON "state_history" USING btree ("subject_id","at");--> statement-breakpoint
CREATE INDEX "test_runs_connection" ON "test_runs" USING btree ("connection_id","number");--> statement-breakpoint
CREATE INDEX "hops_message" ON "hops" USING btree ("message_id","seq");--> statement-breakpoint
CREATE UNIQUE INDEX "inbound_files_generation" ON "inbound_files" USING btree ("endpoint_id","name","generation");--> statement-breakpoint
CREATE INDEX "inbound_files_seen" ON "inbound_files" USING btree ("endpoint_id","seen_at");--> statement-breakpoint
CREATE INDEX "messages_deliver" ON "messages" USING btree ("connection_id","direction","state","sequence");--> statement-breakpoint
CREATE INDEX "messages_received" ON "messages" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "messages_connection" ON "messages" USING btree ("connection_id","received_at");--> statement-breakpoint
CREATE INDEX "messages_state" ON "messages" USING btree ("state","received_at");--> statement-breakpoint
CREATE INDEX "messages_placer" ON "messages" USING btree ("placer_order_number");--> statement-breakpoint
CREATE INDEX "messages_filler" ON "messages" USING btree ("filler_order_number");--> statement-breakpoint
CREATE INDEX "messages_control" ON "messages" USING btree ("control_id");--> statement-breakpoint
CREATE INDEX "messages_order_key" ON "messages" USING btree ("connection_id","order_key","sequence");--> statement-breakpoint
CREATE INDEX "messages_test_run" ON "messages" USING btree ("test_run_id");--> statement-breakpoint
CREATE INDEX "alerts_open" ON "alerts" USING btree ("resolved_at","raised_at");--> statement-breakpoint
CREATE INDEX "alerts_key" ON "alerts" USING btree ("key");--> statement-breakpoint
CREATE INDEX "audit_object" ON "audit_events" USING btree ("object_id","at");--> statement-breakpoint
CREATE INDEX "audit_at" ON "audit_events" USING btree ("at");--> statement-breakpoint
CREATE INDEX "mails_created" ON "mails" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "mails_state" ON "mails" USING btree ("state","created_at");--> statement-breakpoint
CREATE INDEX "sessions_user" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "sessions_expiry" ON "sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "users_practice" ON "users" USING btree ("practice_id");--> statement-breakpoint
CREATE INDEX "requests_queue" ON "connection_requests" USING btree ("state","due_at","id");--> statement-breakpoint
CREATE INDEX "requests_practice" ON "connection_requests" USING btree ("practice_id","created_at");