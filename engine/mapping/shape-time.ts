/** Dates and times, HL7's and ISO 8601, at the precision and in the zone the template asks for. */
import { formatDtm, parseDtm } from "~/engine/hl7";
import { plainTextAt, textAt } from "./place";
import { plain } from "./shapes";
import { convertZone, hasZone, inZone } from "./times";
import type { Transform } from "./transform";

/** What is done to a time on the way. */
export interface DtmOptions {
  /** Added to times that come without one: an offset, or a name such as America/Chicago. */
  readonly zone?: string;
  /** Written and read times are converted to this zone. */
  readonly to?: string;
  readonly precision?: "year" | "month" | "day" | "minute" | "second";
}

const ISO_LENGTHS = { year: 4, month: 7, day: 10, minute: 16, second: 19 } as const;

function cutIso(iso: string, precision: NonNullable<DtmOptions["precision"]>): string {
  const zone = hasZone(iso) && ISO_LENGTHS[precision] > 10 ? (/(Z|[+-]\d{2}:\d{2})$/.exec(iso)?.[0] ?? "") : "";
  const bare = hasZone(iso) ? iso.replace(/(Z|[+-]\d{2}:\d{2})$/, "") : iso;
  return bare.slice(0, ISO_LENGTHS[precision]) + zone;
}

/** As the function, which has to be pure, but asked once for the same text in a row: a report repeats its times. */
function remembering<T>(work: (text: string) => T): (text: string) => T {
  let asked: string | undefined;
  let answer: T;
  return (text) => {
    if (text !== asked) {
      answer = work(text);
      asked = text;
    }
    return answer;
  };
}

/** A date or time; what is none is left out with a warning. */
export function dtm({ zone, to, precision }: DtmOptions): Transform {
  const settled = (iso: string) => {
    const zoned = zone === undefined ? iso : inZone(iso, zone);
    return to === undefined ? zoned : convertZone(zoned, to);
  };
  const readTime = remembering((text) => {
    const iso = parseDtm(text);
    if (iso === undefined) return undefined;
    const read = settled(iso);
    return precision ? cutIso(read, precision) : read;
  });
  const writeTime = remembering((iso) => formatDtm(settled(iso), precision));
  return {
    gives: "text",
    whole: false,
    firstComponent: true,
    read(place) {
      const text = plainTextAt(place);
      if (text === undefined) return undefined;
      const read = readTime(text);
      if (read === undefined) {
        const message = "is not an HL7 date and time; left out.";
        place.remark({ code: "not-a-time", message }, textAt(place)?.segment);
      }
      return read;
    },
    write: (value, target) => target.put(writeTime(String(value))),
    json: {
      read(value, remark) {
        const given = plain(value);
        if (given === undefined || given === "") return undefined;
        const iso = formatDtm(given) === undefined ? parseDtm(given) : given;
        if (iso === undefined) remark({ code: "not-a-time", message: "is not a date and time; left out." });
        return iso === undefined ? undefined : precision ? cutIso(settled(iso), precision) : settled(iso);
      },
      write: (value) => (precision ? cutIso(settled(String(value)), precision) : settled(String(value))),
    },
  };
}
