/** Characters of RFC 8187's attr-char need no escape; encodeURIComponent leaves four more as they are. */
const escaped = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * The header that has a file saved under its name (RFC 6266): for a plain name as it is, else with an ASCII stand-in for
 * old browsers before the name itself in RFC 8187's encoding.
 */
export function savedAs(name: string): string {
  if (/^[\w .-]+$/.test(name)) return `attachment; filename="${name}"`;
  const plain = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^\w .-]/g, "_");
  return `attachment; filename="${plain}"; filename*=UTF-8''${escaped(name)}`;
}
