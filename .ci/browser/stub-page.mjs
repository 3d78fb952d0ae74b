// Uses the page at /_stub/ as a tester does. It waits for what the page shows, never for time.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkAccess, launch, open, start } from "./stub.mjs";

const ok = (text) => console.log(`ok  ${text}`);
const hostile = "<img src=x onerror=alert(1)>";
const live = (page) => page.locator("#live", { hasText: /^Live$/ }).waitFor();
const row = (page, text, status) => page.locator("#media tbody tr", { hasText: text }).filter({ has: page.locator(".badge", { hasText: status }) }).first();
const submit = (page, form) => page.locator(`#${form} button:not([type])`).click();
const told = (page, form, text) => page.locator(`#${form} .result, #${form} .error`).filter({ hasText: text }).first().waitFor();

async function upload(page, fields, result) {
  for (const [id, value] of Object.entries({ link: "https://h.example/a.mp4", kind: "", name: "", bearer: "demo", ...fields })) await page.fill(`#${id}`, value);
  await submit(page, "upload");
  await told(page, "upload", result);
}

async function becomesReadyAndPlays(page) {
  await upload(page, { name: hostile }, /^200, processing: /);
  await row(page, hostile, "ready").waitFor();
  const video = row(page, hostile, "ready").locator("video");
  await video.evaluate((player) => { player.muted = true; return player.play(); });
  await page.waitForFunction(() => document.querySelector("#media video").currentTime > 0);
  assert.equal(await page.locator("#media .name img").count(), 0);
  ok("an upload becomes ready, its preview plays, and its name stays text");
}

async function explains422(page) {
  await upload(page, { link: "static.rask.ai", kind: "movie" }, "422");
  for (const [field, text] of [["link", /valid URL/], ["kind", /'video', 'audio' or 'image'/]]) {
    assert.match(await page.textContent(`#${field}-error`), text);
    assert.equal(await page.getAttribute(`#${field}`, "aria-describedby"), `${field}-error`);
  }
  assert.equal(await page.evaluate(() => document.activeElement.id), "kind");
  await checkAccess(page, "with a 422 shown");
  ok("a 422 is explained beside its fields");
}

async function opensAViolation(page) {
  const opener = page.locator("#journal tbody tr", { hasText: "violation" }).locator("button").first();
  await opener.focus();
  await page.keyboard.press("Enter");
  const marked = await page.locator("#detail .marked").allTextContents();
  assert.equal(marked.length, 2);
  assert.match(marked[0], /"link": "static\.rask\.ai".*\/link must be an absolute URI/);
  await checkAccess(page, "with an exchange open");
  await page.keyboard.press("Escape");
  await page.locator("#detail").waitFor({ state: "hidden" });
  assert.ok(await opener.evaluate((button) => button === document.activeElement), "the focus does not return");
  ok("an exchange shows its violations at their lines, and Escape closes it");
}

async function injectsAFault(page) {
  await page.fill("#fault", "503,frist=1");
  await submit(page, "faults");
  await told(page, "faults", /condition/);
  await page.fill("#fault", "503,first=1");
  await submit(page, "faults");
  await page.locator("#faults-now li", { hasText: "503,first=1 · applied 0×" }).waitFor();
  await upload(page, {}, /^503/);
  await upload(page, {}, /^200, processing/);
  await page.locator("#faults-now li", { hasText: "applied 1×" }).waitFor();
  await page.locator("#journal tbody tr", { hasText: "503" }).first().waitFor();
  const statuses = await page.locator("#journal tbody tr td:nth-child(4)").allTextContents();
  assert.deepEqual(statuses.slice(0, 2), ["200", "503"]);
  await submit(page, "no-faults");
  await page.locator("#faults-now li").waitFor({ state: "detached" });
  ok("503,first=1 is injected: 503, then 200");
}

async function movesTheClock(page) {
  await page.locator("#freeze summary").click();
  await page.locator("#freeze .curl button").click();
  await told(page, "freeze", /^The curl line is (copied|selected)/);
  execFileSync("sh", ["-c", await page.textContent("#freeze pre")], { stdio: "ignore" }); // the curl line, as the page shows it
  await page.locator("#frozen").waitFor();
  await upload(page, { name: "It's late", link: "https://ready-after-1h.medialink.invalid/a.mp3" }, /^200/);
  await row(page, "It's late", "processing").waitFor();
  await page.fill("#by", "2h");
  await submit(page, "advance");
  await row(page, "It's late", "ready").waitFor();
  await submit(page, "freeze");
  await page.locator("#frozen").waitFor({ state: "hidden" });
  await page.locator("#upload summary").click();
  assert.match(await page.textContent("#upload pre"), /"name":"It'\\''s late"/);
  execFileSync("sh", ["-c", await page.textContent("#upload pre")], { stdio: "ignore" });
  await page.waitForFunction(() => [...document.querySelectorAll("#media .name")].filter((name) => name.textContent === "It's late").length === 2);
  ok("the clock freezes and advances, and curl lines do what their buttons do");
}

