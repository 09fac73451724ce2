import { eq } from "drizzle-orm";
import { secretPlace } from "~/db/endpoint-settings";
import { newId } from "~/db/ids";
import { configurationVersions, connections, endpoints } from "~/db/schema/connections";
import { plainSftp, type SftpReach } from "~/db/schema/transports";
import { sealSecret } from "~/db/secrets";
import { withTransaction } from "~/db/transaction";
import { orderMessage } from "~/engine/sandbox/order-message";
import { randomOf } from "~/engine/sandbox/random";
import { resultMessage } from "~/engine/sandbox/result-message";
import type { SftpSettings } from "~/engine/transports/sftp";
import { approvedConnection } from "./demo-lab";

/** One side's SFTP server: how to log in, and its folders as we see them. */
export type FarEnd = { settings: SftpSettings; pickup: string; drop: string; archive: string };

/** The demo practice's connection, live between two far ends; the demo lab has to be there. */
export async function connectPractice(
  emr: FarEnd,
  lis: FarEnd,
  { completion = "stable", ...settings }: Partial<SftpReach> = {},
): Promise<{ id: string; facility: string }> {
  const id = await approvedConnection();
  const facility = await withTransaction(async (tx) => {
    const ids = { emr: newId("end"), lis: newId("end") };
    const endpoint = (side: "emr" | "lis", { settings: server, pickup, drop, archive }: FarEnd) => {
      const { auth } = server;
      const secret = auth.kind === "password" ? auth.password : auth.privateKey;
      return {
        id: ids[side],
        side,
        name: `${side} of the test`,
        reach: {
          ...plainSftp,
          transport: "sftp" as const,
          host: server.host,
          port: server.port,
          username: server.username,
          authKind: auth.kind,
          pickupDirectory: pickup,
          dropDirectory: drop,
          archiveDirectory: archive,
          filePattern: "*.hl7",
          pollSeconds: 1,
          completion,
          ackFiles: false,
          inDoubt: "resend" as const,
          ...settings,
        },
        secret: sealSecret(secret, secretPlace(ids[side])),
        hostKeySha256: server.hostKeySha256,
        checkOk: true,
      };
    };
    await tx.db.insert(endpoints).values([endpoint("emr", emr), endpoint("lis", lis)]);
    const [first] = await tx.db.select().from(configurationVersions).where(eq(configurationVersions.connectionId, id));
    if (!first) throw new Error("The approval made no configuration.");
    const codeMap = ["TSH", "PWELL"].map((code) => ({ labCode: code, emrCode: `EMR-${code}` }));
    await tx.db
      .insert(configurationVersions)
      .values({ ...first, version: 2, emrEndpointId: ids.emr, lisEndpointId: ids.lis, codeMap });
    const [row] = await tx.db
      .update(connections)
      .set({ state: "live", configurationVersion: 2 })
      .where(eq(connections.id, id))
      .returning();
    return row?.facilityCode ?? "";
  });
  return { id, facility };
}

type OrderText = { placer: string; control: string; code?: string; seed?: string };

export const orderText = ({ placer, control, code = "EMR-TSH", seed = placer }: OrderText): string =>
  orderMessage(
    { tests: [{ code, text: "Ordered test" }] },
    {
      account: "emr-larkspur",
      placerOrderNumber: placer,
      controlId: control,
      at: Date.UTC(2026, 10, 20),
      random: randomOf(seed),
    },
  );

type ResultText = { placer: string; control: string; facility: string; stage?: "final" | "corrected" };

export const resultText = ({ placer, control, facility, stage = "final" }: ResultText): string =>
  resultMessage(
    {
      placerOrderNumber: placer,
      placer: `${placer}^LARKSPUR`,
      filler: `L-${placer}`,
      controlId: `E${placer}`,
      parties: ["GATEHOUSE", facility, "LIS", "LAB"],
      pid: "PID|1||MR1^^^LARKSPUR^MR||Testpatient^Zoe||19800101|F",
      provider: "",
      tests: [{ code: "TSH", text: "TSH" }],
      receivedAt: Date.UTC(2026, 10, 20),
    },
    stage,
    { controlId: control, at: Date.UTC(2026, 10, 21), seed: 1, withPdf: false },
  );
