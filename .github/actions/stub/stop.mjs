// Prints a summary of the journal, and stops the stub. It never fails: the job's result is that of its other steps.
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

const patience = 10_000; // milliseconds

const { STATE_url: url, STATE_pid: pid, STATE_log: log, STATE_addrFile: addrFile } = process.env;
if (url) {
  try {
    const text = await summary();
    console.log(text);
    if (process.env.GITHUB_STEP_SUMMARY) appendFileSync(process.env.GITHUB_STEP_SUMMARY, text);
  } catch (error) {
    console.log(`::warning::the journal cannot be read: ${error.message}`);
  }
}
if (pid) await stop(Number(pid));
if (log) console.log(readFileSync(log, "utf8"));

// summary has a row for each operation, status and verdict, with how often it came.
async function summary() {
  const rows = new Map();
  let after = 0;
  for (;;) {
    const response = await fetch(`${url}/_stub/journal?after=${after}`, { signal: AbortSignal.timeout(patience) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const { exchanges } = await response.json();
    if (exchanges.length === 0) break;
    for (const { number, operation, method, status, verdict } of exchanges) {
      const row = `| ${operation || method} | ${status} | ${verdict} |`;
      rows.set(row, (rows.get(row) ?? 0) + 1);
      after = number;
    }
  }
  const lines = [...rows].map(([row, times]) => `${row} ${times} |`);
  return ["### medialink stub", "", "| operation | status | verdict | requests |", "|---|---|---|---|", ...lines, ""].join("\n");
}

async function stop(pid) {
  try {
    process.kill(pid, "SIGTERM");
    // The stub removes its address file when it ends.
    for (const began = Date.now(); existsSync(addrFile) && Date.now() - began < patience; await pause(50)) process.kill(pid, 0);
    if (existsSync(addrFile)) process.kill(pid, "SIGKILL");
  } catch {
    // it has ended
  }
}
