// Builds the program of this action's version, starts the stub, waits until it is ready, and gives its URL as an output.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, openSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const patience = 30_000; // milliseconds

const dir = mkdtempSync(join(process.env.RUNNER_TEMP, "medialink-stub-"));
const binary = join(dir, process.platform === "win32" ? "medialink.exe" : "medialink");
const source = resolve(import.meta.dirname, "../../..");
execFileSync("go", ["build", "-trimpath", "-o", binary, "./api/cmd/medialink"], { cwd: source, stdio: "inherit" });

const addrFile = join(dir, "addr");
const log = join(dir, "log");
const args = (process.env.INPUT_ARGS ?? "").split(/\s+/).filter(Boolean);
const output = openSync(log, "a");
const stub = spawn(binary, ["stub", ...args, "--addr", process.env.INPUT_ADDR || "127.0.0.1:0", "--addr-file", addrFile], {
  detached: true, // it outlives this step
  stdio: ["ignore", output, output],
});
let ended;
stub.on("error", (error) => { ended = error.message; });
stub.on("exit", (code, signal) => { ended = `it ended with ${code ?? signal}`; });
save("pid", stub.pid);
save("log", log);
save("addrFile", addrFile);

const url = await ready();
save("url", url);
appendFileSync(process.env.GITHUB_OUTPUT, `url=${url}\n`);
console.log(`The stub listens on ${url}`);
stub.unref();
process.exit(0);

// save keeps a value for the last step.
function save(name, value) {
  appendFileSync(process.env.GITHUB_STATE, `${name}=${value}\n`);
}

async function ready() {
  for (const began = Date.now(); !ended && Date.now() - began < patience; await pause(50)) {
    const [address] = existsSync(addrFile) ? readFileSync(addrFile, "utf8").split("\n") : [];
    if (address && isHealthy(address)) return `${args.some((arg) => arg.startsWith("--tls-")) ? "https" : "http"}://${address}`;
  }
  console.log(readFileSync(log, "utf8"));
  console.log(`::error::the stub is not ready: ${ended ?? "it has taken too long"}`);
  stub.kill();
  process.exit(1);
}

// isHealthy asks with the settings of the stub, TLS among them.
function isHealthy(address) {
  return spawnSync(binary, ["stub", ...args, "--addr", address, "--check-health"], { timeout: patience }).status === 0;
}
