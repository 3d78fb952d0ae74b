// Validates the contract's examples and a stub's responses with ajv, which shares no code with our validator.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { parse } from "yaml";

const [, , file, formats, baseUrl] = process.argv;
const document = parse(readFileSync(file, "utf8"));

const ajv = new Ajv2020({ strict: true, strictRequired: true, allowUnionTypes: true, allErrors: true });
addFormats.default(ajv, { mode: "full" });
for (const keyword of ["x-origin", "x-states", "components"]) ajv.addKeyword(keyword);
ajv.addSchema({ $id: "contract", components: document.components });

// follow resolves a reference to a component, and returns anything else as it is.
function follow(node) {
  return node?.$ref ? node.$ref.slice(2).split("/").reduce((at, key) => at[key], document) : node;
}

function expectValid(what, schema, body) {
  const validate = ajv.compile({ $ref: `contract${schema.$ref}` });
  assert(validate(body), `${what}: ${ajv.errorsText(validate.errors)}`);
  console.log(`ok  ${what}`);
}

function expectValidExamples(what, content) {
  const json = content?.["application/json"];
  for (const [name, example] of Object.entries(json?.examples ?? {})) expectValid(`${what} example ${name}`, json.schema, follow(example).value);
}

function schemaFor(operation, status) {
  return follow(operation.responses[status] ?? operation.responses.default).content["application/json"].schema;
}

// The contract's formats and ajv's agree on every text, except where the table says otherwise.
for (const [format, groups] of Object.entries(JSON.parse(readFileSync(formats, "utf8")))) {
  const validate = ajv.compile({ type: "string", format });
  for (const { name, valid, ajv = valid, texts } of groups) {
    for (const text of texts) assert.equal(validate(text), ajv, `format ${format}, ${name}: ${JSON.stringify(text)}`);
    console.log(`ok  format ${format}: ${name}${ajv === valid ? "" : " (ajv differs)"}`);
  }
}

const linkPath = "/api/library/v1/media/link";
const upload = document.paths[linkPath].post;
const get = document.paths["/api/library/v1/media/{media_id}"].get;

async function call(what, operation, path, { token = "ajv", body } = {}) {
  const headers = { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) };
  const response = await fetch(baseUrl + path, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body) });
  assert.match(response.headers.get("content-type") ?? "", /^application\/json\b/, `${what} ${response.status}: content type`);
  const content = await response.json();
  expectValid(`${what} ${response.status} ${content.status ?? ""} ${content.kind ?? ""}`.trimEnd(), schemaFor(operation, response.status), content);
  return { status: response.status, content };
}

const mediaById = (id) => call("GET", get, `/api/library/v1/media/${id}`);
const operations = Object.values(document.paths).flatMap((item) => Object.values(item)).filter(({ operationId }) => operationId);
for (const operation of operations) {
  expectValidExamples(`${operation.operationId} request`, operation.requestBody?.content);
  for (const [status, response] of Object.entries(operation.responses)) expectValidExamples(`${operation.operationId} ${status}`, follow(response).content);
}

for (const [kind, link] of [["video", "https://static.rask.ai/samples/sample_1.mp4"], ["audio", "https://h.example/a.mp3"], ["image", "https://h.example/a.png"]]) {
  let { status, content } = await call("POST", upload, linkPath, { body: { link, kind, name: `An ${kind}` } });
  assert.deepEqual([status, content.status, content.kind], [200, "processing", kind]);
  const deadline = Date.now() + 10_000;
  ({ content } = await mediaById(content.id));
  while (content.status === "processing" && Date.now() < deadline) {
    await sleep(500);
    ({ content } = await mediaById(content.id));
  }
  assert.equal(content.status, "ready", "it is not ready within 10 s");
}
const refused = [
  await call("POST", upload, linkPath, { body: { link: 7, kind: "doc" } }),
  await mediaById(7),
  await mediaById(randomUUID()),
  await call("GET", get, `/api/library/v1/media/${randomUUID()}`, { token: "" }),
];
assert.deepEqual(refused.map(({ status }) => status), [422, 422, 404, 401]);

// ajv refuses an invalid body: a validator that accepts everything proves nothing.
assert.throws(() => expectValid("a broken body", schemaFor(get, 200), { ...document.components.examples.failed.value, id: "7" }), /must match format "uuid"/);
console.log("ok  a broken body is refused");
