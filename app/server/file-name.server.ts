import { exampleFacts, nameFrom, patternProblem } from "~/engine/transports/sftp";
import type { Args } from "./context.server";
import { requireActor } from "./session.server";

/** What a file would be called by a pattern that is being typed, or what is wrong with the pattern. */
export type FileNameExample = { pattern: string; name: string | null; problem: string | null };

export async function loadFileName(args: Args): Promise<FileNameExample> {
  await requireActor(args, "connection.configure");
  const pattern = new URL(args.request.url).searchParams.get("pattern")?.trim().slice(0, 200) ?? "";
  const problem = pattern === "" ? null : (patternProblem(pattern) ?? null);
  return { pattern, problem, name: problem ? null : nameFrom(pattern || "{name}", exampleFacts) };
}
