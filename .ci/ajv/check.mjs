// Judges the contract's examples and a stub's answers by a validator that has nothing in common with ours.
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

// follow resolves a reference to a component, or returns what is none.
function follow(node) {
  return node?.$ref ? node.$ref.slice(2).split("/").reduce((at, key) => at[key], document) : node;
}

function judge(what, schema, body) {
  const validate = ajv.compile({ $ref: `contract${schema.$ref}` });
  assert(validate(body), `${what}: ${ajv.errorsText(validate.errors)}`);
  console.log(`ok  ${what}`);
}

function judgeExamples(what, content) {
  const json = content?.["application/json"];
  for (const [name, example] of Object.entries(json?.examples ?? {})) judge(`${what} example ${name}`, json.schema, follow(example).value);
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
  const answer = await response.json();
  judge(`${what} ${response.status} ${answer.status ?? ""} ${answer.kind ?? ""}`.trimEnd(), schemaFor(operation, response.status), answer);
  return { status: response.status, answer };
}

const mediaById = (id) => call("GET", get, `/api/library/v1/media/${id}`);
const operations = Object.values(document.paths).flatMap((item) => Object.values(item)).filter(({ operationId }) => operationId);
for (const operation of operations) {
  judgeExamples(`${operation.operationId} request`, operation.requestBody?.content);
  for (const [status, response] of Object.entries(operation.responses)) judgeExamples(`${operation.operationId} ${status}`, follow(response).content);
}

for (const [kind, link] of [["video", "https://static.rask.ai/samples/sample_1.mp4"], ["audio", "https://h.example/a.mp3"], ["image", "https://h.example/a.png"]]) {
  let { status, answer } = await call("POST", upload, linkPath, { body: { link, kind, name: `An ${kind}` } });
  assert.deepEqual([status, answer.status, answer.kind], [200, "processing", kind]);
  const deadline = Date.now() + 10_000;
  ({ answer } = await mediaById(answer.id));
  while (answer.status === "processing" && Date.now() < deadline) {
    await sleep(500);
    ({ answer } = await mediaById(answer.id));
  }
  assert.equal(answer.status, "ready", "it is not ready within 10 s");
}
const refused = [
  await call("POST", upload, linkPath, { body: { link: 7, kind: "doc" } }),
  await mediaById(7),
  await mediaById(randomUUID()),
  await call("GET", get, `/api/library/v1/media/${randomUUID()}`, { token: "" }),
];
assert.deepEqual(refused.map(({ status }) => status), [422, 422, 404, 401]);

// ajv does refuse what it should: a judge that lets everything pass proves nothing.
assert.throws(() => judge("a broken body", schemaFor(get, 200), { ...document.components.examples.failed.value, id: "7" }), /must match format "uuid"/);
console.log("ok  a broken body is refused");
