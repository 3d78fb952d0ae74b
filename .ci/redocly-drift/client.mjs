// A client that uploads each kind of media, reads them until they are ready or failed, and provokes each error that the contract lists.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

const base = `${process.env.MEDIALINK_BASE_URL}/api/library/v1/media`;

async function call(status, path, body) {
  const headers = { Authorization: "Bearer redocly", ...(body && { "Content-Type": "application/json" }) };
  const response = await fetch(base + path, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body) });
  assert.equal(response.status, status, path);
  return response.json();
}

const upload = async (scenario, file, more) => (await call(200, "/link", { link: `https://${scenario}.medialink.invalid/${file}`, ...more })).id;
const get = async (id) => (await call(200, `/${id}`)).status;

for (const [kind, file] of [["video", "a.mp4"], ["audio", "a.mp3"], ["image", "a.png"]]) {
  const id = await upload("ready-after-2polls", file, { kind, name: `One ${kind}` });
  assert.deepEqual([await get(id), await get(id)], ["processing", "ready"]);
}
const failed = await upload("failed-after-2polls", "a.mp4", { kind: null, name: null });
assert.deepEqual([await get(failed), await get(failed)], ["processing", "failed"]);

await call(401, `/${await upload("get-401", "a.mp4")}`);
await call(404, `/${randomUUID()}`);
await call(422, "/7");
await call(422, "/link", { link: 7 });
