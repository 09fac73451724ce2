import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root";

/** Whether `npm run build` has been run. */
export const isBuilt = () => existsSync(join(root, "build", "server", "index.js"));
