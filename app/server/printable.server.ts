/** Letters that stay another letter when their mark is taken off, and signs with a plain form. */
const plainForms: Readonly<Record<string, string>> = {
  Ł: "L",
  ł: "l",
  Đ: "D",
  đ: "d",
  Ħ: "H",
  ħ: "h",
  ı: "i",
  "→": "->",
  "←": "<-",
  "≥": ">=",
  "≤": "<=",
  "−": "-",
  "\u202f": " ",
  "\u2009": " ",
};
/** What the standard fonts of a PDF can draw (WinAnsi, ISO 32000-1 annex D) beyond Latin-1. */
const beyondLatin1 = new Set("€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ");

const isDrawn = (char: string) => /[\n\x20-\x7e\xa0-\xff]/.test(char) || beyondLatin1.has(char);

function drawn(char: string): string {
  if (isDrawn(char)) return char;
  const plain = plainForms[char] ?? char.normalize("NFD").replace(/\p{M}/gu, "");
  return [...plain].every(isDrawn) && plain !== "" ? plain : "?";
}

/**
 * A text with the characters a PDF's standard fonts have. A letter with a strange mark loses the mark; what has no plain
 * form becomes a question mark, since those fonts would draw another letter in its place.
 */
export const printable = (text: string): string =>
  Array.from(text.normalize("NFC").replace(/[\r\v\f\t]/g, " "), drawn).join("");

/** Whether a text was printed without losing anything. */
export const printsWhole = (text: string): boolean => Array.from(text.normalize("NFC")).every(isDrawn);
