import { desc, eq, inArray, sql } from "drizzle-orm";
import type { Fact } from "~/app/components/data/KeyValue";
import type { EndpointsTabProps } from "~/app/components/workspace/EndpointsTab";
import { database } from "~/db/client";
import { endpointChecks, endpoints, toDos, users } from "~/db/schema";
import { connectionRequests, type RequestForm } from "~/db/schema/requests";
import { formatOf } from "~/engine/mapping";
import { templateAt } from "~/engine/templates/lookup";
import { type ConfigurationRow, findConfiguration } from "~/workflows/connection/commands";
import { formOf } from "~/workflows/connection/endpoint-form";
import { shown } from "~/workflows/connection/shown-version";
import { usualToDos } from "~/workflows/connection/to-dos";
import { waysNeeded } from "~/workflows/connection/ways";
import type { ConnectionRow, RequestRow } from "~/workflows/dispatch";
import { may } from "~/workflows/policy";
import { loadAccess } from "./access-keys.server";
import { requestFiles } from "./attachments.server";
import { locked } from "./connection-lock.server";
import { findConnection } from "./connections.server";
import type { Args } from "./context.server";
import { endpointFacts } from "./endpoint-words.server";
import { hostedAccountOf } from "./hosted-account.server";
import { hostWords, personWords, transportWords } from "./request-summary.server";

type Side = "emr" | "lis";
type Answered = "errors" | "formError" | "typed" | "foundKey" | "accessKey" | "madeKey" | "keyError";

/** Both sides of a connection, the checks of them, and what people have to do. */
export async function loadEndpointsTab(args: Args): Promise<Omit<EndpointsTabProps, Answered>> {
  const { actor, row } = await findConnection(args);
  const db = database();
  const [configuration, [request], files, checks, todos] = await Promise.all([
    findConfiguration(shown(row)),
    db.select().from(connectionRequests).where(eq(connectionRequests.id, row.requestId)),
    requestFiles(row.requestId),
    db
      .select({ check: endpointChecks, by: users.name })
      .from(endpointChecks)
      .leftJoin(users, eq(users.id, endpointChecks.checkedBy))
      .where(eq(endpointChecks.connectionId, row.id))
      .orderBy(desc(endpointChecks.at))
      .limit(20),
    db
      .select({ toDo: toDos, doneBy: users.name })
      .from(toDos)
      .leftJoin(users, eq(users.id, toDos.doneBy))
      .where(eq(toDos.connectionId, row.id))
      .orderBy(sql`${toDos.doneAt} desc nulls first`, toDos.createdAt)
      .limit(100),
  ]);
  const ids = [configuration?.emrEndpointId, configuration?.lisEndpointId].filter((one): one is string => Boolean(one));
  const rows =
    ids.length > 0
      ? await db
          .select({ endpoint: endpoints, pinnedBy: users.name })
          .from(endpoints)
          .leftJoin(users, eq(users.id, endpoints.hostKeyPinnedBy))
          .where(inArray(endpoints.id, ids))
      : [];
  const emrEndpoint = rows.find(({ endpoint }) => endpoint.side === "emr")?.endpoint;
  const [formats, access, hosted] = await Promise.all([
    formatsOf(configuration),
    loadAccess(actor, row, args.context.gatehouse.publicUrl),
    hostedAccountOf(actor, row, emrEndpoint),
  ]);
  const side = (which: Side) => {
    const found = rows.find(({ endpoint }) => endpoint.side === which);
    const endpoint = found?.endpoint;
    return {
      side: which,
      title: which === "emr" ? "EMR side" : "Lab side",
      note:
        which === "emr"
          ? "the practice's server"
          : "the lab system's server, the same for every connection until you change it here",
      filePattern: formats[which] === "json" ? "*.json" : "*.hl7",
      canPin: may(actor, "connection.pinHostKey", row),
      needs: waysNeeded(row.mode, which),
      begins: which === "emr" ? beginsWith(row, request) : {},
      hosted: which === "emr" ? hosted : null,
      sandboxAvailable: which === "emr" && args.context.gatehouse.sandbox !== null && !endpoint,
      access: endpoint?.reach.transport === "rest" && !endpoint.reach.pullUrl ? access(which) : null,
      saved: endpoint
        ? {
            transport: endpoint.reach.transport,
            values: formOf(endpoint.name, endpoint.reach),
            facts: endpointFacts(endpoint.reach),
            secretSetAt: endpoint.secret ? endpoint.secretSetAt.toISOString() : null,
            pinned:
              endpoint.hostKeySha256 && endpoint.hostKeyPinnedAt
                ? {
                    sha256: endpoint.hostKeySha256,
                    by: found?.pinnedBy ?? "an engineer",
                    at: endpoint.hostKeyPinnedAt.toISOString(),
                  }
                : null,
            nextHostKey: endpoint.nextHostKeySha256,
            check:
              endpoint.checkSteps && endpoint.checkedAt
                ? { ok: endpoint.checkOk ?? false, at: endpoint.checkedAt.toISOString(), steps: endpoint.checkSteps }
                : null,
          }
        : null,
    };
  };
  return {
    canEdit: may(actor, "connection.configure") && !locked[row.state],
    lockedBecause: locked[row.state] ?? "Engineers change it.",
    endpoints: [side("emr"), side("lis")],
    said: request && may(actor, "request.view", request) ? { facts: saidOf(request.form), attachments: files } : null,
    toDos: {
      canEdit: may(actor, "connection.toDo", row),
      rows: todos.map(({ toDo, doneBy }) => ({
        id: toDo.id,
        what: toDo.what,
        party: toDo.party,
        owner: toDo.owner,
        due: toDo.due,
        doneAt: toDo.doneAt?.toISOString() ?? null,
        doneBy,
      })),
      usual: usualToDos(
        row.emrName,
        todos.map(({ toDo }) => toDo),
        Boolean(request?.form.contacts.vendor.email || request?.form.contacts.vendor.phone),
      ),
    },
    checks: checks.map(({ check, by }) => ({
      id: check.id,
      side: check.side,
      ok: check.ok,
      ms: check.ms,
      at: check.at.toISOString(),
      by: by ?? "Gatehouse",
      steps: check.steps,
    })),
  };
}

/** What the approval settles of a form that was not saved yet. */
const beginsWith = (row: ConnectionRow, request: RequestRow | undefined) => ({
  name: row.emrName,
  transport: row.transport === "sftp" && request?.form.sftpHost === "lab" ? "hosted-sftp" : row.transport,
});

/** What the practice said that concerns its server, and who can be asked. */
function saidOf({ contacts, sftpHost, transport, emr, practice, notes }: RequestForm): Fact[] {
  const facts: [string, string][] = [
    ["Technical contact", personWords(contacts.technical)],
    ["At the vendor", personWords(contacts.vendor)],
    ["Clinical contact", personWords(contacts.clinical)],
    ["Looked after by", emr.vendorName],
    ["EMR can do", transportWords[transport]],
    ["Server run by", transport === "rest" ? "" : hostWords[sftpHost]],
    ["Sites", practice.sites],
    ["Notes", notes],
  ];
  return facts.filter(([, value]) => value !== "").map(([label, value]) => ({ label, value }));
}

/** The format of each side's messages, as its template has it. */
async function formatsOf(configuration: ConfigurationRow | undefined) {
  const formatAt = async (name = "", version = "") => {
    const found = await templateAt(name, version);
    return found && formatOf(found.whole);
  };
  return {
    emr: await formatAt(configuration?.templateName, configuration?.templateVersion),
    lis: await formatAt(configuration?.lisTemplateName, configuration?.lisTemplateVersion),
  };
}
