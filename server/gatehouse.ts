#!/usr/bin/env node
// React and Remix choose by this which of their builds they are when they are loaded: before any line of the command runs.
process.env.NODE_ENV ??= process.argv.includes("--dev") ? "development" : "production";
await import("./cli");

export {};
