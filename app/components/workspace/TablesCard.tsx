import { Link } from "@remix-run/react";
import { differenceWords } from "../mapping/row-marks";
import styles from "./workspace.module.css";

export interface TablesCardProps {
  tables: {
    name: string;
    title: string;
    href: string;
    /** How many codes it knows, built-in ones included. */
    rows: number;
    /** Rows added, changed or removed against the template. */
    differing: number;
    reordered: boolean;
    /** Whether a rule of this connection looks codes up in it. */
    used: boolean;
  }[];
}

/** The value tables the connection's mapping uses, and how each differs from its template's. */
export function TablesCard({ tables }: TablesCardProps) {
  return (
    <section className={styles.box} aria-labelledby="value-tables">
      <h2 className={styles.boxTitle} id="value-tables">
        Value tables <span className="gh-dim">codes of this practice and what they stand for</span>
      </h2>
      {tables.length === 0 ? <p className={styles.pad}>The rules of the template use no table.</p> : null}
      <ul className={styles.tableRows}>
        {tables.map((table) => (
          <li key={table.name}>
            <Link to={table.href} className="gh-link">
              {table.title}
            </Link>
            <span className="gh-dim gh-num">
              {table.rows === 1 ? "1 row" : `${table.rows} rows`}
              {table.used ? "" : ", no rule uses it"}
            </span>
            <Difference {...table} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Difference(table: TablesCardProps["tables"][number]) {
  const words = differenceWords(table);
  return words ? <strong>{words}</strong> : <span className="gh-dim">As the template</span>;
}
