import { Link } from "@remix-run/react";
import { connectionChart } from "../../data/connection-chart";
import { KeyValue } from "../../data/KeyValue";
import { Statechart } from "../../data/Statechart";
import { connectionStates } from "../../state/StateBadge";
import { Elapsed } from "../../Time";
import { ActivityList } from "../parts/ActivityList";
import { PanelSection } from "../parts/SidePanel";
import styles from "./connections.module.css";
import type { ConnectionLayoutProps } from "./types";

function Lines({ lines }: { lines: string[] }) {
  if (lines.length === 0) return <span className="gh-dim">Nobody yet</span>;
  return lines.map((line) => (
    <span key={line} className={styles.block}>
      {line}
    </span>
  ));
}

/** Where the connection is in its life, what it is made of, what happened last. */
export function ConnectionSide(props: ConnectionLayoutProps) {
  const { side, state, visited, barred, chartCaption, stateSince, activity, historyHref } = props;
  const mono = (text: string | null) => (text ? <span className="gh-mono">{text}</span> : null);
  return (
    <aside className={styles.side} aria-label="Facts and activity">
      <PanelSection
        title="Where it is"
        aside={
          <>
            <Elapsed from={stateSince} /> in {connectionStates[state].word.toLowerCase()}
          </>
        }
      >
        <Statechart
          {...connectionChart(state, visited, barred)}
          caption={chartCaption}
          captionTone={barred ? "stop" : "plain"}
        />
      </PanelSection>
      <PanelSection>
        <KeyValue
          facts={[
            { label: "Template", value: side.template },
            { label: "EMR side", value: mono(side.emrSide) },
            { label: "Lab side", value: mono(side.labSide) },
            { label: "Facility code", value: mono(side.facilityCode) },
            { label: "Alerts go to", value: <Lines lines={side.alertContacts} /> },
            {
              label: "People",
              value: side.people.map((person) => (
                <span key={`${person.name} ${person.role}`} className={styles.block}>
                  {person.name} <span className="gh-dim">{person.role}</span>
                </span>
              )),
            },
          ]}
        />
      </PanelSection>
      <PanelSection
        title="Activity"
        aside={
          <Link className="gh-link" to={historyHref} preventScrollReset>
            All
          </Link>
        }
      >
        <ActivityList events={activity.slice(0, 8)} />
      </PanelSection>
    </aside>
  );
}
