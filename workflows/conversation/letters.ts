import type { PostSide } from "~/db/schema/conversation";
import type { Letter } from "~/db/schema/operations";
import type { RequestForm } from "~/db/schema/requests";
import type { Lab } from "../lab";

type About = {
  id: string;
  connectionId: string | null;
  emrName: string;
  form: { practice: Pick<RequestForm["practice"], "legalName"> };
};
type Said = { by: string; text: string; files: readonly string[] };

/** The mail about a new message, to the side that did not write it. Pure. */
export function written(about: About, said: Said, from: PostSide, lab: Lab): Letter {
  const practice = about.form.practice.legalName || "A practice";
  const writer = from === "lab" ? lab.shortName : practice;
  const files = said.files.length;
  return {
    subject: from === "lab" ? `${lab.shortName} has written to you` : `Message from ${practice}`,
    heading: `A message from ${writer}`,
    paragraphs: [from === "lab" ? "You can answer in the portal." : "You can answer in the console."],
    quote: { by: said.by, text: said.text },
    facts: [
      { label: "EMR", value: about.emrName },
      ...(files > 0 ? [{ label: files === 1 ? "Attached file" : "Attached files", value: said.files.join(", ") }] : []),
    ],
    action: { label: "Read and answer", path: pathOf(about, from) },
  };
}

/** Where the side that did not write finds the conversation. */
function pathOf({ id, connectionId }: About, from: PostSide): string {
  if (from === "lab") return connectionId ? `/portal/connections/${connectionId}` : `/portal/requests/${id}`;
  return connectionId ? `/connections/${connectionId}/conversation` : `/approvals/${id}`;
}
