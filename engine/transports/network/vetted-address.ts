/**
 * Where a name people typed may lead. A server that calls what others name must not be talked into calling its own
 * network (server-side request forgery, OWASP ASVS 5.0 1.3.6): the name is resolved once, every address it has is looked
 * at, and the connection goes to the address that was looked at, never to the name again.
 */
import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";
import { socketFailure } from "../socket-failure";
import { TransportError } from "../transport-error";

/** Not the public network: RFC 6890 and its successors, for both families. */
const INTERNAL: readonly [network: string, prefix: number][] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
  ["::", 128],
  ["::1", 128],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
];

const familyOf = (address: string): "ipv4" | "ipv6" => (isIP(address) === 6 ? "ipv6" : "ipv4");

function listOf(ranges: Iterable<readonly [string, number]>): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of ranges) list.addSubnet(network, prefix, familyOf(network));
  return list;
}
const internal = listOf(INTERNAL);

/** Which internal networks may be called all the same, as the admin says: `10.20.0.0/16`, `::1/128`, or one address. */
export type AllowedNetworks = readonly string[];

const allowed = new Map<string, BlockList>();

/** A network (`10.20.0.0/16`, `::1/128`) or one address, taken apart; undefined for what is neither. */
export function networkOf(text: string): { address: string; prefix: number; family: "ipv4" | "ipv6" } | undefined {
  const [address = "", length, ...more] = text.split("/");
  const family = familyOf(address);
  const longest = family === "ipv6" ? 128 : 32;
  const prefix = length === undefined ? longest : /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN;
  if (more.length > 0 || !isIP(address) || !(prefix >= 0 && prefix <= longest)) return undefined;
  return { address, prefix, family };
}

/** @throws TypeError for what is no address and no network */
function allowListOf(networks: AllowedNetworks): BlockList {
  const key = networks.join(" ");
  const made =
    allowed.get(key) ??
    listOf(
      networks.map((text) => {
        const network = networkOf(text);
        if (!network) throw new TypeError(`"${text}" is no network such as 10.20.0.0/16`);
        return [network.address, network.prefix] as const;
      }),
    );
  allowed.set(key, made);
  return made;
}

/** An IPv4 address written as IPv6 (`::ffff:10.0.0.1`) is that IPv4 address. */
function plain(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1]) return mapped[1];
  const hex = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address);
  if (!hex?.[1] || !hex[2]) return address;
  const [high, low] = [Number.parseInt(hex[1], 16), Number.parseInt(hex[2], 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

/** Whether an address is in one of the networks. */
export function isWithin(address: string, networks: AllowedNetworks): boolean {
  const target = plain(address);
  return isIP(target) !== 0 && allowListOf(networks).check(target, familyOf(target));
}

/** Whether an address may be connected to. */
export function mayConnect(address: string, networks: AllowedNetworks = []): boolean {
  const target = plain(address);
  if (!isIP(target)) return false;
  const family = familyOf(target);
  return !internal.check(target, family) || allowListOf(networks).check(target, family);
}

/**
 * The address to connect to for a host.
 * @throws TransportError transient `host-not-found`; permanent `address-refused` when any address of it is internal and
 * not allowed: a name that mixes both is how a rebinding begins
 */
export async function vettedAddress(host: string, networks: AllowedNetworks = []): Promise<string> {
  const found = await lookup(host, { all: true, verbatim: true }).catch((error: unknown) => {
    throw (
      socketFailure(error, host) ??
      new TransportError("transient", "host-not-found", `${host} could not be looked up.`, error)
    );
  });
  const [first] = found;
  if (!first) throw new TransportError("transient", "host-not-found", `${host} has no address.`);
  if (found.every(({ address }) => mayConnect(address, networks))) return first.address;
  throw new TransportError(
    "permanent",
    "address-refused",
    `${host} leads into a network we do not call. An administrator can allow that network.`,
  );
}
