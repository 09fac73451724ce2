import { Callout } from "../data/Callout";
import { ChecksCard, type ChecksCardProps } from "./ChecksCard";
import { EndpointCard, type EndpointCardProps } from "./EndpointCard";
import { SaidCard, type SaidCardProps } from "./SaidCard";
import { ToDoCard, type ToDoCardProps } from "./ToDoCard";
import styles from "./workspace.module.css";

export interface EndpointsTabProps {
  canEdit: boolean;
  /** Why it cannot be changed now. */
  lockedBecause: string;
  endpoints: Omit<
    EndpointCardProps,
    "canEdit" | "errors" | "typed" | "foundKey" | "madeAccessKey" | "madeKey" | "keyError"
  >[];
  /** What the practice said in its request that matters here. */
  said: SaidCardProps | null;
  toDos: Omit<ToDoCardProps, "errors" | "typed">;
  checks: ChecksCardProps["checks"];
  errors: Record<string, string>;
  formError: string | null;
  /** What was typed in the form that was refused; `side` says in which. */
  typed: Record<string, string | string[]> | null;
  foundKey: { side: "emr" | "lis"; algorithm: string; sha256: string } | null;
  /** An access key that was just made. */
  accessKey: { side: "emr" | "lis"; key: string } | null;
  madeKey: EndpointCardProps["madeKey"];
  keyError: EndpointCardProps["keyError"];
}

/** Both sides of a connection and how each is reached, what people have to do for it, and every check there was. */
export function EndpointsTab(props: EndpointsTabProps) {
  const { canEdit, endpoints, errors, typed, foundKey } = props;
  return (
    <div className={styles.stack}>
      {props.formError ? (
        <Callout tone="stop" title={props.formError}>
          Nothing was changed.
        </Callout>
      ) : null}
      {canEdit ? null : (
        <Callout tone="work" title="These settings are only shown">
          {props.lockedBecause}
        </Callout>
      )}
      <div className={styles.pair}>
        {endpoints.map((endpoint) => (
          <EndpointCard
            key={endpoint.side}
            {...endpoint}
            canEdit={canEdit}
            errors={typed?.side === endpoint.side ? errors : {}}
            typed={typed?.side === endpoint.side ? typed : null}
            madeKey={props.madeKey}
            keyError={props.keyError}
            foundKey={foundKey?.side === endpoint.side ? foundKey : null}
            madeAccessKey={props.accessKey?.side === endpoint.side ? props.accessKey.key : null}
          />
        ))}
      </div>
      {props.said ? <SaidCard {...props.said} /> : null}
      <ToDoCard {...props.toDos} errors={typed && "what" in typed ? errors : {}} typed={typed} />
      <ChecksCard checks={props.checks} />
    </div>
  );
}
