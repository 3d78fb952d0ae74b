// A walk through the stub and its control API, with clients that openapi-typescript and openapi-fetch make of their documents.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import createClient from "openapi-fetch";
import type { components, paths } from "./contract.js";
import type { paths as controlPaths } from "./control.js";

type Media = components["schemas"]["Media"];

const baseUrl = process.argv[2];
assert(baseUrl, "usage: walk BASE_URL");
// The control API takes the same bearer token for the name of the world that it is about.
const headers = { Authorization: `Bearer typescript-${randomUUID()}` };
const library = createClient<paths>({ baseUrl, headers });
const control = createClient<controlPaths>({ baseUrl, headers });

const link = "https://static.rask.ai/samples/sample_1.mp4";
const ok = (step: string) => console.log(`ok  ${step}`);

// upload tries again as long as the response is 429, as a client of the service would after a pause.
async function upload(link: string, tries = 5): Promise<Media> {
  const { data, error, response } = await library.POST("/api/library/v1/media/link", { body: { link, kind: "video", name: "Walk" } });
  if (response.status === 429 && tries > 1) return upload(link, tries - 1);
  assert(data, JSON.stringify(error));
  return data;
}

async function get(media_id: string): Promise<Media> {
  const { data, error } = await library.GET("/api/library/v1/media/{media_id}", { params: { path: { media_id } } });
  assert(data, JSON.stringify(error));
  return data;
}

async function count(query: { operation?: string; status?: number; verdict?: "ok" | "warning" | "violation" | "unchecked" }): Promise<number> {
  const { data, error } = await control.GET("/_stub/journal/count", { params: { query } });
  assert(data, JSON.stringify(error));
  return data.count;
}

assert.equal((await control.GET("/_stub/ready")).data?.status, "ok");
ok("the stub is ready");

const told = await control.PUT("/_stub/faults", { body: { faults: ["429,first=2,on=uploadMediaLink"] } });
assert.equal(told.data?.faults[0]?.count, 0);
const uploaded = await upload(link);
assert.equal(uploaded.status, "processing");
assert.equal(await count({ operation: "uploadMediaLink" }), 3);
assert.equal(await count({ operation: "uploadMediaLink", status: 429 }), 2);
ok("an upload that is refused with 429 is tried again");

const clock = await control.PATCH("/_stub/clock", { body: { advance: "10m" } });
assert.equal(clock.data?.frozen, false);
const ready = await get(uploaded.id);
assert.equal(ready.status, "ready");
const seconds: number | undefined = ready.meta?.duration_seconds;
assert(ready.url && ready.preview?.kind === "image" && seconds);
ok("ten minutes later the media is ready");

const file = await fetch(ready.url);
assert.equal((await file.arrayBuffer()).byteLength, ready.meta?.size_bytes);
assert.equal(file.headers.get("content-type"), ready.mime_type);
const rest = await fetch(ready.url, { headers: { Range: "bytes=1000-" } });
assert.equal(rest.status, 206);
assert.equal((await rest.arrayBuffer()).byteLength, (ready.meta?.size_bytes ?? 0) - 1000);
ok("its file is there, in whole and in part");

await control.PUT("/_stub/scenarios", { body: { scenarios: ["never-ready"] } });
const held = await upload(link);
const failed = await control.PUT("/_stub/media/{media_id}/status", { params: { path: { media_id: held.id } }, body: { status: "failed" } });
assert.equal(failed.data?.status, "failed");
assert.equal((await get(held.id)).status, "failed");
ok("a media fails when it is told to");

const unknown = await library.GET("/api/library/v1/media/{media_id}", { params: { path: { media_id: randomUUID() } } });
assert.equal(unknown.response.status, 404);
assert.equal(typeof unknown.error?.detail, "string");
// @ts-expect-error: a link is required
const invalid = await library.POST("/api/library/v1/media/link", { body: {} });
assert.equal(invalid.response.status, 422);
const entries = invalid.error?.detail;
assert(Array.isArray(entries));
assert.deepEqual(entries[0]?.loc, ["body", "link"]);
const anonymous = await createClient<paths>({ baseUrl }).POST("/api/library/v1/media/link", { body: { link } });
assert.equal(anonymous.response.status, 401);
const rain = await control.PUT("/_stub/faults", { body: { faults: ["rain"] } });
assert.equal(rain.response.status, 422);
ok("what is wrong is refused: 404, 422, 401");

const found = await control.GET("/_stub/journal", { params: { query: { verdict: "violation", pointer: "" } } });
assert.equal(found.data?.count, 0); // the pointer "" is the whole body, and what broke the contract was the link
const broken = await control.GET("/_stub/journal", { params: { query: { verdict: "violation", pointer: "/link" } } });
assert.equal(broken.data?.exchanges[0]?.violations[0]?.rule, "required");
const archive = await control.GET("/_stub/journal/har");
assert.equal(archive.data?.log.version, "1.2");
ok("the journal tells of it, and is an archive too");

assert.equal((await control.POST("/_stub/reset")).response.status, 204);
assert.equal((await control.GET("/_stub/media")).data?.count, 0);
ok("the world is what it was");

// What must not compile. It is never called.
export async function wrong(): Promise<void> {
  // @ts-expect-error: no such kind
  await library.POST("/api/library/v1/media/link", { body: { link, kind: "document" } });
  // @ts-expect-error: a name is a string
  await library.POST("/api/library/v1/media/link", { body: { link, name: 7 } });
  // openapi-fetch infers the body's type, so that only a body of declared type refuses what it does not know.
  // @ts-expect-error: a misspelt property of a request
  ({ link, knd: "video" }) satisfies components["schemas"]["MediaLink"];
  // @ts-expect-error: a misspelt property of an answer
  console.log(ready.meta?.duration_second);
  // @ts-expect-error: no such path
  await library.GET("/api/library/v1/media");
  // @ts-expect-error: no such property in an answer
  console.log(ready.failure_reason);
  // @ts-expect-error: no such verdict
  await control.GET("/_stub/journal", { params: { query: { verdict: "bad" } } });
}
