// Starts ./medialink stub, and Chromium with the page of one.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const program = fileURLToPath(new URL("../../medialink", import.meta.url));
const axe = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("MEDIALINK_")));

// start returns the stub's URL, how to call it, and stop.
export async function start(...args) {
  const address = args.includes("--addr") ? [] : ["--addr", "127.0.0.1:0"];
  const stub = spawn(program, ["stub", ...address, ...args], { stdio: ["ignore", "pipe", "inherit"], env: environment });
  const [line] = await once(createInterface(stub.stdout), "line");
  const url = line.split(" ").pop();
  const call = (method, path, body, headers = {}) =>
    fetch(url + path, { method, headers: { "Content-Type": "application/json", ...headers }, body: body && JSON.stringify(body) });
  const upload = (world, body) => call("POST", "/api/library/v1/media/link", body, { Authorization: `Bearer ${world}` });
  const stop = async () => {
    if (stub.exitCode !== null) return;
    const ended = once(stub, "exit");
    stub.kill();
    await ended;
  };
  return { url, call, upload, stop };
}

export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--autoplay-policy=no-user-gesture-required"],
});

// open opens a page that may neither fail, nor open an alert, nor ask any host but the given ones.
export async function open(browser, url, { hosts = [new URL(url).host], path = "/", ...options } = {}) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
  page.problems = [];
  page.setDefaultTimeout(20_000);
  page.on("pageerror", (error) => page.problems.push(error.message));
  page.on("dialog", (dialog) => page.problems.push(`an alert: ${dialog.message()}`) && dialog.dismiss());
  page.on("console", (message) => /Content Security|TrustedHTML/.test(message.text()) && page.problems.push(message.text()));
  page.on("request", (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol !== "data:" && !hosts.includes(host)) page.problems.push(`a request to ${host}`);
  });
  await page.goto(url + path);
  return page;
}

export async function checkAccess(page, what) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    assert.deepEqual(grave.map(({ id, nodes }) => [id, nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`)]), [], `${what}, ${colorScheme}`);
  }
  console.log(`ok  axe finds nothing serious: ${what}`);
}
