import { CONTRACT_VERSION } from "~/engine/contract";
import type { Args } from "./context.server";
import { largestPush, pushTypes } from "./push.server";

/**
 * The programming interface, described for machines (OpenAPI 3.1). A test holds it against the routes that there are.
 */
const text = (description: string) => ({ type: "string", description });
const orNull = (schema: { type: string; description: string }) => ({ ...schema, type: [schema.type, "null"] });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const answer = (description: string, content: Record<string, unknown>, headers?: Record<string, unknown>) => ({
  description,
  content: Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema }])),
  ...(headers && { headers }),
});
const problemAnswer = (description: string) => answer(description, { "application/problem+json": ref("Problem") });
const header = (description: string, type = "string") => ({ description, schema: { type } });
const waiting = { "Retry-After": header("Seconds until it may be sent again.", "integer") };
const hl7Types = Object.keys(pushTypes).filter((type) => pushTypes[type] === "hl7");
const inHl7 = (description: string) => Object.fromEntries(hl7Types.map((type) => [type, text(description)]));

const connectionId = {
  name: "id",
  in: "path",
  required: true,
  description: "The connection, as in con_7k3m9x2q.",
  schema: { type: "string" },
};

const push = (what: "orders" | "results", from: string) => ({
  post: {
    operationId: `push-${what}`,
    summary: `Push ${what}`,
    description: `One message or several: HL7 messages one after the other or in a batch (BHS…BTS), or one JSON body or a list of them as the mapping template of the connection says. The answer goes out when every message is stored; who gets none sends the same again. ${from}`,
    security: [{ accessKey: [] }],
    parameters: [
      connectionId,
      {
        name: "Idempotency-Key",
        in: "header",
        required: false,
        description:
          "What you call this push by, the same for each try, printable ASCII without spaces. The same key with the same bytes gets the same answer again; with other bytes it is refused (422). Without a key the bytes themselves are it.",
        schema: { type: "string", maxLength: 255 },
      },
    ],
    requestBody: {
      required: true,
      description: `At most ${largestPush / 1_048_576} MiB, with Content-Length, not compressed.`,
      content: {
        ...Object.fromEntries(hl7Types.map((type) => [type, { schema: text("HL7 v2 in its delimited form.") }])),
        "application/json": { schema: { oneOf: [{ type: "object" }, { type: "array", items: { type: "object" } }] } },
      },
    },
    responses: {
      "200": answer(
        "Stored. Asked in HL7 the answer is an acknowledgment (ACK) for each message, several as a batch: AA, or AE and AR with the place at fault; CA, CE and CR where MSH-15 asks for them.",
        { ...inHl7("Acknowledgments."), "application/json": ref("Receipt") },
        {
          "Gatehouse-Receipt": header("What the push is called here."),
          "Idempotent-Replayed": header("true when the push had come before."),
        },
      ),
      "204": { description: "Stored; MSH-15 and MSH-16 ask for no acknowledgment." },
      "400": answer(
        "Every message is refused (each is kept for a person at the laboratory to see), or nothing could be kept: an empty body, a batch that is not whole, or an Idempotency-Key that is none. Sending the same again is useless.",
        {
          ...inHl7("Acknowledgments."),
          "application/json": ref("Receipt"),
          "application/problem+json": ref("Problem"),
        },
      ),
      ...refusals,
      "409": problemAnswer("The connection is not set up for REST on this side."),
      "410": problemAnswer("The connection has ended, or takes no orders."),
      "411": problemAnswer("There is no Content-Length."),
      "413": problemAnswer("It is too large."),
      "415": problemAnswer("This content type is not taken, or the body is compressed."),
      "422": problemAnswer("The Idempotency-Key was used before for other bytes."),
      "503": {
        ...problemAnswer("The connection is paused or not open yet, or it is not known whether the push was stored."),
        headers: waiting,
      },
    },
  },
});

const refusals = {
  "401": problemAnswer("There is no access key, or it is unknown or revoked."),
  "403": problemAnswer("The key is of another connection or another side."),
  "429": { ...problemAnswer("Too many requests."), headers: waiting },
};

const contract = (name: "order" | "result") => ({
  get: {
    operationId: `contract-${name}`,
    summary: `The data contract of ${name}s`,
    description: `JSON Schema of ${name === "order" ? "an order" : "a result"} at the laboratory, version ${CONTRACT_VERSION}.`,
    responses: { "200": answer("The schema.", { "application/schema+json": { type: "object" } }) },
  },
});

