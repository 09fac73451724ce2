import type { Letter } from "~/db/schema/operations";
import { sealedPlace } from "~/db/sealed-columns";
import { openSecret, sealSecret } from "~/db/secrets";

/** A link that lets somebody in must not be readable in the outbox: its secret end is sealed, bound to its mail. */
const placeOf = (mailId: string) => sealedPlace("mails", mailId);

export const sealLink = (letter: Letter, token: string, mailId: string): Letter =>
  letter.action ? { ...letter, action: { ...letter.action, sealed: sealSecret(token, placeOf(mailId)) } } : letter;

/** The letter with its link whole, to be sent or shown in the demo. Throws when it was sealed with another key. */
export function openLink(letter: Letter, mailId: string): Letter {
  if (!letter.action?.sealed) return letter;
  const { sealed, label, path } = letter.action;
  return { ...letter, action: { label, path: path + openSecret(sealed, placeOf(mailId)) } };
}

/** The letter without the secret, once it has been handed over. */
export function withoutLink(letter: Letter): Letter {
  if (!letter.action?.sealed) return letter;
  const { label, path } = letter.action;
  return { ...letter, action: { label, path } };
}
