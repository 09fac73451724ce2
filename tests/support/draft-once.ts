/** A process that starts a draft from a form and dies before it can say so: run by a test with DATABASE_URL and NONCE. */
import { closeDatabase, openDatabase } from "~/db/client";
import { completeForm, demoActor } from "~/tests/support/demo-lab";
import { createDraft } from "~/workflows/request/commands";

openDatabase({ url: process.env.DATABASE_URL ?? "", name: "draft once" });
await createDraft(await demoActor("provider"), await completeForm(), process.env.NONCE ?? "");
if (process.env.NONCE) process.kill(process.pid, "SIGKILL");
await closeDatabase();
