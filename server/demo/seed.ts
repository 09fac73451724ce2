import { hash } from "@node-rs/argon2";
import { eq, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { secretPlace } from "~/db/endpoint-settings";
import { newId } from "~/db/ids";
import { type AllowedNetwork, allowedNetworksKey } from "~/db/queries/allowed-networks";
import { endpoints } from "~/db/schema/connections";
import { matrixScores, matrixTransports } from "~/db/schema/matrix";
import { settings } from "~/db/schema/operations";
import { practices, type Role, users } from "~/db/schema/people";
import { emrSystems } from "~/db/schema/requests";
import { plainSftp } from "~/db/schema/transports";
import { sealSecret } from "~/db/secrets";
import { withTransaction } from "~/db/transaction";
import type { SandboxPorts } from "~/engine/sandbox";
import { listCriteria } from "~/workflows/request/load-matrix";
import { seedCompendium } from "./catalogue";
import { seedDoor } from "./door";
import { seedRequests } from "./requests";

/** Practices of the demo; the first is the one the demo provider belongs to. Names and numbers are made up. */
const demoPractices = [
  { name: "Larkspur Family Medicine", npi: "1234567893", city: "Bend", state: "OR", zone: "America/Los_Angeles" },
  { name: "Marigold Family Health", npi: "1234567802", city: "Salem", state: "OR", zone: "America/Los_Angeles" },
  { name: "Brackenridge Urgent Care", npi: "1234567810", city: "Albany", state: "NY", zone: "America/New_York" },
  { name: "Stonebridge Oncology", npi: "1234567828", city: "Dayton", state: "OH", zone: "America/New_York" },
  { name: "Kingfisher Cardiology", npi: "1234567836", city: "Reno", state: "NV", zone: "America/Los_Angeles" },
  { name: "Lantern Hill Pediatrics", npi: "1234567844", city: "Ithaca", state: "NY", zone: "America/New_York" },
  { name: "Sycamore Street Internal Medicine", npi: "1234567851", city: "Tulsa", state: "OK", zone: "America/Chicago" },
  { name: "Bayberry Women’s Health", npi: "1234567869", city: "Macon", state: "GA", zone: "America/New_York" },
  { name: "Aspen Row Dermatology", npi: "1234567877", city: "Denver", state: "CO", zone: "America/Denver" },
];

/** EMR systems of the demo: vendor, product, SFTP and REST scores in the matrix's order, note, template. Made up. */
const demoEmrs: [string, string, number[], number[], string, string][] = [
  [
    "Vellum Health",
    "Vellum EHR",
    [5, 4, 4, 3, 4],
    [2, 3, 4, 5, 3],
    "Their REST API is still in beta.",
    "generic-orm-2.5.1",
  ],
  [
    "Kestrel Systems",
    "Kestrel Suite",
    [4, 4, 4, 3, 4],
    [3, 3, 4, 5, 3],
    "Good experience with files.",
    "generic-orm-2.5.1",
  ],
  ["Tidewater", "Tidewater EMR", [5, 5, 4, 3, 4], [1, 2, 3, 5, 2], "Speaks HL7 2.3 only.", "generic-orm-2.3"],
  ["Medloom", "Medloom", [2, 3, 3, 3, 3], [5, 4, 4, 5, 4], "A modern, documented API.", "generic-oml-2.5.1"],
  ["Orchard", "Orchard Chart", [5, 4, 4, 3, 4], [2, 3, 4, 5, 3], "The usual scores.", "generic-orm-2.5.1"],
];

const demoPeople: [string, string, Role][] = [
  ["provider", "Dana Whitlock", "provider"],
  ["sales", "Maren Oduya", "sales"],
  ["engineer", "Tomas Kiel", "engineer"],
  ["pm", "Ruth Palmgren", "program-manager"],
  ["labops", "Ines Bravo", "lab-ops"],
  ["admin", "Ari Dahl", "admin"],
];

/** The password of every demo account. Demo mode only; outside it nothing is seeded. */
export const demoPassword = "gatehouse demo account";

/** Fills an empty database with the demo lab, and points its lab endpoint at the sandbox of this start. */
export async function seedDemo(sandbox: SandboxPorts): Promise<"seeded" | "kept"> {
  const [seeded] = await database().select().from(settings).where(eq(settings.key, "lab"));
  if (seeded) return "kept";
  const passwordHash = await hash(demoPassword);
  await withTransaction(async (tx) => {
    await tx.db.insert(settings).values({
      key: "lab",
      value: JSON.stringify({
        name: "Cedarline Diagnostics",
        shortName: "Cedarline",
        phone: "(555) 010-0142",
        escalationEmail: "escalation@demo.example",
        contactName: "Maren Oduya",
      }),
    });
    const practiceIds = demoPractices.map(() => newId("prc"));
    await tx.db.insert(practices).values(
      demoPractices.map((practice, i) => ({
        id: practiceIds[i] ?? newId("prc"),
        name: practice.name,
        npi: practice.npi,
        timeZone: practice.zone,
        specialty: "Family medicine",
        address: { line: `${100 + i} Example Street`, city: practice.city, state: practice.state, postalCode: "00000" },
      })),
    );
    await tx.db.insert(users).values(
      demoPeople.map(([account, name, role]) => ({
        id: newId("usr"),
        email: `${account}@demo.example`,
        name,
        passwordHash,
        roles: role === "provider" ? ["provider" as const, "practice-admin" as const] : [role],
        practiceId: role === "provider" ? (practiceIds[0] ?? null) : null,
        timeZone: role === "provider" ? "America/Los_Angeles" : "America/New_York",
      })),
    );
    // Providers of the other practices: they own the requests in the queue and cannot sign in.
    await tx.db.insert(users).values(
      demoPractices.slice(1).map((practice, i) => ({
        id: newId("usr"),
        email: `provider${i + 2}@demo.example`,
        name: `Provider at ${practice.name}`,
        roles: ["provider" as const],
        practiceId: practiceIds[i + 1] ?? null,
        timeZone: practice.zone,
      })),
    );
    await seedEmrs(tx.db);
    const allowed: AllowedNetwork[] = ["127.0.0.0/8", "::1/128"].map((network) => ({
      network,
      reason: "The demo's simulators run on this machine.",
      by: null,
      at: null,
    }));
    await tx.db.insert(settings).values({ key: allowedNetworksKey, value: JSON.stringify(allowed) });
    const endpointId = newId("end");
    await tx.db.insert(endpoints).values({
      id: endpointId,
      side: "lis",
      name: "Cedarline LIS (sandbox)",
      reach: {
        ...plainSftp,
        transport: "sftp",
        host: "127.0.0.1",
        port: sandbox.lisPort,
        username: "gatehouse",
        authKind: "password",
        pickupDirectory: "/results",
        dropDirectory: "/orders",
        archiveDirectory: "/archive",
        filePattern: "*.hl7",
        pollSeconds: 2,
        completion: "stable",
        ackFiles: false,
        inDoubt: "resend",
      },
      secret: sealSecret(sandbox.password, secretPlace(endpointId)),
      labDefault: true,
    });
    tx.audit({ chain: "system", actor: "seed", action: "demo.seed", objectId: "demo", outcome: "done" });
  });
  await seedCompendium();
  await seedRequests();
  await seedDoor();
  return "seeded";
}

async function seedEmrs(db: Parameters<Parameters<typeof withTransaction>[0]>[0]["db"]): Promise<void> {
  const criteria = await listCriteria(db);
  const systems = demoEmrs.map(([vendor, product, sftp, rest, note, templateName]) => ({
    row: { id: newId("emr"), vendor, product, note, templateName },
    scores: { sftp, rest },
  }));
  await db.insert(emrSystems).values(systems.map(({ row }) => row));
  await db.insert(matrixScores).values(
    systems.flatMap(({ row, scores }) =>
      matrixTransports.flatMap((transport) =>
        criteria.map(({ id }, i) => ({
          emrSystemId: row.id,
          transport,
          criterionId: id,
          score: scores[transport][i] ?? 3,
          note: "",
          source: "Pilot with the vendor",
        })),
      ),
    ),
  );
}

const portIn = (port: number) => sql`jsonb_set(${endpoints.reach}, '{port}', ${String(port)}::jsonb)`;

/** The sandbox may listen on other ports than the last time: its endpoints follow it. */
export async function followSandbox(sandbox: SandboxPorts): Promise<void> {
  await withTransaction(async (tx) => {
    await tx.db
      .update(endpoints)
      .set({ reach: portIn(sandbox.lisPort) })
      .where(sql`${endpoints.side} = 'lis' and ${endpoints.name} like '%(sandbox)'`);
    await tx.db
      .update(endpoints)
      .set({ reach: portIn(sandbox.emrPort) })
      .where(sql`${endpoints.side} = 'emr' and ${endpoints.name} like '%(sandbox)'`);
  });
}
