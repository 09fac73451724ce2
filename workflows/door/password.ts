/** NIST SP 800-63B-4 section 3.1.1: length and a list of what is guessed first; no rules on kinds of characters. */
const least = 15;
const most = 128;

/** Beginnings and whole words that guessing starts with. */
const guessedFirst = [
  "password",
  "passwort",
  "letmein",
  "welcome",
  "qwerty",
  "qwertz",
  "asdfgh",
  "iloveyou",
  "administrator",
  "laboratory",
  "gatehouse",
  "123456",
  "abcdef",
];

/** Why a password is not taken, in words for its field; nothing when it is. `known`: words about the person, such as the address. */
export function passwordProblem(password: string, known: readonly string[] = []): string | undefined {
  const length = [...password.normalize("NFC")].length;
  if (length < least) return `At least ${least} characters; a few words in a row are easiest.`;
  if (length > most) return `At most ${most} characters.`;
  if (new Set(password.toLowerCase()).size < 5)
    return "It repeats too few characters. A few words in a row are easiest.";
  // What is left when the words that are guessed first are taken out has to carry the password by itself.
  const words = [...guessedFirst, ...known.flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u))];
  let rest = password.toLowerCase();
  for (const word of words) if (word.length >= 4) rest = rest.replaceAll(word, "");
  return rest.replace(/[^\p{L}\p{N}]/gu, "").length < 6
    ? "This is guessed easily. Choose words that have nothing to do with you or the lab."
    : undefined;
}
