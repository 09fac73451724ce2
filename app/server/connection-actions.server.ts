import { data } from "@remix-run/node";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { database } from "~/db/client";
import { connections } from "~/db/schema/connections";
import type { Actor } from "~/workflows/actor";
import { previewCodeMap } from "~/workflows/connection/code-map-import";
import {
  cancelConnection,
  chooseTemplate,
  findConfiguration,
  pauseConnection,
  resumeConnection,
  retireConnection,
  saveAlertContacts,
  saveCodeMap,
} from "~/workflows/connection/commands";
import { endpointSchema } from "~/workflows/connection/endpoint-form";
import { checkEndpoint, lookUpHostKey, pinHostKey, type Side, saveEndpoint } from "~/workflows/connection/endpoints";
import { goLive } from "~/workflows/connection/go-live";
import { announceHostKey, withdrawHostKey } from "~/workflows/connection/next-host-key";
import { sendOrderMenu } from "~/workflows/connection/order-menu";
import { shown } from "~/workflows/connection/shown-version";
import { takeSystemCodes } from "~/workflows/connection/system-codes";
import { takeOrders } from "~/workflows/connection/take-orders";
import { endTestRun, startTestRun } from "~/workflows/connection/test-runs";
import { addToDo, tickToDo, toDoSchema } from "~/workflows/connection/to-dos";
import type { ConnectionRow, Refusal } from "~/workflows/dispatch";
import { may } from "~/workflows/policy";
import { readSpreadsheet } from "~/workflows/spreadsheet/read";
import { actOnNewAccessKey, actOnRevokedAccessKey } from "./access-keys.server";
import { codePolicyHandlers } from "./code-policies.server";
import { codeProofHandlers } from "./code-proof.server";
import { codeFixHandlers } from "./codes-to-fix.server";
import { changeHandlers } from "./connection-change.server";
import { actOnNewShareLink, actOnOverrides, actOnRevokedLink } from "./connection-mapping.server";
import { type Args, param } from "./context.server";
import { goLiveHandlers } from "./go-live.server";
import { actOnMadeKey, actOnNewKeys, actOnRevokedKey } from "./hosted-account.server";
import { done, fieldErrors, invalid, refused, valuesOf } from "./respond.server";
import {
  farEndsOf,
  placeSandboxOrder,
  playScenarios,
  releaseSandboxResult,
  sandboxEndpoint,
  usesSandbox,
} from "./sandbox.server";
import { requireActor, requireSubject } from "./session.server";
import { fileOf } from "./upload.server";

/** What can be done to a connection, one entry per `intent`. Each says where to go next, or what is wrong. */
export type Move = {
  args: Args;
  actor: Extract<Actor, { kind: "person" }>;
  row: ConnectionRow;
  form: FormData;
  /** A page of this connection. */
  page: (tab?: string) => string;
};
const codeMapSchema = z
  .array(
    z.object({
      labCode: z.string().max(80),
      emrCode: z.string().max(80),
      emrText: z.string().max(80).optional(),
    }),
  )
  .max(10_000);

/** A field that holds JSON; undefined when it does not. */
function jsonOf(form: FormData, name: string): unknown {
  try {
    return JSON.parse(String(form.get(name) ?? ""));
  } catch {
    return undefined;
  }
}

type Handler = (move: Move) => Promise<unknown>;

const reasonOf = (form: FormData) => String(form.get("reason") ?? "").trim();
const sideOf = (form: FormData): Side => (form.get("side") === "lis" ? "lis" : "emr");

/** Runs a command and turns its outcome into the next page or a reason. */
async function settle(
  outcome: Promise<{ kind: string } | Refusal>,
  to: string,
  title: string,
  text?: string,
  form?: FormData,
) {
  const result = await outcome;
  return result.kind === "done" ? done(to, title, text) : refused(result as Refusal, form && valuesOf(form));
}

