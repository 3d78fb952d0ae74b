// A walk through the stub with a client that openapi-typescript and openapi-fetch make of the contract.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import createClient from "openapi-fetch";
import type { components, paths } from "./contract.js";

type Media = components["schemas"]["Media"];

const baseUrl = process.argv[2];
assert(baseUrl, "usage: walk BASE_URL");
const client = createClient<paths>({ baseUrl, headers: { Authorization: "Bearer typescript" } });

async function upload(link: string): Promise<Media> {
  const { data, error } = await client.POST("/api/library/v1/media/link", { body: { link, kind: "video", name: "Walk" } });
  assert(data, JSON.stringify(error));
  return data;
}

async function get(media_id: string): Promise<Media> {
  const { data, error } = await client.GET("/api/library/v1/media/{media_id}", { params: { path: { media_id } } });
  assert(data, JSON.stringify(error));
  return data;
}

async function untilFinal(media: Media): Promise<Media> {
  const deadline = Date.now() + 10_000;
  while (media.status === "processing" && Date.now() < deadline) {
    await sleep(100);
    media = await get(media.id);
  }
  return media;
}

const uploaded = await upload("https://static.rask.ai/samples/sample_1.mp4");
assert.equal(uploaded.status, "processing");
console.log("ok  POST 200 processing");

const ready = await untilFinal(uploaded);
assert.equal(ready.status, "ready");
const seconds: number | undefined = ready.meta?.duration_seconds;
assert(ready.url && ready.preview?.kind === "image" && seconds);
console.log("ok  GET 200 ready");

const unknown = await client.GET("/api/library/v1/media/{media_id}", { params: { path: { media_id: randomUUID() } } });
assert.equal(unknown.response.status, 404);
assert.equal(typeof unknown.error?.detail, "string");
console.log("ok  GET 404");

// @ts-expect-error: a link is required
const invalid = await client.POST("/api/library/v1/media/link", { body: {} });
assert.equal(invalid.response.status, 422);
const entries = invalid.error?.detail;
assert(Array.isArray(entries));
assert.deepEqual(entries[0]?.loc, ["body", "link"]);
console.log("ok  POST 422");

const anonymous = await createClient<paths>({ baseUrl }).POST("/api/library/v1/media/link", { body: { link: "https://h.example/a" } });
assert.equal(anonymous.response.status, 401);
console.log("ok  POST 401");

// What must not compile. It is never called.
export async function wrong(): Promise<void> {
  // @ts-expect-error: no such kind
  await client.POST("/api/library/v1/media/link", { body: { link: "https://h.example/a", kind: "document" } });
  // @ts-expect-error: a name is a string
  await client.POST("/api/library/v1/media/link", { body: { link: "https://h.example/a", name: 7 } });
  // openapi-fetch infers the body's type, so that only a body of declared type refuses what it does not know.
  // @ts-expect-error: a misspelt property of a request
  ({ link: "https://h.example/a", knd: "video" }) satisfies components["schemas"]["MediaLink"];
  // @ts-expect-error: a misspelt property of an answer
  console.log(ready.meta?.duration_second);
  // @ts-expect-error: no such path
  await client.GET("/api/library/v1/media");
  // @ts-expect-error: no such property in an answer
  console.log(ready.failure_reason);
}
