/** JSON as it comes over the wire: its place when it is broken, its parts, its content. Pure, synchronous. */
export { canonicalJson } from "./canonical";
export { differingPlaces, type PlaceDifference } from "./difference";
export { type JsonObject, type ParsedJson, parseJson } from "./parse";
export { type JsonParts, looksLikeJson, splitJson } from "./split";