async function setsAStatus(page) {
  await upload(page, { name: "Held", link: "https://never-ready.medialink.invalid/a.png" }, /^200/);
  await row(page, "Held", "processing").locator("button").click();
  await checkAccess(page, "with a media open");
  await page.locator("#detail button", { hasText: "Make it ready" }).click();
  await row(page, "Held", "ready").waitFor();
  await page.waitForFunction(() => document.querySelector("#detail img")?.naturalWidth > 0);
  await page.keyboard.press("Escape");
  ok("a status is set, and the image is shown");
}

async function choosesWorlds(page) {
  await upload(page, { name: "Of ann", bearer: "ann" }, /^200/);
  await page.selectOption("#world", "ann");
  await page.waitForFunction(() => document.querySelectorAll("#media tbody tr").length === 1 && document.querySelectorAll("#journal tbody tr").length === 1);
  await page.selectOption("#world", { label: "Another world…" });
  await page.fill("#asked", "bob");
  await page.keyboard.press("Enter");
  await page.locator("#no-media").waitFor();
  await upload(page, { name: "Of bob", bearer: "bob" }, /^200/);
  await row(page, "Of bob", /./).waitFor();
  assert.equal(await page.locator("#media tbody tr").count(), 1);
  await submit(page, "reset");
  await page.locator("#no-media").waitFor();
  await page.selectOption("#world", { label: "All worlds" });
  await row(page, "Of ann", /./).waitFor();
  ok("two worlds are chosen, and one is reset");
}

async function pausesAndClears(page) {
  const has = (count) => page.waitForFunction((rows) => document.querySelectorAll("#journal tbody tr").length === rows, count);
  const { count } = await (await fetch(new URL("journal", page.url()))).json();
  await has(count); // the choice of a world has the journal read again
  await page.locator("#pause").click();
  await upload(page, {}, /^200/);
  await page.locator("#pause", { hasText: "Continue (1 new)" }).click();
  await has(count + 1);
  await submit(page, "clear");
  await page.locator("#no-journal").waitFor();
  ok("the journal pauses, continues, and is cleared");
}

async function showsTheNewest(browser) {
  const stub = await start("--scenario", "never-ready");
  try {
    for (let i = 0; i < 6; i++) assert.equal((await stub.upload("demo", { link: "https://h.example/a.mp4", name: `${i} ${"x".repeat(300_000)}` })).status, 200);
    const page = await open(browser, stub.url);
    await page.waitForFunction(() => document.querySelector("#media .name")?.textContent.startsWith("5 "));
    assert.match(await page.textContent("#media-count"), /^the newest \d of 6$/);
    for (let i = 0; i < 205; i++) await stub.call("GET", "/none");
    await page.waitForFunction(() => document.querySelectorAll("#journal tbody tr").length === 200 && document.querySelector("#journal td").textContent === "211");
    assert.deepEqual(page.problems, []);
    ok("the tables have the newest media and requests, in a bounded number");
  } finally { await stub.stop(); }
}

async function readsAnyStream(page) {
  const read = await page.evaluate(async () => {
    const bytes = new TextEncoder().encode("\uFEFF: hello\r\ndata:é€😀\rdata: two\n\nevent: lost\r\nid: 7\r\ndata:  x:y\r\n\r\nevent: none\n\ndata\n\ndata: cut");
    const all = [];
    for (let size = 1; size <= 7; size++) {
      const events = [];
      let at = 0;
      const stream = new ReadableStream({ pull(out) { at < bytes.length ? out.enqueue(bytes.slice(at, (at += size))) : out.close(); } });
      await readEvents(stream, (...event) => events.push(event));
      all.push(JSON.stringify(events));
    }
    return all;
  });
  for (const events of read) assert.equal(events, '[["message","é€😀\\ntwo"],["lost"," x:y"],["message",""]]');
  const lines = await page.evaluate(() => jsonLines('{"a/b~":[{},1e400,"x"],"n":{"k":"cut'));
  assert.deepEqual(lines.map(([pointer]) => pointer), ["", "/a~1b~0", "/a~1b~0/0", "/a~1b~0/1", "/a~1b~0/2", null, "/n", "/n/k"]);
  ok("an event stream is read wherever it is divided, and JSON has a line for each pointer");
}

