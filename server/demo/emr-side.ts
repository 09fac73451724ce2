import type { DemoBrowser } from "./browser";
import { type RestEmr, startRestEmr } from "./emr-over-rest";

/** The practice's side in `demo run`, by transport: how it is set up, how an order is placed in it, what reached it. */
export type EmrSide = {
  /** What the engineer does to connect it. */
  connect(): Promise<void>;
  /** One order, as somebody at the practice places it. */
  order(): Promise<void>;
  /** Results that came more than once; null where only the lab's records say so. */
  doubled(): number | null;
  close(): Promise<void>;
};

type Place = { url: string; engineer: DemoBrowser; connectionId: string };

/** The address of one page of the connection. */
export const pageOf = (connectionId: string, tab = "") => `/connections/${connectionId}${tab && `/${tab}`}`;

/** Confirms the host key of a server that has one and is not known yet, then tries all the connection needs of it. */
export async function checkSide(engineer: DemoBrowser, connectionId: string, side: "emr" | "lis"): Promise<void> {
  const path = pageOf(connectionId, "endpoints");
  const page = await engineer.data(path, "routes/_console.connections.$id.endpoints");
  const all = page.endpoints as { side: string; saved: { transport: string; pinned: unknown } | null }[];
  const saved = all.find((one) => one.side === side)?.saved;
  if (!saved) throw new Error(`The ${side} side is not set up.`);
  if (saved.transport === "sftp" && !saved.pinned) {
    const found = await engineer.act(path, { intent: "lookUpHostKey", side });
    const key = found.hostKey as { sha256: string } | undefined;
    if (!key) throw new Error(String(found.formError ?? "The server showed no key."));
    await engineer.post(path, { intent: "pinHostKey", side, sha256: key.sha256 });
  }
  await engineer.post(path, { intent: "checkEndpoint", side });
}

const overSftp = async ({ engineer, connectionId }: Place): Promise<EmrSide> => ({
  connect: async () => {
    await engineer.post(pageOf(connectionId, "endpoints"), { intent: "useSandbox", side: "emr" });
    await checkSide(engineer, connectionId, "emr");
  },
  order: () => engineer.post(pageOf(connectionId, "test-runs"), { intent: "placeTestOrder" }),
  doubled: () => null,
  close: async () => undefined,
});

async function overRest({ url, engineer, connectionId }: Place): Promise<EmrSide> {
  const emr: RestEmr = await startRestEmr();
  const path = pageOf(connectionId, "endpoints");
  const to = new URL(`/api/v1/connections/${connectionId}/orders`, url).href;
  let key = "";
  return {
    connect: async () => {
      const settings = { transport: "rest", name: "EMR over REST", url: emr.address, authScheme: "none" };
      await engineer.post(path, { intent: "saveEndpoint", side: "emr", ...settings });
      await checkSide(engineer, connectionId, "emr");
    },
    order: async () => {
      if (key === "") {
        const made = (await engineer.act(path, { intent: "createAccessKey", side: "emr" })).accessKey;
        key = (made as { key: string } | undefined)?.key ?? "";
      }
      engineer.actions++;
      await emr.order({ url: to, key, code: "CMP" });
    },
    doubled: () => [...emr.received.values()].reduce((sum, times) => sum + times - 1, 0),
    close: () => emr.close(),
  };
}

export const emrSides = { sftp: overSftp, rest: overRest } satisfies Record<string, (place: Place) => Promise<EmrSide>>;