/** @param set the required scenarios, all of them, or those ticked in the form */
async function startRun({ args, actor, row, form, page }: Move, set: string) {
  const scenarios = set === "chosen" ? form.getAll("scenario").map(String) : set === "all" ? "all" : "required";
  const farEnds = await farEndsOf(args.context.gatehouse.sandbox, row);
  const what = row.mode === "bidirectional" ? "an order from the EMR" : "a result";
  // Beside live traffic only what says of itself that it is a test is one.
  const waits = `It waits for ${what}${row.state === "live" ? " that is marked as a test" : ""}.`;
  return settle(startTestRun(actor, row.id, { scenarios, farEnds }), page("test-runs"), "Test run started", waits);
}

const handlers: Record<string, Handler> = {
  ...goLiveHandlers,
  ...changeHandlers,
  ...codePolicyHandlers,
  ...codeProofHandlers,
  ...codeFixHandlers,
  chooseTemplate: ({ actor, row, form, page }) =>
    settle(
      chooseTemplate(actor, row.id, String(form.get("templateName") ?? "")),
      page("configuration"),
      "Template chosen",
    ),

  saveOverrides: ({ actor, row, form, page }) => actOnOverrides(actor, row, form, page("configuration")),

  createShareLink: ({ args, actor, row, form }) =>
    actOnNewShareLink(actor, row, form, args.context.gatehouse.publicUrl),

  revokeShareLink: ({ actor, row, form, page }) => actOnRevokedLink(actor, row, form, page("configuration")),

  createAccessKey: ({ actor, row, form }) => actOnNewAccessKey(actor, row, sideOf(form)),

  revokeAccessKey: ({ actor, row, form, page }) => actOnRevokedAccessKey(actor, row, form, page("endpoints")),

  saveEndpoint: async ({ actor, row, form, page }) => {
    const side = sideOf(form);
    const parsed = endpointSchema.safeParse({
      archiveDirectory: "",
      ...Object.fromEntries(form),
    });
    if (!parsed.success) return invalid(fieldErrors(parsed.error.issues), { ...valuesOf(form), side });
    const outcome = await saveEndpoint(actor, row.id, side, parsed.data);
    if (outcome.kind === "refused" && outcome.field)
      return invalid({ [outcome.field]: outcome.message }, { ...valuesOf(form), side });
    return outcome.kind === "done"
      ? done(page("endpoints"), "Settings saved", "Now check the connection.")
      : refused(outcome, valuesOf(form));
  },

  useSandbox: async ({ args, actor, row, page }) => {
    const { sandbox } = args.context.gatehouse;
    if (!sandbox) throw new Response(null, { status: 404 });
    return settle(
      saveEndpoint(actor, row.id, "emr", sandboxEndpoint(sandbox, row)),
      page("endpoints"),
      "Sandbox EMR chosen",
    );
  },

  addHostedKeys: ({ page, ...move }) => actOnNewKeys({ ...move, page: page("endpoints") }),
  makeHostedKey: ({ page, ...move }) => actOnMadeKey({ ...move, page: page("endpoints") }),
  revokeHostedKey: ({ page, ...move }) => actOnRevokedKey({ ...move, page: page("endpoints") }),

  lookUpHostKey: async ({ actor, row, form }) => {
    const side = sideOf(form);
    const found = await lookUpHostKey(actor, row.id, side);
    if (found.kind !== "found") return refused(found, { side });
    return data({ errors: {}, values: { side }, hostKey: { side, ...found.key } });
  },

  pinHostKey: ({ actor, row, form, page }) =>
    settle(
      pinHostKey(actor, row.id, sideOf(form), String(form.get("sha256") ?? "")),
      page("endpoints"),
      "Host key pinned",
      "Any other key is refused from now on.",
    ),

  announceHostKey: ({ actor, row, form, page }) =>
    settle(
      announceHostKey(actor, row.id, sideOf(form), String(form.get("sha256") ?? "")),
      page("endpoints"),
      "Next host key accepted",
      "It is pinned as soon as the server shows it.",
    ),

  withdrawHostKey: ({ actor, row, form, page }) =>
    settle(
      withdrawHostKey(actor, row.id, sideOf(form)),
      page("endpoints"),
      "Announcement withdrawn",
      "Only the pinned key is accepted.",
    ),

  checkEndpoint: async ({ actor, row, form, page }) => {
    const outcome = await checkEndpoint(actor, row.id, sideOf(form));
    if (outcome.kind !== "done") return refused(outcome, { side: sideOf(form) });
    return outcome.ok
      ? done(page("endpoints"), "Check passed", "Every step worked.")
      : data(
          {
            errors: {},
            formError: "The check found something. The first step that failed says what.",
            values: { side: sideOf(form) },
          },
          { status: 409 },
        );
  },

  addToDo: ({ actor, row, form, page }) => {
    const parsed = toDoSchema.safeParse({ owner: "", due: "", ...Object.fromEntries(form) });
    if (!parsed.success) return Promise.resolve(invalid(fieldErrors(parsed.error.issues), valuesOf(form)));
    return settle(addToDo(actor, row.id, parsed.data), page("endpoints"), "On the list");
  },
  tickToDo: ({ actor, row, form, page }) => {
    const done = form.get("done") === "true";
    return settle(
      tickToDo(actor, row.id, String(form.get("id") ?? ""), done),
      page("endpoints"),
      done ? "Ticked off" : "Open again",
    );
  },

  saveContacts: ({ actor, row, form, page }) => {
    const contacts = String(form.get("contacts") ?? "")
      .split(/[\s,;]+/)
      .filter(Boolean);
    const wrong = contacts.find((contact) => !z.email().safeParse(contact).success);
    if (wrong)
      return Promise.resolve(invalid({ contacts: `${wrong} does not look like an e-mail address.` }, valuesOf(form)));
    return settle(saveAlertContacts(actor, row.id, contacts), page("configuration"), "Alert contacts saved");
  },

  saveCodeMap: ({ actor, row, form, page }) => {
    const codes = [...row.offeredTests, ...row.offeredPanels];
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const entries = codes.map((labCode) => {
      const emrText = text(`emrText.${labCode}`);
      return { labCode, emrCode: text(`emrCode.${labCode}`), ...(emrText && { emrText }) };
    });
    return settle(saveCodeMap(actor, row.id, entries), page("codes"), "Code map saved", undefined, form);
  },

  takeSystemCodes: ({ actor, row, form, page }) =>
    settle(
      takeSystemCodes(actor, row.id, Number(form.get("version") ?? 0)),
      page("codes"),
      "Codes of the EMR system taken",
    ),

  sameCodes: async ({ actor, row, page }) => {
    const known = new Map((await findConfiguration(shown(row)))?.codeMap.map((entry) => [entry.labCode, entry]));
    const codes = [...row.offeredTests, ...row.offeredPanels];
    const entries = codes.map((labCode) => known.get(labCode) ?? { labCode, emrCode: labCode });
    return settle(
      saveCodeMap(actor, row.id, entries),
      page("codes"),
      "Empty codes filled",
      "The practice sends the lab's own codes for these.",
    );
  },

  previewCodeMap: async ({ actor, row, form }) => {
    if (!may(actor, "connection.configure", row)) return refused({ kind: "forbidden" });
    const bytes = await fileOf(form, "list");
    if (!bytes) return invalid({ list: "Choose a file first." });
    const read = await readSpreadsheet(bytes);
    if (read.kind === "unreadable") return invalid({ list: read.reason });
    const current = (await findConfiguration(shown(row)))?.codeMap ?? [];
    const preview = previewCodeMap(read.sheet, [...row.offeredTests, ...row.offeredPanels], current);
    if (preview.kind === "wrong") {
      const errors = { list: "Nothing was taken in; the rows below need another look." };
      return data({ errors, problems: preview.problems.slice(0, 200) }, { status: 422 });
    }
    return data({ errors: {}, preview });
  },

  importCodeMap: ({ actor, row, form, page }) => {
    const parsed = codeMapSchema.safeParse(jsonOf(form, "entries"));
    if (!parsed.success)
      return Promise.resolve(invalid({ list: "The preview was not complete. Please choose the file again." }));
    return settle(
      saveCodeMap(
        actor,
        row.id,
        parsed.data.map(({ emrText, ...entry }) => ({ ...entry, ...(emrText && { emrText }) })),
      ),
      page("codes"),
      "Code map imported",
    );
  },

  takeOrders: ({ actor, row, page }) =>
    settle(takeOrders(actor, row.id), page(), "Orders too", "The gate asks for what the orders touch."),

  sendOrderMenu: async ({ actor, row, page }) => {
    const outcome = await sendOrderMenu(actor, row);
    return outcome.kind === "done"
      ? done(page("codes"), "Order menu sent", `${outcome.codes} codes, as ${outcome.file}.`)
      : refused(outcome);
  },

  startTest: (move) => startRun(move, String(move.form.get("set") ?? "required")),
  startAllScenarios: (move) => startRun(move, "all"),

  playScenarios: async ({ args, actor, row, page }) => {
    const outcome = await playScenarios(args.context.gatehouse.sandbox, actor, row);
    return outcome.kind === "done"
      ? done(page("test-runs"), "The simulators play", `${outcome.played} scenarios were started.`)
      : refused(outcome);
  },

  endTest: ({ actor, row, page }) =>
    settle(endTestRun(actor, row.id), page("test-runs"), "Test run ended", "What was seen so far is kept."),

  placeTestOrder: async ({ args, actor, row, page }) => {
    const outcome = await placeSandboxOrder(args.context.gatehouse.sandbox, actor, row);
    return outcome.kind === "done"
      ? done(page("test-runs"), "Order placed in the sandbox EMR", outcome.placerOrderNumber)
      : refused(outcome);
  },

  releaseTestResult: async ({ args, actor, row, page }) => {
    const outcome = await releaseSandboxResult(args.context.gatehouse.sandbox, actor, row);
    return outcome.kind === "done"
      ? done(page("test-runs"), "Result released in the simulated lab", outcome.fillerOrderNumber)
      : refused(outcome);
  },

  goLive: async ({ args, actor, row, page }) => {
    const outcome = await goLive(actor, row.id);
    if (outcome.kind !== "done") return refused(outcome);
    // The sandbox EMR orders by itself as soon as it has the menu, so that a live demo connection has traffic.
    if (await usesSandbox(args.context.gatehouse.sandbox, row)) await sendOrderMenu(actor, row);
    return done(page(), "Live", "Orders and results flow from now on.");
  },
  pause: ({ actor, row, form, page }) =>
    reasonOf(form)
      ? settle(
          pauseConnection(actor, row.id, reasonOf(form)),
          page(),
          "Paused",
          "What comes in is kept and goes on afterwards.",
        )
      : Promise.resolve(invalid({ reason: "A reason is needed; the practice reads it." })),
  resume: ({ actor, row, page }) =>
    settle(resumeConnection(actor, row.id), page(), "Live again", "What waited is on its way."),
  retire: ({ actor, row, form, page }) => settle(retireConnection(actor, row.id, reasonOf(form)), page(), "Retired"),
  cancel: ({ actor, row, form, page }) => settle(cancelConnection(actor, row.id, reasonOf(form)), page(), "Cancelled"),
};

/** Every form of the connection's pages. Commands check the right once more, per event, on the locked row. */
export async function actOnConnection(args: Args) {
  const actor = await requireActor(args, "connection.list");
  const id = param(args, "id");
  const [found] = await database().select().from(connections).where(eq(connections.id, id));
  const row = requireSubject(actor, "connection.view", found);
  const form = await args.request.formData();
  const handler = handlers[String(form.get("intent") ?? "")];
  if (!handler) throw new Response(null, { status: 400 });
  return handler({ args, actor, row, form, page: (tab) => `/connections/${id}${tab ? `/${tab}` : ""}` });
}
