import type { Reach, SftpQuirks, Transport } from "~/db/schema/transports";

/** An endpoint's settings as people read them. */
type Fact = { label: string; value: string };

/** Where it is, in a few words. */
export function addressWords(reach: Reach | undefined): string | undefined {
  if (!reach) return undefined;
  switch (reach.transport) {
    case "rest":
      return reach.url ?? reach.pullUrl ?? "pushes to us";
    case "hosted-sftp":
      return `${reach.username} on our SFTP server`;
    case "mllp":
      return reach.host === null ? `our port ${reach.listenPort}` : `${reach.host}:${reach.port}`;
    default:
      return `${reach.host}:${reach.port}`;
  }
}

/** A way to reach an endpoint, as the field calls it. */
export const transportName = (transport: Transport) => (transport === "hosted-sftp" ? "SFTP" : transport.toUpperCase());

const doubtWords = { resend: "sent again as it was", hold: "held for a person" };

/** The settings of one side, for those who only look at them. */
export function endpointFacts(reach: Reach): Fact[] {
  const address = addressWords(reach) ?? "";
  switch (reach.transport) {
    case "sftp":
      return [
        { label: "Server", value: address },
        { label: "User name", value: reach.username },
        {
          label: "Pick up",
          value: [
            reach.pickupDirectory ?? "nothing",
            ...(reach.subfolders.length > 0 ? [`with ${reach.subfolders.join(", ")}`] : []),
          ].join(" "),
        },
        { label: "Whole when", value: wholeWords(reach) },
        ...(reach.claim ? [{ label: "Read", value: "once moved into .processing" }] : []),
        { label: "Drop", value: reach.dropDirectory ?? "nothing" },
        ...(reach.dropNames ? [{ label: "File names", value: reach.dropNames }] : []),
        ...(reach.dropSign ? [{ label: "Our sign", value: reach.dropSign }] : []),
        { label: "Look every", value: `${reach.pollSeconds} s` },
        ...quirkFacts(reach.quirks),
      ];
    case "hosted-sftp":
      return [
        { label: "Account", value: reach.username },
        { label: "Orders", value: `/to-lab, ${reach.filePattern}` },
        { label: "Results", value: "/from-lab" },
      ];
    case "rest":
      return [
        { label: "Posts to", value: reach.url ?? "nothing is sent there" },
        ...(reach.pullUrl
          ? [
              { label: "Asks at", value: reach.pullUrl },
              { label: "Every", value: `${reach.pollSeconds} s` },
            ]
          : []),
        { label: "Signs in with", value: authWords[reach.auth.kind] },
        { label: "In doubt", value: doubtWords[reach.inDoubt] },
      ];
    case "mllp":
      return [
        { label: "Sends to", value: reach.host === null ? "nothing is sent there" : address },
        { label: "TLS", value: reach.tls ? "yes" : "no" },
        ...(reach.listenPort === null ? [] : [{ label: "Sends to our port", value: String(reach.listenPort) }]),
        ...(reach.allowedAddresses.length === 0 ? [] : [{ label: "From", value: reach.allowedAddresses.join(", ") }]),
        { label: "In doubt", value: doubtWords[reach.inDoubt] },
      ];
  }
}

const quirkFacts = (quirks: SftpQuirks): Fact[] => {
  const words = [
    ...(quirks.noStat ? ["tells nothing of a single file"] : []),
    ...(quirks.noRename ? ["cannot rename"] : []),
    ...(quirks.legacyAlgorithms ? ["speaks old algorithms"] : []),
    ...(quirks.maxSessions === null ? [] : [`takes ${quirks.maxSessions} sessions at most`]),
    ...(quirks.keepSession ? [] : ["is signed out of after each use"]),
  ];
  return words.length > 0 ? [{ label: "The server", value: words.join(", ") }] : [];
};

const wholeWords = ({ completion, doneSign }: Extract<Reach, { transport: "sftp" }>): string =>
  ({ stable: "it stands still", renamed: "it has its name", "done-file": `${doneSign} is beside it` })[completion];

const authWords = { none: "nothing", "api-key": "an API key", basic: "user name and password", oauth2: "OAuth 2" };
