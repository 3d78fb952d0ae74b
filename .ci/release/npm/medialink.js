#!/usr/bin/env node
// Runs the binary of this platform's package, which npm installs as an optional dependency.
"use strict";
const { spawn } = require("node:child_process");

const platform = `${process.platform}-${process.arch}`;
const name = `@medialink-go/medialink-${platform}`;
let binary;
try {
  binary = require.resolve(`${name}/medialink${process.platform === "win32" ? ".exe" : ""}`);
} catch {
  console.error(`medialink: ${name} is not installed: there is no binary for ${platform}, or npm omits optional dependencies`);
  process.exit(1);
}

const child = spawn(binary, process.argv.slice(2), { stdio: "inherit" });
const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
for (const signal of signals) {
  // A terminal sends Ctrl-C to the binary too.
  process.on(signal, () => signal === "SIGINT" && process.stdin.isTTY || child.kill(signal));
}
child.on("error", (error) => {
  console.error(`medialink: ${error.message}`);
  process.exit(1);
});
child.on("exit", (code, signal) => {
  if (!signal) process.exit(code);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
