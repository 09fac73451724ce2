export async function demoRun(_url: string, _say: (line: string) => void) { return { ok: false }; }
