// A page of another origin uses the stub, the browser records it as an HTTP archive, and medialink check reads that.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "./stub.mjs";

const stub = process.argv[2];
const program = fileURLToPath(new URL("../../medialink", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "medialink-"));
const pages = createServer((_, response) => response.setHeader("Content-Type", "text/html").end("<!doctype html><title>A page</title>"));
pages.listen(0, "127.0.0.1");
await once(pages, "listening");
const browser = await launch();

// use runs in the page: it uploads and polls, makes three mistakes, and does not wait for the last response.
async function use({ media, token }) {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  const read = async (id) => (await fetch(`${media}/${id}`, { headers })).json();
  const upload = async (link) => (await fetch(`${media}/link`, { method: "POST", headers, body: JSON.stringify({ link, name: "Ünïcode" }) })).json();
  for (const file of ["a.mp4", "a.mp3", "a.png"]) {
    const { id } = await upload(`https://ready-after-3polls.medialink.invalid/${file}`);
    while ((await read(id)).status === "processing");
  }
  await upload(7);
  await read(crypto.randomUUID());
  await fetch(`${media}/${crypto.randomUUID()}`);
  const { id } = await upload("https://slow-2s.medialink.invalid/a.mp4");
  await fetch(`${media}/${id}`, { headers, signal: AbortSignal.timeout(100) }).catch(() => {});
}

async function record(token) {
  const path = join(folder, `${token}.har`);
  const context = await browser.newContext({ recordHar: { path, content: "embed" } });
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${pages.address().port}`);
  await page.evaluate(use, { media: `${stub}/api/library/v1/media`, token });
  await context.close();
  return path;
}

// withoutCredentials is what a browser's own export has by default.
function withoutCredentials(path) {
  const archive = JSON.parse(readFileSync(path, "utf8"));
  for (const { request } of archive.log.entries) request.headers = request.headers.filter(({ name }) => name.toLowerCase() !== "authorization");
  const copy = `${path}.sanitized`;
  writeFileSync(copy, JSON.stringify(archive));
  return copy;
}

function check(what, path, want) {
  const { status, stderr } = spawnSync(program, ["check", "--report", `json=${path}.json`, path], { encoding: "utf8" });
  const { exchanges, checked, undescribed, findings } = JSON.parse(readFileSync(`${path}.json`, "utf8"));
  const rules = findings.filter(({ level }) => level === "broken").map(({ rule, pointer }) => `${rule} ${pointer}`);
  assert.deepEqual({ status, exchanges, checked, undescribed, broken: rules.length > 0 }, want, `${what}: ${stderr} ${rules.join(", ")}`);
  console.log(`ok  ${what}: exit code ${status}, ${exchanges} exchanges, ${checked} checked, ${rules.length} findings`);
}

try {
  const recording = await record("page");
  // The page itself is not described, and the response to the last request is not there.
  check("a browser's recording", recording, { status: 0, exchanges: 18, checked: 16, undescribed: 1, broken: false });
  check("the same without credentials", withoutCredentials(recording), { status: 0, exchanges: 18, checked: 16, undescribed: 1, broken: false });

  const headers = { Authorization: "Bearer broken", "Content-Type": "application/json" };
  const faults = await fetch(`${stub}/_stub/faults`, { method: "PUT", headers, body: JSON.stringify({ faults: ["broken,on=getMedia"] }) });
  assert.equal(faults.status, 200);
  // Media do not become ready, since their status is not there.
  check("a recording of broken responses", await record("broken"), { status: 3, exchanges: 12, checked: 10, undescribed: 1, broken: true });
} finally {
  await browser.close();
  pages.close();
  rmSync(folder, { recursive: true });
}
