/** Audit actions in words people read. */
const words: Record<string, string> = {
  "connection.create": "Connection created by the approval",
  "connection.saveConfiguration": "Configuration saved",
  "connection.pinHostKey": "Host key pinned",
  "connection.probe": "Connectivity checked",
  "connection.startTest": "Test run started",
  "connection.alertContacts": "Alert contacts changed",
  "connection.sendOrderMenu": "Order menu sent to the EMR",
  "connection.gateMet": "Gate: go, all seven green",
  "connection.gateLost": "Gate: no-go again",
  "connection.signOff": "The practice signed",
  "connection.goLive": "Went live",
  "connection.pause": "Paused",
  "connection.resume": "Runs again",
  "connection.retire": "Retired",
  "connection.cancel": "Cancelled",
  "testRun.finish": "Test run ended",
  "message.received": "Message received",
  "message.parsed": "Message parsed",
  "message.deduplicated": "Message checked against earlier ones",
  "message.mapped": "Message mapped",
  "message.delivered": "Message delivered",
  "message.acknowledged": "Source told",
  "message.retried": "Delivery failed, will be tried again",
  "message.held": "Message held",
  "message.dead": "Message stopped",
  "message.replayed": "Message replayed",
  "message.discarded": "Message discarded",
  "message.reveal": "Patient data looked at",
  "file.quarantine": "File set aside",
  "request.draft": "Request saved",
  "request.submit": "Request submitted",
  "request.ask": "Question asked",
  "request.answer": "Question answered",
  "request.approve": "Request approved",
  "request.reject": "Request declined",
  "request.withdraw": "Request withdrawn",
  "request.slaWarn": "SLA warning",
  "request.slaBreach": "SLA breached",
  "session.begin": "Signed in",
  "session.end": "Signed out",
  "session.blocked": "Sign-in blocked",
  "compendium.add": "Test added",
  "compendium.change": "Compendium changed",
  "alert.acknowledge": "Alert taken",
  "mail.sent": "Mail sent",
  "mail.failed": "Mail not sent",
  "demo.seed": "Demo lab made",
};

export const actionWords = (action: string): string => words[action] ?? action;

/** One event as a sentence: what, and why or how it ended. */
export function eventWords(event: { action: string; outcome: string; reason: string | null }): string {
  const what = actionWords(event.action);
  const ended = event.outcome === "refused" ? " (refused)" : event.outcome === "failed" ? " (failed)" : "";
  return event.reason ? `${what}${ended}: ${event.reason}` : `${what}${ended}`;
}
