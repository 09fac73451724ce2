import type { Actor } from "~/workflows/actor";
import { checkFiles } from "~/workflows/attachments/check";
import { attachToRequest } from "~/workflows/attachments/commands";
import { say } from "~/workflows/conversation/commands";

/** What practices of the demo attach, and what is said about their requests, all made up. */
export type DemoTalk = {
  files?: { name: string; text: string }[];
  posts?: { from: "practice" | "lab"; text: string; internal?: true; file?: { name: string; text: string } }[];
};

const sampleOrder =
  "MSH|^~\\&|EMR|PRACTICE|LAB|CEDARLINE|20261102093000||ORM^O01|SAMPLE-1|T|2.5.1\r" +
  "PID|1||TEST-0001||Fictus^Sample||19700101|F\rORC|NW|SAMPLE-1\rOBR|1|SAMPLE-1||TSH^Thyrotropin\r";

/** By the place of the request in the demo's list. */
export const demoTalks: Record<number, DemoTalk> = {
  0: {
    files: [
      {
        name: "kestrel-11-lab-interface.txt",
        text: "Lab interface, version 11\nOrders: ORM^O01 in HL7 2.5.1, one file each.",
      },
      { name: "sample-order.hl7", text: sampleOrder },
    ],
    posts: [
      { from: "practice", text: "Our vendor can start any day from the 30th. Is that early enough for you?" },
      { from: "lab", text: "It is. We decide on your request this week." },
      {
        from: "lab",
        internal: true,
        text: "Two of their sites are with a competitor today; worth a call before we answer.",
      },
      {
        from: "practice",
        text: "Thank you. The list of our sites is attached.",
        file: { name: "sites.csv", text: "site,city\nMain office,Salem\nRiver Street,Salem\n" },
      },
    ],
  },
  6: {
    files: [{ name: "sample-order.hl7", text: sampleOrder }],
    posts: [{ from: "practice", text: "Who at our vendor should expect your call about the folders?" }],
  },
};

/** Attaches a talk's files to a draft. */
export async function seedFiles(provider: Actor, requestId: string, { files = [] }: DemoTalk): Promise<void> {
  if (files.length > 0) await attachToRequest(provider, requestId, checked(files));
}

/** Says what a talk says, once the request is with the lab. */
export async function seedPosts(provider: Actor, sales: Actor, requestId: string, { posts = [] }: DemoTalk) {
  for (const [i, { from, text, internal = false, file }] of posts.entries()) {
    await say(from === "lab" ? sales : provider, requestId, {
      text,
      internal,
      files: file ? checked([file]) : [],
      nonce: `demo-${requestId}-${i}`,
    });
  }
}

const checked = (files: { name: string; text: string }[]) =>
  checkFiles(files.map(({ name, text }) => ({ name, content: Buffer.from(text) }))).good;
