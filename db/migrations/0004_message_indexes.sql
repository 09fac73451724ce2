DROP INDEX "messages_deliver";--> statement-breakpoint
DROP INDEX "messages_state";--> statement-breakpoint
DROP INDEX "messages_order_key";--> statement-breakpoint
DROP INDEX "messages_test_run";--> statement-breakpoint
CREATE INDEX "messages_deliver" ON "messages" USING btree ("connection_id","direction","sequence") WHERE "messages"."state" in ('queued', 'sending');--> statement-breakpoint
CREATE INDEX "messages_state" ON "messages" USING btree ("state","received_at") WHERE "messages"."state" <> 'delivered';--> statement-breakpoint
CREATE INDEX "messages_order_key" ON "messages" USING btree ("connection_id","order_key","sequence") WHERE "messages"."state" in ('queued', 'sending', 'held', 'dead');--> statement-breakpoint
CREATE INDEX "messages_test_run" ON "messages" USING btree ("test_run_id") WHERE "messages"."test_run_id" is not null;--> statement-breakpoint

-- What a message carries is compressed when it is stored; lz4 costs a fraction of the default, where the server has it.
DO $$
DECLARE part regclass;
BEGIN
  FOR part IN SELECT relid FROM pg_partition_tree('messages') LOOP
    EXECUTE format('ALTER TABLE %s ALTER raw SET COMPRESSION lz4, ALTER mapped SET COMPRESSION lz4, ALTER outbound SET COMPRESSION lz4', part);
  END LOOP;
EXCEPTION WHEN feature_not_supported OR invalid_parameter_value THEN
  RAISE NOTICE 'lz4 is not part of this server; messages keep the default compression';
END $$;
