import { Button } from "@mantine/core";
import { Form, Link } from "@remix-run/react";
import { Callout } from "../data/Callout";
import { SubmitButton } from "../forms/buttons";
import { EvidenceCard, EvidenceList } from "../state/EvidenceCard";
import type { LampState } from "../state/GateLamps";
import { ExactTime } from "../Time";
import { CodesToFix, type CodesToFixProps } from "./CodesToFix";
import { SetUpSteps, type SetUpStepsProps } from "./SetUpSteps";
import styles from "./workspace.module.css";

export interface GateTabProps {
  /** The way to ready; null once it is behind. */
  steps: SetUpStepsProps["steps"] | null;
  /** The lab has agreed to take orders too and has not taken it up; `now`: this person can, in this state. */
  orders: { text: string; requestHref: string; now: boolean } | null;
  formError: string | null;
  items: {
    key: string;
    label: string;
    state: LampState;
    reason: string;
    next: string;
    action: { label: string; href: string } | null;
    /** Of the codes: the rows to fix. */
    fix: CodesToFixProps | null;
    proof: { label: string; href: string | null; at: string; details: string[] } | null;
  }[];
  /** When the first of what is green becomes too old (ISO 8601); null while it does not. */
  countsUntil: string | null;
}

type Item = GateTabProps["items"][number];

/** Items after each other that stand alike and are mended by the same step: it is offered once, for all of them. */
function together(items: readonly Item[]): Item[][] {
  const groups: Item[][] = [];
  for (const item of items) {
    const [first] = groups.at(-1) ?? [];
    const alike = first?.state === item.state && first.action !== null && first.action.href === item.action?.href;
    if (alike) groups.at(-1)?.push(item);
    else groups.push([item]);
  }
  return groups;
}

const order: LampState[] = ["red", "stale", "waiting", "running"];

/** Why it is go or no-go: what is not green first, with what to do; what is green in one line each. */
export function GateTab({ steps, items, orders, countsUntil, formError }: GateTabProps) {
  const open = items.filter((item) => item.state !== "green" && item.state !== "not-yet");
  open.sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const green = items.filter((item) => item.state === "green");
  const ahead = items.filter((item) => item.state === "not-yet");
  return (
    <div className={styles.stack}>
      {formError ? (
        <Callout tone="stop" title={formError}>
          Nothing was changed.
        </Callout>
      ) : null}
      {orders ? (
        <Callout
          tone="wait"
          title="Orders too: agreed, not set up yet"
          action={
            orders.now ? (
              <Form method="post">
                <SubmitButton intent="takeOrders" size="xs">
                  Take orders too
                </SubmitButton>
              </Form>
            ) : undefined
          }
        >
          {orders.text}{" "}
          <Link to={orders.requestHref} className="gh-link">
            What was agreed
          </Link>
        </Callout>
      ) : null}
      {steps ? <SetUpSteps steps={steps} /> : null}
      {together(open).map((group) => (
        <div key={group[0]?.key} className={styles.together}>
          {group.map((item, i) => (
            <EvidenceCard
              key={item.key}
              id={`evidence-${item.key}`}
              state={item.state}
              title={item.label}
              lead={item.reason}
              note={
                // The rows say which codes.
                item.fix ? undefined : (
                  <>
                    {item.next}
                    {item.proof?.details.map((detail) => (
                      <span key={detail} className={styles.detail}>
                        {detail}
                      </span>
                    ))}
                  </>
                )
              }
              action={
                item.action && i === 0 ? (
                  <Button component={Link} to={item.action.href} size="xs" variant="light">
                    {item.action.label}
                  </Button>
                ) : undefined
              }
            >
              {item.fix ? <CodesToFix {...item.fix} /> : null}
            </EvidenceCard>
          ))}
        </div>
      ))}
      {ahead.length > 0 ? (
        <EvidenceList
          title="Still to be proved"
          state="not-yet"
          rows={ahead.map((item) => ({ key: item.key, title: item.label, lead: item.next }))}
        />
      ) : null}
      {green.length > 0 ? (
        <EvidenceList
          title="Green on evidence"
          state="green"
          aside={
            countsUntil ? (
              <>
                Counts until <ExactTime at={countsUntil} />
              </>
            ) : undefined
          }
          rows={green.map((item) => ({
            key: item.key,
            title: item.label,
            lead: item.reason,
            proof: item.proof ? (
              <>
                {item.proof.href ? (
                  <Link to={item.proof.href} className="gh-link">
                    {item.proof.label}
                  </Link>
                ) : (
                  item.proof.label
                )}{" "}
                <ExactTime at={item.proof.at} style="time" />
              </>
            ) : undefined,
          }))}
        />
      ) : null}
    </div>
  );
}
