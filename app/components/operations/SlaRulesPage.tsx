import { Button } from "@mantine/core";
import { Link } from "@remix-run/react";
import { type Column, DataTable } from "../data/DataTable";
import { PageHeader } from "../data/PageHeader";
import { ViewTabs } from "../data/ViewTabs";
import { Panes } from "../shell/Panes";
import { type RuleEdit, SlaRuleEditor } from "./SlaRuleEditor";
import styles from "./sla.module.css";

export interface PolicyRow {
  id: string;
  name: string;
  fits: string;
  targetHours: number;
  warnPercent: number;
  calendar: string;
}

export interface CalendarRow {
  id: string;
  name: string;
  hours: string;
  days: number;
}

/** One clock a change would move; due times, or the minutes a clock that stands still has left. */
export interface SlaMove {
  id: string;
  practice: string;
  href: string;
  fromDue: string | null;
  toDue: string | null;
  fromMinutes: number;
  toMinutes: number;
}

export interface SlaRulesPageProps {
  policies: PolicyRow[];
  calendars: CalendarRow[];
  zones: string[];
  canManage: boolean;
  /** What the side panel edits. */
  open: {
    kind: "policy" | "calendar";
    id: string;
    title: string;
    /** The default policy, the lab's own calendar: changed, never removed. */
    isDefault: boolean;
    values: Record<string, string>;
  } | null;
}

const policyColumns: Column<PolicyRow>[] = [
  { key: "name", head: "Policy", link: true, cut: 32, cell: (row) => row.name },
  { key: "fits", head: "For", cell: (row) => row.fits },
  { key: "target", head: "Answer within", align: "right", cell: (row) => `${row.targetHours} h` },
  { key: "warn", head: "Warning at", align: "right", cell: (row) => `${row.warnPercent} %` },
  { key: "calendar", head: "Counted in", cell: (row) => row.calendar },
];

const calendarColumns: Column<CalendarRow>[] = [
  { key: "name", head: "Calendar", link: true, cut: 32, cell: (row) => row.name },
  { key: "hours", head: "Open", cell: (row) => row.hours },
  { key: "days", head: "Special days", align: "right", cell: (row) => row.days },
];

/** The two pages of the SLA. */
export const slaViews = [
  { label: "Attainment", href: "/sla" },
  { label: "Policies and calendars", href: "/sla/rules" },
];

/** How long Sales has to answer which request, and in which hours that is counted. */
export function SlaRulesPage(props: SlaRulesPageProps & RuleEdit) {
  const { policies, calendars, canManage, open } = props;
  const linked = <Row extends { id: string }>(kind: string) =>
    canManage ? { rowHref: (row: Row) => `/sla/rules?${kind}=${row.id}` } : {};
  return (
    <Panes side={open ? <SlaRuleEditor key={open.id} {...props} open={open} /> : null} sideLabel="Change" title="SLA">
      <div className={styles.page}>
        <PageHeader title="SLA" actions={<ViewTabs label="SLA" views={slaViews} />} />
        <section aria-labelledby="policies">
          <div className={styles.head}>
            <h2 id="policies">Policies</h2>
            {canManage ? (
              <Button component={Link} to="/sla/rules?policy=new" variant="default" size="xs">
                Add policy
              </Button>
            ) : null}
          </div>
          <p className={styles.lead}>A request is under the first policy that fits it, from the top.</p>
          <DataTable
            label="Policies"
            columns={policyColumns}
            rows={policies}
            rowId={(row) => row.id}
            {...linked<PolicyRow>("policy")}
            openId={open?.kind === "policy" ? open.id : null}
            empty={null}
          />
        </section>
        <section aria-labelledby="calendars">
          <div className={styles.head}>
            <h2 id="calendars">Business calendars</h2>
            {canManage ? (
              <Button component={Link} to="/sla/rules?calendar=new" variant="default" size="xs">
                Add calendar
              </Button>
            ) : null}
          </div>
          <DataTable
            label="Business calendars"
            columns={calendarColumns}
            rows={calendars}
            rowId={(row) => row.id}
            {...linked<CalendarRow>("calendar")}
            openId={open?.kind === "calendar" ? open.id : null}
            empty={null}
          />
        </section>
      </div>
    </Panes>
  );
}
