import { Button, TextInput } from "@mantine/core";
import { useSearchParams } from "@remix-run/react";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { EmptyState } from "../data/EmptyState";
import { PageHeader } from "../data/PageHeader";
import styles from "./OrderMenuPage.module.css";
import portal from "./portal.module.css";

/** A test the practice may order. */
export interface MenuTest {
  code: string;
  name: string;
  specimen: string;
  /** The tube and how much: "Gold SST, 1 mL". */
  container: string;
  /** How long it keeps. */
  stability?: string;
  /** What this practice pays: "USD 4.20". */
  price: string;
  /** "1 day". */
  turnaround: string;
  /** From when it can be ordered, where that day has not come: "Sat, 2 Jan 2027". */
  orderableFrom?: string;
  /** Other names people look for it by. */
  alsoCalled?: string;
}

/** A panel: several tests under one code. */
export interface MenuPanel {
  code: string;
  name: string;
  members: string[];
  /** "USD 42.00". */
  price?: string;
}

export interface OrderMenuProps {
  practiceName: string;
  /** "Release 2026.11, valid from Thu 12 Nov". */
  lead: string;
  tests: MenuTest[];
  panels: MenuPanel[];
}

/** What the practice may order: panels first, then tests, with what to collect and how long it takes. */
export function OrderMenuPage({ practiceName, lead, tests, panels }: OrderMenuProps) {
  const [params] = useSearchParams();
  const [query, setQuery] = useState(params.get("q") ?? "");
  const wanted = query.trim().toLowerCase();
  const fits = (...texts: string[]) => texts.some((text) => text.toLowerCase().includes(wanted));
  const shownTests = tests.filter((test) =>
    fits(test.code, test.name, test.specimen, test.container, test.alsoCalled ?? ""),
  );
  const shownPanels = panels.filter((panel) => fits(panel.code, panel.name, ...panel.members));
  const nothing = shownTests.length + shownPanels.length === 0;
  return (
    <>
      <PageHeader
        size="portal"
        title="Order menu"
        facts={`${practiceName}. ${lead}`}
        actions={
          <>
            <Button variant="default" size="md" data-screen-only onClick={() => window.print()}>
              Print
            </Button>
            <Button component="a" href="/portal/order-menu.csv" variant="default" size="md" data-screen-only>
              Download CSV
            </Button>
          </>
        }
      />
      <search data-screen-only>
        <TextInput
          type="search"
          size="md"
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          label="Find a test or panel"
          placeholder="Name, code or specimen"
          leftSection={<IconSearch size={16} aria-hidden />}
        />
      </search>
      <p className={styles.count} aria-live="polite">
        {shownTests.length} of {tests.length} tests, {shownPanels.length} of {panels.length} panels
      </p>
      {nothing ? (
        <div className={portal.box}>
          <EmptyState
            title={wanted ? "Nothing by that name" : "Nothing is offered yet"}
            text={
              wanted
                ? "Try the code, or a shorter part of the name. If you miss a test, ask your contact at the lab."
                : "The lab offers tests and panels to your practice when it approves your request. They show up here."
            }
          />
        </div>
      ) : null}
      {shownPanels.length > 0 ? (
        <section className={portal.section} aria-labelledby="panels">
          <h2 id="panels" className={portal.heading}>
            Panels
          </h2>
          <ul className={styles.panels}>
            {shownPanels.map((panel) => (
              <li key={panel.code} className={styles.panel}>
                <h3>
                  {panel.name} <span className="gh-mono">{panel.code}</span>
                </h3>
                <p>{panel.members.join(", ")}</p>
                {panel.price ? <span className={styles.price}>{panel.price}</span> : null}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {shownTests.length > 0 ? (
        <section className={portal.section} aria-labelledby="tests">
          <h2 id="tests" className={portal.heading}>
            Tests
          </h2>
          <div className={portal.box}>
            <table className={styles.table}>
              <thead>
                <tr>
                  <th scope="col">Test</th>
                  <th scope="col">Code</th>
                  <th scope="col">Specimen</th>
                  <th scope="col">Container</th>
                  <th scope="col">Turnaround</th>
                  <th scope="col">Price</th>
                </tr>
              </thead>
              <tbody>
                {shownTests.map((test) => (
                  <tr key={test.code}>
                    <th scope="row">
                      {test.name}
                      {test.alsoCalled ? <span>{test.alsoCalled}</span> : null}
                      {test.orderableFrom ? <span>Orderable from {test.orderableFrom}</span> : null}
                    </th>
                    <td className="gh-mono" data-label="Code">
                      {test.code}
                    </td>
                    <td data-label="Specimen">{test.specimen}</td>
                    <td data-label="Container">
                      {test.container}
                      {test.stability ? <span className={styles.keeps}>{test.stability}</span> : null}
                    </td>
                    <td data-label="Turnaround">{test.turnaround}</td>
                    <td data-label="Price" className={styles.pays}>
                      {test.price}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      ) : null}
    </>
  );
}
