import postgres from "postgres";

/** Runs `work` as somebody with full rights over the database whom no trigger stops: what a test for tampering needs. */
export async function withoutTriggers<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await sql`set session_replication_role = replica`;
    return await work(sql);
  } finally {
    await sql.end();
  }
}
