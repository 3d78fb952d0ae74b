// Opens page.html, whose origin is not that of the stub, and saves a screenshot of the result.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import { chromium } from "playwright-core";

const here = new URL(".", import.meta.url);
const pages = createServer((_, response) => response.setHeader("Content-Type", "text/html").end(readFileSync(new URL("page.html", here))));
pages.listen(0, "127.0.0.1");
await once(pages, "listening");

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--autoplay-policy=no-user-gesture-required"],
});
try {
  const page = await browser.newPage({ viewport: { width: 1000, height: 900 } });
  await page.goto(`http://127.0.0.1:${pages.address().port}/?stub=${encodeURIComponent(process.argv[2])}`);
  await page.waitForFunction(() => document.title !== "running", undefined, { timeout: 60_000 }).catch(() => {});
  await page.screenshot({ path: new URL("screenshot.png", here).pathname });
  console.log(await page.textContent("#log"));
  assert.equal(await page.title(), "done");
} finally {
  await browser.close();
  pages.close();
}
