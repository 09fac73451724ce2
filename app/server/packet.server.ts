import { makePacket, type PacketFile } from "~/workflows/connection/packet";
import { getLab } from "~/workflows/lab";
import { findConnection } from "./connections.server";
import type { Args } from "./context.server";
import type { Column } from "./pdf-blocks.server";
import { type PrintedRecord, type RecordPart, recordFile, recordPdf } from "./printed-record.server";
import { refused } from "./respond.server";

/** The packet of the route's connection, for somebody who may have it. */
async function packetOf(args: Args): Promise<PacketFile> {
  const { actor, row } = await findConnection(args);
  const made = await makePacket(actor, row.id);
  if (made.kind === "done") return made.file;
  refused(made);
  throw new Response(null, { status: 409 });
}

const nameOf = ({ packet, sha256 }: PacketFile, end: string) =>
  `Packet-${packet.connection.id}-v${packet.connection.configurationVersion}-${sha256.slice(0, 8)}.${end}`;

/** The packet as JSON, to be verified with `gatehouse audit verify --packet`. */
export async function downloadPacketJson(args: Args): Promise<Response> {
  const file = await packetOf(args);
  return recordFile(`${JSON.stringify(file, null, 2)}\n`, nameOf(file, "json"), "application/json");
}

/** The same packet on paper. */
export async function downloadPacketPdf(args: Args): Promise<Response> {
  const file = await packetOf(args);
  const { name } = await getLab();
  return recordFile(await recordPdf(printed(file, name)), nameOf(file, "pdf"), "application/pdf");
}

const columns = (...list: [title: string, width: number, look?: Column["look"]][]): Column[] =>
  list.map(([title, width, look]) => ({ title, width, ...(look && { look }) }));

/** A time to the second, UTC: a record is read in many zones. */
const at = (iso: string | null) => (iso === null ? "" : `${iso.slice(0, 10)} ${iso.slice(11, 19)}Z`);

/** The packet as a document of seven parts; pure. */
export function printed({ packet, sha256 }: PacketFile, lab: string): PrintedRecord {
  const { connection, configuration } = packet;
  const green = packet.gate.filter((lamp) => lamp.state === "green").length;
  const parts: RecordPart[] = [
    {
      kind: "facts",
      title: "The connection",
      facts: [
        ["Practice", `${connection.practice}, NPI ${connection.npi}`],
        ["EMR", connection.emr],
        ["Flows", connection.mode === "bidirectional" ? "Orders and results" : "Results only"],
        ["State", `${connection.state}, since ${at(connection.stateSince)}`],
        ["Live since", at(connection.liveAt) || "not yet"],
        ["Configuration", `Version ${connection.configurationVersion}, ${configuration?.note ?? ""}`],
        ["Mapping", configuration ? `${configuration.template}; lab side ${configuration.lisTemplate}` : ""],
      ],
    },
    {
      kind: "table",
      title: green === packet.gate.length ? "The gate: go" : "The gate: no-go",
      note: `${green} of ${packet.gate.length} items are green, computed from the evidence below.`,
      columns: columns(["Item", 106], ["State", 50], ["What was seen", 270], ["Evidence", 90, "mono"]),
      rows: packet.gate.map((lamp) => [
        lamp.label,
        lamp.state,
        lamp.next ? `${lamp.reason}. ${lamp.next}` : lamp.reason,
        lamp.evidence ?? "",
      ]),
    },
    {
      kind: "table",
      title: "Evidence for this configuration",
      columns: columns(["At", 98], ["Item", 78], ["Good", 34], ["What was seen", 206], ["Produced by", 100]),
      rows: packet.evidence.map((proof) => [
        at(proof.at),
        proof.item,
        proof.ok ? "yes" : "no",
        proof.reason,
        proof.producedBy,
      ]),
    },
    {
      kind: "table",
      title: "Test runs",
      columns: columns(["Run", 34], ["Result", 56], ["Started", 98], ["What came of it", 328]),
      rows: packet.runs.map((run) => [String(run.number), run.state, at(run.startedAt), run.outcome ?? ""]),
    },
    ...packet.signatures.flatMap((signature): RecordPart[] => [
      {
        kind: "facts",
        title: `Signature of ${signature.typedName}`,
        facts: [
          ["Account", signature.account],
          ["At", at(signature.at)],
          ["For", `Configuration version ${signature.configurationVersion}`],
          ["Network address", signature.address],
          ["Session", signature.session ?? "not recorded"],
          ["Document", signature.sha256],
        ],
      },
      { kind: "lines", title: "What was signed", lines: signature.signed },
    ]),
    ...(packet.signers.length > 0
      ? [
          {
            kind: "table" as const,
            title: "Who signs",
            columns: columns(["At", 98], ["What", 100], ["From", 106], ["To", 106], ["By", 106]),
            rows: packet.signers.map((one) => [at(one.at), one.kind, one.from, one.to, one.by]),
          },
        ]
      : []),
    ...(packet.goLives.length > 0
      ? [
          {
            kind: "table" as const,
            title: "Go-lives that were asked for",
            columns: columns(["Asked", 98], ["By", 90], ["For", 98], ["Agreed by", 90], ["Became", 140]),
            rows: packet.goLives.map((plan) => [
              at(plan.askedAt),
              plan.askedBy?.name ?? "",
              at(plan.scheduledFor) || "at once",
              plan.agreedBy ? `${plan.agreedBy.name}, ${at(plan.agreedAt)}` : "",
              plan.why ? `${plan.state}: ${plan.why}` : plan.state,
            ]),
          },
        ]
      : []),
    {
      kind: "table",
      title: "Decisions and steps",
      columns: columns(["At", 98], ["Step", 96], ["From", 70], ["To", 70], ["By", 86], ["Reason", 96]),
      rows: packet.decisions.map((step) => [at(step.at), step.event, step.from, step.to, step.by, step.reason ?? ""]),
    },
    {
      kind: "lines",
      title: "How to check it",
      lines: [
        `${packet.trail.events.length} events of the audit chain ${packet.trail.chain} are in the packet's JSON file, each with its hash.`,
        "gatehouse audit verify --packet FILE.json holds that file against the audit chain: its content, its events, the evidence on record, and that the chain has kept when it was made.",
        `SHA-256 of the packet: ${sha256}`,
      ],
    },
  ];
  return {
    title: "Go/no-go packet",
    subtitle: `${connection.practice}, ${connection.emr}`,
    lab,
    foot: `Packet ${sha256}`,
    parts,
  };
}