async function isNarrow(page) {
  await page.setViewportSize({ width: 360, height: 800 });
  await upload(page, {}, /^200/);
  await page.locator("#journal tbody tr").waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  for (const table of ["media", "journal"]) {
    const [head, body] = await page.evaluate((id) => ["thead", "tbody"].map((part) =>
      [...document.querySelector(`#${id} ${part} tr`).cells].filter((cell) => cell.offsetWidth).map((cell) => cell.getBoundingClientRect().left)), table);
    assert.deepEqual(body, head, `${table}: cells are not below their headers`);
  }
  await checkAccess(page, "at 360 pixels");
  await page.setViewportSize({ width: 1280, height: 900 });
}

async function comesBack(browser, page, stub, replace) {
  await stub.stop();
  await page.locator("#banner", { hasText: "it may have stopped" }).waitFor();
  const again = await replace();
  await live(page);
  await page.locator("#no-media").waitFor();
  await page.locator("#no-journal").waitFor();
  await again.upload("demo", { link: "https://h.example/after.mp4", name: "After" });
  await row(page, "After", /./).waitFor();
  ok("the page comes back after a new start of the stub, with its new state");
}

async function asksForTheToken(browser) {
  const stub = await start("--control-token", "s3cret");
  try {
    const page = await open(browser, stub.url);
    await page.fill("#asked", "wrong");
    await page.keyboard.press("Enter");
    await page.locator("#ask-why", { hasText: "not the right one" }).waitFor();
    await checkAccess(page, "with a token asked for");
    await page.keyboard.press("Escape");
    await page.locator("#banner button", { hasText: "Enter the token" }).click();
    await page.fill("#asked", "s3cret");
    await page.keyboard.press("Enter");
    await live(page);
    await page.locator("#freeze summary").click();
    assert.match(await page.textContent("#freeze pre"), /--header "Control-Token: \$CONTROL_TOKEN"/);
    assert.doesNotMatch(await page.content(), /s3cret/);
    assert.deepEqual(page.problems, []);
    ok("the page asks for the control token, and shows it nowhere");
  } finally { await stub.stop(); }
}

async function isElsewhere(browser) {
  const folder = mkdtempSync(join(tmpdir(), "stub-page-"));
  const stub = await start("--control", "127.0.0.1:0", "--addr-file", join(folder, "addr"), "--ready-after", "0s");
  try {
    const [, own] = readFileSync(join(folder, "addr"), "utf8").split(/\s+/);
    const refused = await fetch(`${stub.url}/_stub/`);
    assert.match(await refused.text(), /The control API is off, or at an address of its own/);
    const page = await open(browser, `http://${own}`, { hosts: [own, new URL(stub.url).host] });
    await told(page, "upload", `The stub is at ${stub.url}`);
    await stub.upload("demo", { link: "https://h.example/a.png", name: "Elsewhere" });
    await stub.call("GET", `/api/library/v1/media/${await page.locator("#media .id").first().textContent()}`, undefined, { Authorization: "Bearer demo" });
    await row(page, "Elsewhere", "ready").waitFor();
    await page.waitForFunction(() => document.querySelector("#media img")?.naturalWidth > 0);
    assert.deepEqual(page.problems, []);
    ok("at an address of its own the page shows previews of the stub's, and says where to upload");
  } finally {
    await stub.stop();
    rmSync(folder, { recursive: true });
  }
}

async function needsJavaScript(browser, url) {
  const page = await open(browser, url, { javaScriptEnabled: false });
  assert.match(await page.innerText("body"), /This page needs JavaScript/);
  ok("without JavaScript the page says so");
}

const browser = await launch();
const stub = await start("--ready-after", "2s");
let again = stub;
try {
  const page = await open(browser, stub.url);
  assert.equal(page.url(), `${stub.url}/_stub/`);
  await live(page);
  for (const step of [becomesReadyAndPlays, explains422, opensAViolation, injectsAFault, movesTheClock, setsAStatus, choosesWorlds, pausesAndClears, readsAnyStream, isNarrow]) await step(page);
  await comesBack(browser, page, stub, async () => (again = await start("--addr", new URL(stub.url).host)));
  assert.deepEqual(page.problems, []);
  await needsJavaScript(browser, stub.url);
  await asksForTheToken(browser);
  await isElsewhere(browser);
  await showsTheNewest(browser);
} finally {
  await browser.close();
  await again.stop();
  await stub.stop();
}
