import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { root } from "~/server/root";
import { useDatabase } from "../support/database";

const db = useDatabase();
const run = promisify(execFile);

describe("a process that loses its database connection in a transaction", () => {
  test.each(["during a query", "during a copy", "before a query", "before the end"])(
    "%s is told so, keeps nothing and goes on",
    async (how) => {
      const { stdout } = await run(process.execPath, ["--import", "tsx", "tests/support/lose-connection.ts", how], {
        cwd: root,
        env: { ...process.env, DATABASE_URL: db.url() },
      });
      expect(JSON.parse(stdout)).toEqual({ failed: true, rows: 0 });
    },
  );
});
