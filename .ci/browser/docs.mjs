// Opens the API reference of the stub, and tries an operation of each document.
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const stub = process.argv[2];
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
});
try {
  const page = await browser.newPage({ viewport: { width: 1200, height: 1000 } });
  page.setDefaultTimeout(60_000);
  const elsewhere = [], errors = [];
  page.on("request", (request) => /^(data|blob):/.test(request.url()) || new URL(request.url()).origin === stub || elsewhere.push(request.url()));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));

  const execute = async (operation) => {
    const block = page.locator(`.opblock[id$="-${operation}"]`);
    await block.locator(".opblock-summary-control").click();
    await block.locator("button.execute").click();
    const status = block.locator(".live-responses-table .response .response-col_status").first();
    await status.waitFor();
    assert.match(await status.innerText(), /^200/, operation);
    console.log(`ok  ${operation}: ${(await block.locator(".request-url pre").innerText()).trim()}`);
  };

  await page.goto(`${stub}/_stub/docs/`);
  await page.locator('.opblock[id$="-uploadMediaLink"]').waitFor();
  assert.equal(await page.locator(".servers select").inputValue(), stub);
  await page.locator("button.authorize").first().click();
  await page.locator(".auth-container input").fill("docs");
  await page.locator(".auth-btn-wrapper button.authorize").click();
  await page.locator(".auth-btn-wrapper .btn-done").click();
  await execute("uploadMediaLink");
  await page.screenshot({ path: new URL("docs.png", import.meta.url).pathname });

  await page.locator("#select").selectOption({ label: "Control of the stub" });
  await page.locator('.opblock[id$="-getClock"]').waitFor();
  assert.equal(await page.locator(".servers select").inputValue(), stub);
  await execute("getClock");

  assert.deepEqual(elsewhere, [], "requests to other origins");
  assert.deepEqual(errors, [], "errors in the console");
  console.log("ok  nothing was asked elsewhere, and the console has no error");
} finally {
  await browser.close();
}
