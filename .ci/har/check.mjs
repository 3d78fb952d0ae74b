// Opens the export of a stub's journal with two readers: one that validates the format, one that makes a program of the requests.
import assert from "node:assert/strict";
import { liHARToK6Script } from "har-to-k6";
import * as validate from "har-validator";

const base = process.argv[2];
const headers = { Authorization: "Bearer har", "Content-Type": "application/json" };
const link = `${base}/api/library/v1/media/link`;

async function upload(body) {
  const response = await fetch(link, { method: "POST", headers, body: JSON.stringify(body) });
  return (await response.json()).id;
}

const faults = (list) => fetch(`${base}/_stub/faults`, { method: "PUT", headers, body: JSON.stringify({ faults: list }) });

const id = await upload({ link: "https://static.rask.ai/samples/sample_1.mp4", name: "Ünïcode \"quoted\" </script>" });
await upload({ link: 7 });
await fetch(`${base}/api/library/v1/media/${id}`, { headers });
await fetch(`${base}/oauth2/token`, { method: "POST", body: new URLSearchParams({ grant_type: "client_credentials", client_id: "har", client_secret: "any" }) });
await faults(["reset"]);
await assert.rejects(fetch(`${base}/api/library/v1/media/${id}`, { headers }));
await faults(["html"]);
await fetch(`${base}/api/library/v1/media/${id}`, { headers });
await faults([]);

// Nobody sends Authorization here, so that it is about all worlds.
const archive = await (await fetch(`${base}/_stub/journal/har`)).json();
assert.deepEqual(archive.log.entries.map(({ response }) => response.status), [200, 422, 200, 200, 200, 502]);
await validate.har(archive);
for (const entry of archive.log.entries) await validate.entry(entry);
console.log(`ok  har-validator: ${archive.log.entries.length} entries`);

const { main } = await liHARToK6Script(archive);
assert.equal(main.match(/http\.(post|get)\(/g)?.length, archive.log.entries.length);
assert(main.includes(link) && main.includes("Ünïcode"));
console.log(`ok  har-to-k6: a program of ${main.split("\n").length} lines`);

// They refuse an invalid archive: a validator that accepts everything proves nothing.
await assert.rejects(() => validate.har({ log: { ...archive.log, creator: undefined } }));
console.log("ok  a broken archive is refused");
