ALTER TABLE "go_live_plans" ADD COLUMN "step" text DEFAULT 'go-live' NOT NULL;--> statement-breakpoint
-- Of what step a plan is belongs to what was asked.
CREATE OR REPLACE FUNCTION refuse_plan_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'open'
    OR (NEW.id, NEW.connection_id, NEW.step, NEW.configuration_version, NEW.asked_by, NEW.asked_at)
      IS DISTINCT FROM (OLD.id, OLD.connection_id, OLD.step, OLD.configuration_version, OLD.asked_by, OLD.asked_at)
    OR NEW.scheduled_for IS DISTINCT FROM OLD.scheduled_for
    OR (OLD.agreed_by IS NOT NULL AND (NEW.agreed_by, NEW.agreed_at) IS DISTINCT FROM (OLD.agreed_by, OLD.agreed_at))
  THEN
    RAISE EXCEPTION 'a go-live plan keeps what was asked and agreed' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
