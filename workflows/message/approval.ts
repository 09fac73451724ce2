/** A replay of more messages than this needs a second person. */
export const alonePerson = 50;

/** Why a second person has to agree to a replay; null when nobody has to. */
export function approvalReason({ total, delivered }: { total: number; delivered: number }): string | null {
  if (delivered > 0) {
    return `${delivered === 1 ? "One message was" : `${delivered} messages were`} delivered before and would be sent once more.`;
  }
  return total > alonePerson ? `It is about more than ${alonePerson} messages.` : null;
}
