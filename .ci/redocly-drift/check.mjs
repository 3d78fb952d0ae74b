// Checks a recording, and changed copies of it, by medialink check and by Redocly's drift command, which shares no code with it.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const [, , folder, server] = process.argv;
const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const read = (file) => JSON.parse(readFileSync(file, "utf8"));

function run(program, ...args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: "utf8" });
  assert.ifError(error);
  return { status, stdout, stderr };
}

function medialink(file, failOn) {
  const { status } = run(at("../../medialink"), "check", "--fail-on", failOn, "--report", `json=${file}.json`, file);
  const { checked, findings } = read(`${file}.json`);
  return { status, checked, rules: findings.filter(({ level }) => level !== "warning").map(({ rule }) => rule) };
}

function redocly(file) {
  const { status, stdout, stderr } = run(at("../lint-spec/node_modules/.bin/redocly"), "drift", file, "--api", at("../../openapi.yaml"),
    "--traffic-format", "har", "--server", server, "--format", "json", "--min-severity", "info");
  assert(stdout, stderr);
  const { run: { documentedExchanges: checked }, problems } = JSON.parse(stdout);
  return { status, checked, rules: problems.map(({ ruleId }) => ruleId) };
}

const bodyOf = ({ response }) => JSON.parse(response.content.text);

function edit(entry, fields) {
  const content = entry.response.content;
  content.text = JSON.stringify({ ...bodyOf(entry), ...fields });
  content.size = Buffer.byteLength(content.text);
}

const ready = (entries) => entries.filter((entry) => bodyOf(entry).status === "ready");
const everyReady = (fields) => (entries) => ready(entries).forEach((entry) => edit(entry, fields));

function turnBack(entries) {
  const later = structuredClone(ready(entries)[0]);
  later.startedDateTime = entries.at(-1).startedDateTime;
  edit(later, { status: "processing" });
  entries.push(later);
}

const moveAway = (entries) => entries.forEach(({ request }) => { request.url = request.url.replace(server, "https://gateway.example/rask"); });

const recording = read(`${folder}/recorded.har`);
const all = recording.log.entries.length;
assert(all >= 15, `${all} exchanges are too few`);

const nothing = { status: 0, checked: all, rules: [] };
for (const [name, change, ours, theirs = nothing, failOn = "broken"] of [
  ["the recording", () => {}, nothing, nothing, "new"],
  // Redocly finds these, so that its silence means something:
  ["a number for a text", everyReady({ name: 7 }), { status: 3, checked: all, rules: ["type"] }, { status: 1, checked: all, rules: ["schema-consistency"] }],
  ["an unknown status", everyReady({ status: "stored" }), { status: 3, checked: all, rules: ["enum"] }, { status: 1, checked: all, rules: ["schema-consistency"] }],
  // and not these:
  ["an undeclared field", everyReady({ expires_at: null }), { status: 3, checked: all, rules: ["undeclared"] }, nothing, "new"],
  ["ready turns back to processing", turnBack, { status: 3, checked: all + 1, rules: ["final state"] }, { ...nothing, checked: all + 1 }],
  ["another base URL, where nothing matches", moveAway, { status: 4, checked: 0, rules: [] }, { ...nothing, checked: 0 }],
]) {
  const file = `${folder}/changed.har`, changed = structuredClone(recording);
  change(changed.log.entries);
  writeFileSync(file, JSON.stringify(changed));
  const [our, their] = [medialink(file, failOn), redocly(file)];
  const say = ({ status, checked, rules }) => `exit code ${status}, ${checked} checked, ${rules.join(" and ") || "nothing found"}`;
  assert.deepEqual([our, their], [ours, theirs], name);
  console.log(`ok  ${name}: medialink: ${say(our)}; Redocly: ${say(their)}`);
}
