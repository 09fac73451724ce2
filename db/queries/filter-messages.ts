import { and, eq, gte, inArray, isNull, lt, or, type SQL } from "drizzle-orm";
import { messageTime } from "../ids";
import { messages } from "../schema";
import type { Direction, MessageState } from "../schema/messages";

/** What narrows a list of messages; a part that is absent narrows nothing. */
export type MessageFilter = {
  /** Just these messages. */
  ids?: readonly string[];
  states?: readonly MessageState[];
  /** A connection's id, or `none` for messages that found no connection. */
  connection?: string;
  direction?: Direction;
  reasonCode?: string;
  /** Received in [from, to). */
  from?: Date;
  to?: Date;
  /** A message's id, control ID, placer or filler order number, exactly. */
  query?: string;
};

/** The filter as a condition on `messages`; undefined when everything fits. */
export function messagesFitting(filter: MessageFilter): SQL | undefined {
  const { ids, states, connection, direction, reasonCode, from, to, query } = filter;
  const receivedAt = query && messageTime(query);
  return and(
    ids && inArray(messages.id, [...ids]),
    states && states.length > 0 ? inArray(messages.state, [...states]) : undefined,
    connection === "none"
      ? isNull(messages.connectionId)
      : connection
        ? eq(messages.connectionId, connection)
        : undefined,
    direction && eq(messages.direction, direction),
    reasonCode ? eq(messages.reasonCode, reasonCode) : undefined,
    from && gte(messages.receivedAt, from),
    to && lt(messages.receivedAt, to),
    // The time in an id leads to the one partition that has it.
    receivedAt
      ? and(eq(messages.id, query), eq(messages.receivedAt, receivedAt))
      : query
        ? or(
            eq(messages.controlId, query),
            eq(messages.placerOrderNumber, query),
            eq(messages.fillerOrderNumber, query),
          )
        : undefined,
  );
}