/** Paths as OpenAPI writes them, with what may be done there. */
export const paths = {
  "/api/v1/connections/{id}/orders": push("orders", "Orders come from the practice's EMR."),
  "/api/v1/connections/{id}/results": push("results", "Results come from the laboratory's system."),
  "/api/v1/connections/{id}/messages/{messageId}": {
    get: {
      operationId: "message-status",
      summary: "Where a message is by now",
      description: "For the side that sent it, with that side's key. `messageId` stands in the receipt.",
      security: [{ accessKey: [] }],
      parameters: [
        connectionId,
        { name: "messageId", in: "path", required: true, description: "The message.", schema: { type: "string" } },
      ],
      responses: {
        "200": answer("The message's state.", { "application/json": ref("MessageStatus") }),
        ...refusals,
        "404": problemAnswer("This side of the connection has sent no such message."),
      },
    },
  },
  "/api/v1/connections/{id}/compendium": {
    get: {
      operationId: "compendium-update",
      summary: "The next update of the compendium",
      description:
        "For the practice's EMR, with its key: the oldest update it has not confirmed, in the format agreed on. Its id stands in the header `Gatehouse-Update`.",
      security: [{ accessKey: [] }],
      parameters: [connectionId],
      responses: {
        "200": answer("The update as a file.", { "application/json": { type: "object" } }),
        "204": { description: "Nothing waits." },
        ...refusals,
      },
    },
  },
  "/api/v1/connections/{id}/compendium/{update}": {
    post: {
      operationId: "compendium-answer",
      summary: "An update is loaded, or could not be",
      description: "Said twice, it changes nothing.",
      security: [{ accessKey: [] }],
      parameters: [
        connectionId,
        { name: "update", in: "path", required: true, description: "The update.", schema: { type: "string" } },
      ],
      requestBody: {
        required: true,
        content: {
          "application/json": {
            schema: {
              type: "object",
              required: ["loaded"],
              properties: {
                loaded: { type: "boolean" },
                reason: { type: "string", maxLength: 500, description: "Why it could not be loaded." },
              },
            },
          },
        },
      },
      responses: {
        "204": { description: "It is on record." },
        ...refusals,
        "404": problemAnswer("This connection has no such update."),
        "409": problemAnswer("A newer update has taken its place."),
      },
    },
  },
  "/api/v1/contract/order.json": contract("order"),
  "/api/v1/contract/result.json": contract("result"),
  "/api/v1/openapi.json": {
    get: {
      operationId: "openapi",
      summary: "This document",
      description: "For everybody.",
      responses: { "200": answer("OpenAPI 3.1.", { "application/json": { type: "object" } }) },
    },
  },
};

const reason = orNull(text("Why it was not simply taken, in plain words; never a value of the message."));
const path = orNull(text("Where the fault is, as in OBR-4.1."));
const controlId = orNull(text("The message's own ID: MSH-10, or the id of the envelope."));

const schemas = {
  Receipt: {
    type: "object",
    required: ["receipt", "receivedAt", "repeated", "messages"],
    properties: {
      receipt: text("What the push is called here."),
      receivedAt: { type: "string", format: "date-time" },
      repeated: { type: "boolean", description: "Whether it had come before." },
      messages: { type: "array", description: "In the order they came in.", items: ref("MessageReceipt") },
    },
  },
  MessageReceipt: {
    type: "object",
    required: ["messageId", "controlId", "state", "code", "reason", "path"],
    properties: {
      messageId: text("What the message is called here."),
      controlId,
      state: {
        type: "string",
        enum: ["accepted", "duplicate", "held", "refused"],
        description:
          "accepted: the laboratory's from now on. duplicate: came before, not processed again. held: kept, and a person looks after it; do not send it again. refused: it cannot be processed as it is; mend it and send it with a new ID.",
      },
      code: orNull(text("The reason as a word for programs.")),
      reason,
      path,
    },
  },
  MessageStatus: {
    type: "object",
    required: ["id", "direction", "controlId", "state", "reason", "path", "duplicateOf", "receivedAt", "deliveredAt"],
    properties: {
      id: text("What the message is called here."),
      direction: { type: "string", enum: ["order", "result"] },
      controlId,
      state: { type: "string", enum: ["queued", "sending", "delivered", "duplicate", "held", "dead", "discarded"] },
      reason,
      path,
      duplicateOf: orNull(text("The message it repeats.")),
      receivedAt: { type: "string", format: "date-time" },
      deliveredAt: { type: ["string", "null"], format: "date-time" },
    },
  },
  Problem: {
    type: "object",
    required: ["status", "detail"],
    properties: { title: text("The kind of refusal."), status: { type: "integer" }, detail: text("What to do next.") },
  },
};

/** The document, for everybody. */
export function openApiDocument({ context }: Args): Response {
  const document = {
    openapi: "3.1.0",
    info: {
      title: "Gatehouse",
      version: "1",
      description: "Messages between practices and the laboratory. Times are ISO 8601 in UTC.",
    },
    servers: [{ url: new URL(context.gatehouse.publicUrl).origin }],
    paths,
    components: {
      securitySchemes: {
        accessKey: {
          type: "http",
          scheme: "bearer",
          description:
            "An access key, made on the connection's Configuration page. It opens one side of one connection.",
        },
      },
      schemas,
    },
  };
  return Response.json(document, {
    headers: { "Cache-Control": "public, max-age=3600", "Access-Control-Allow-Origin": "*" },
  });
}
