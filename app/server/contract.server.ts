import { createHash } from "node:crypto";
import { CONTRACT_VERSION, type ContractName, jsonSchema } from "~/engine/contract";
import type { Args } from "./context.server";

/** Answers by name, made once: a schema changes with the product only. */
const answers = new Map<string, { body: string; etag: string }>();

/**
 * The lab data contract as JSON Schema, for everybody: it says how orders and results are shaped, nothing about any.
 * May be kept for an hour; asked again with its ETag it answers 304.
 */
export function contractSchema({ request, context }: Args, name: ContractName): Response {
  const { publicUrl } = context.gatehouse;
  const key = `${publicUrl} ${name}`;
  let answer = answers.get(key);
  if (!answer) {
    const { $schema, title, ...schema } = jsonSchema(name);
    const $id = new URL(`/api/v1/contract/${name}.json`, publicUrl).href;
    const body = `${JSON.stringify({ $schema, $id, title, version: CONTRACT_VERSION, ...schema }, null, 2)}\n`;
    answer = { body, etag: `"${createHash("sha256").update(body).digest("hex").slice(0, 32)}"` };
    answers.set(key, answer);
  }
  const headers = {
    "Content-Type": "application/schema+json; charset=utf-8",
    "Cache-Control": "public, max-age=3600",
    "Access-Control-Allow-Origin": "*",
    ETag: answer.etag,
  };
  const known = request.headers.get("If-None-Match")?.replace(/^W\//, "");
  return known === answer.etag ? new Response(null, { status: 304, headers }) : new Response(answer.body, { headers });
}
