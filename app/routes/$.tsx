/** Every address that is nothing. As a route of its own it is known to server and browser alike, so both draw one page. */
export function loader(): never {
  throw new Response(null, { status: 404, statusText: "Not Found" });
}

/** Never drawn: the loader has the error page drawn in its place. */
export default function NothingHere() {
  return null;
}
