import { Button } from "@mantine/core";
import { Callout } from "../data/Callout";
import { ExactTime } from "../Time";
import styles from "./compendium.module.css";
import { FindingList } from "./FindingList";
import type { Conflict } from "./types";
import type { Grid } from "./use-grid";

/** What the last edit of the grid came to, said above it. */
export function GridNotes({ grid }: { grid: Grid }) {
  const { answer } = grid;
  if (!answer) return null;
  if (answer.kind === "done") {
    return (
      <p className="gh-vh" role="status">
        {answer.words}
      </p>
    );
  }
  return (
    <div className={styles.notes}>
      {answer.kind === "wrong" ? (
        <Callout tone="stop" title={answer.message} live>
          <FindingList findings={answer.problems} />
        </Callout>
      ) : (
        <Callout
          tone="warn"
          title="Somebody else has changed this meanwhile."
          live
          action={
            <span className={styles.buttons}>
              <Button size="xs" variant="default" onClick={grid.dismiss}>
                Keep theirs
              </Button>
              <Button size="xs" onClick={() => grid.insist(answer.conflicts)}>
                Use mine
              </Button>
            </span>
          }
        >
          {answer.conflicts.map((conflict) => (
            <ConflictLines key={conflict.code} conflict={conflict} />
          ))}
        </Callout>
      )}
    </div>
  );
}

/** Their version beside mine, field by field. */
function ConflictLines({ conflict }: { conflict: Conflict }) {
  return (
    <table className={styles.lines}>
      <thead>
        <tr>
          <th scope="col">
            <span className="gh-mono">{conflict.code}</span>
          </th>
          <th scope="col">
            {conflict.by}, <ExactTime at={conflict.at} />
          </th>
          <th scope="col">Yours</th>
        </tr>
      </thead>
      <tbody>
        {conflict.lines.map((line) => (
          <tr key={line.field}>
            <td>{line.label}</td>
            <td>{line.theirs}</td>
            <td>{line.mine}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
