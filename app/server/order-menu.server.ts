import { and, asc, eq, inArray } from "drizzle-orm";
import type { OrderMenuProps } from "~/app/components/pages/OrderMenuPage";
import { database } from "~/db/client";
import { panels, tests } from "~/db/schema/compendium";
import { connections } from "~/db/schema/connections";
import { practices } from "~/db/schema/people";
import { labToday } from "~/workflows/compendium/catalogue";
import { openTo, practicePricesOf } from "~/workflows/compendium/offered";
import { csvOf } from "~/workflows/spreadsheet/write";
import { dayWords, dollars } from "./catalogue-words.server";
import type { Args } from "./context.server";
import { days, price } from "./portal.server";
import { savedAs } from "./saved-as.server";
import { requireActor } from "./session.server";

/** What the practice may order over its connections; before the first one, everything the lab does. */
export async function loadOrderMenu(args: Args): Promise<OrderMenuProps> {
  const { practice, isOffered, tests, panels, prices, today } = await loadMenu(args);
  return {
    practiceName: practice?.name ?? "Your practice",
    lead: isOffered
      ? "What you can order over your connections."
      : "Everything the lab does. What you order is agreed with your request.",
    tests: tests.map((test) => ({
      code: test.code,
      name: test.name,
      specimen: test.specimen,
      container: [test.container, test.volume].filter(Boolean).join(", "),
      stability: test.stability,
      turnaround: days(test.turnaroundDays),
      alsoCalled: [test.shortName, ...test.synonyms].filter(Boolean).join(", "),
      ...(ahead(test, today) && { orderableFrom: dayWords(test.orderableFrom ?? "") }),
      price: price(prices.get(test.code) ?? test.listPriceCents),
    })),
    panels: panels.map((panel) => ({
      code: panel.code,
      name: panel.name,
      members: panel.members,
      price: price(prices.get(panel.code) ?? panel.preferredPriceCents),
    })),
  };
}

/** Whether its first day has not come yet. */
const ahead = ({ orderableFrom }: { orderableFrom: string | null }, today: string): boolean =>
  orderableFrom !== null && orderableFrom > today;

const heads = [
  "code",
  "name",
  "also_called",
  "specimen",
  "container",
  "volume",
  "stability",
  "turnaround_days",
  "members",
  "orderable_from",
  "price_usd",
];

/** The same menu as a CSV file. */
export async function downloadOrderMenu(args: Args): Promise<Response> {
  const { tests, panels, prices, today } = await loadMenu(args);
  const pays = (code: string, list: number) => dollars(prices.get(code) ?? list);
  const lines = [
    ...panels.map(({ code, name, members, preferredPriceCents }) => [
      code,
      name,
      ...["", "", "", "", "", ""],
      members.join(" "),
      "",
      pays(code, preferredPriceCents),
    ]),
    ...tests.map((test) => [
      test.code,
      test.name,
      [test.shortName, ...test.synonyms].filter(Boolean).join(", "),
      test.specimen,
      test.container,
      test.volume,
      test.stability,
      test.turnaroundDays,
      "",
      ahead(test, today) ? (test.orderableFrom ?? "") : "",
      pays(test.code, test.listPriceCents),
    ]),
  ];
  return new Response(csvOf([heads, ...lines]), {
    headers: { "Content-Type": "text/csv; charset=utf-8", "Content-Disposition": savedAs("order-menu.csv") },
  });
}

async function loadMenu(args: Args) {
  const actor = await requireActor(args, "portal.view");
  const practiceId = actor.practiceId ?? "";
  const db = database();
  const today = await labToday(new Date());
  const [[practice], rows, prices] = await Promise.all([
    db.select().from(practices).where(eq(practices.id, practiceId)),
    db
      .select({ tests: connections.offeredTests, panels: connections.offeredPanels })
      .from(connections)
      .where(
        and(
          eq(connections.practiceId, practiceId),
          inArray(connections.state, ["provisioning", "testing", "ready", "live", "paused"]),
        ),
      ),
    practicePricesOf(practiceId, today),
  ]);
  const offered = rows.flatMap((row) => [...row.tests, ...row.panels]);
  const within = <T extends typeof tests.code | typeof panels.code>(column: T) =>
    offered.length > 0 ? inArray(column, offered) : undefined;
  const [testRows, panelRows] = await Promise.all([
    db
      .select()
      .from(tests)
      .where(and(eq(tests.status, "active"), within(tests.code)))
      .orderBy(asc(tests.name)),
    db
      .select()
      .from(panels)
      .where(and(eq(panels.status, "active"), openTo(practiceId), within(panels.code)))
      .orderBy(asc(panels.name)),
  ]);
  return { practice, isOffered: offered.length > 0, tests: testRows, panels: panelRows, prices, today };
}
