// Prints a table of what the run has measured, and writes it into the guide and a chart: report.mjs RESULTS MACHINE GUIDE CHART.
import { readFileSync, writeFileSync } from "node:fs";

const [results, machine, guide, chart] = process.argv.slice(2);
const titles = { bare: "bare net/http", stub: "stub", prism: "Prism", mockoon: "Mockoon" };
const cases = { post: "POST", get: "GET of a ready video", anew: "GET, validated anew", refusal: "refused POST" };
const series = {}; // the values of a key, by round
for (const line of readFileSync(results, "utf8").trim().split("\n")) {
  const [kind, round, ...rest] = line.split("\t");
  const add = (key, value) => ((series[key] ??= [])[round - 1] = Number(value));
  if (kind === "load") {
    const [name, server, connections, rate, p99, cpu] = rest;
    for (const [what, value] of Object.entries({ rate, p99, cpu })) add([what, name, server, connections], value);
  } else {
    add([kind, rest[0]], rest[1]);
  }
}
const servers = Object.keys(titles).filter((server) => series[["idle", server]]);

function median(values) {
  const sorted = [...values].filter(Number.isFinite).sort((a, b) => a - b); // a slow peer may lack a round
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

// ratio is the median of the ratios of two series, of the same round each.
function ratio(key, server, other) {
  const [values, base] = [series[key(server)], series[key(other)]];
  return values && base && median(values.map((value, i) => value / base[i]));
}

// row has the median of the bare server, and of each other one the median with its ratio to it.
function row(title, key, show) {
  const cells = servers.map((server) => {
    const values = series[key(server)];
    if (!values) return key(server)[1] === "refusal" ? "accepts it" : "";
    const text = show(median(values));
    return server === "bare" ? text : `${text} (${digits(ratio(key, server, "bare"))})`;
  });
  return `| ${[title, ...cells].join(" | ")} |`;
}

const digits = (n) => (n < 0.1 ? n.toFixed(3) : n < 20 ? n.toFixed(2) : n.toFixed(0));
const unit = (suffix, scale, places) => (n) => `${(n / scale).toFixed(places)} ${suffix}`;
const perSecond = (n) => `${Math.round(n).toLocaleString("en")}/s`;
const each = (what, connections, title, show) =>
  Object.entries(cases).map(([name, words]) => row(title(words), (server) => [what, name, server, connections], show));

const table = [
  `| | ${servers.map((server) => titles[server]).join(" | ")} |`,
  `|---|${servers.map(() => "---|").join("")}`,
  ...["1", "16", "64"].flatMap((n) => each("rate", n, (words) => `${words}, ${n} connection${n === "1" ? "" : "s"}`, perSecond)),
  ...each("p99", "64", (words) => `99th percentile of ${words}, 64 connections`, unit("ms", 1, 1)),
  ...each("cpu", "16", (words) => `CPU time of ${words}, 16 connections`, unit("µs", 1000, 0)),
  row("from exec to the first 200", (server) => ["start", server], unit("ms", 1000, 1)),
  row("memory, idle", (server) => ["idle", server], unit("MB", 1024, 0)),
  row("memory after the load", (server) => ["loaded", server], unit("MB", 1024, 0)),
];
const text = `${table.join("\n")}\n\nIn parentheses: divided by bare net/http, medians of the ratios of each round.\n${machine}.\n`;
console.log(text);
writeFileSync(guide, readFileSync(guide, "utf8").replace(/\| \| bare net[^]*?\n\nIn parentheses[^]*?\n(?=\n)/, () => text));
if (series[["rate", "post", "prism", "16"]]) {
  console.log(`POST, 16 connections, stub divided by Prism: ${digits(ratio((server) => ["rate", "post", server, "16"], "stub", "prism"))}`);
}

// The chart has a bar for each server but the bare one, whose line is at 1.
const [left, top, bar, gap, width] = [165, 76, 18, 22, 470];
const colors = { stub: "#2f81f7", prism: "#d29922", mockoon: "#8b949e" };
const groups = Object.entries(cases).map(([name, words]) => ({
  words,
  bars: servers.slice(1).filter((s) => name === "refusal" || series[["rate", name, s, "16"]]).map((server) => ({ server, value: ratio((s) => ["rate", name, s, "16"], server, "bare") })),
}));
const longest = Math.max(1, ...groups.flatMap(({ bars }) => bars.map(({ value }) => value ?? 0)));
const x = (value) => left + (value / longest) * width;
const shapes = [];
let y = top;
for (const { words, bars } of groups) {
  shapes.push(`<text x="${left - 10}" y="${y + (bars.length * bar) / 2 + 4}" text-anchor="end">${words}</text>`);
  for (const { server, value } of bars) {
    if (value) shapes.push(`<rect x="${left}" y="${y}" width="${(x(value) - left).toFixed(1)}" height="${bar - 3}" fill="${colors[server]}"/>`);
    const label = value ? `${titles[server]} ${digits(value)}` : `${titles[server]} accepts it`;
    shapes.push(`<text x="${x(value ?? 0) + 6}" y="${y + 12}" class="value">${label}</text>`);
    y += bar;
  }
  y += gap;
}
const bottom = y - gap + 6;
writeFileSync(chart, `<svg xmlns="http://www.w3.org/2000/svg" width="760" height="${bottom + 48}" viewBox="0 0 760 ${bottom + 48}" role="img" aria-labelledby="title">
<title id="title">Requests per second of the stub and its peers, divided by those of a bare net/http server</title>
<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.head { font-size: 16px; font-weight: 600 }
.small { font-size: 11px; fill: #59636e }
.value { font-size: 12px }
line { stroke: #59636e }
@media (prefers-color-scheme: dark) { text { fill: #f0f6fc } .small { fill: #9198a1 } line { stroke: #9198a1 } }
</style>
<text x="10" y="24" class="head">Requests per second, divided by those of a bare net/http server</text>
<text x="10" y="43" class="small">higher is better; 16 connections over loopback; median of ${series[["rate", "post", "bare", "16"]].length} rounds</text>
<line x1="${left}" y1="${top - 6}" x2="${left}" y2="${bottom}"/>
<line x1="${x(1)}" y1="${top - 6}" x2="${x(1)}" y2="${bottom}" stroke-dasharray="4 3"/>
<text x="${x(1)}" y="${top - 12}" text-anchor="middle" class="small">bare net/http = 1</text>
${shapes.join("\n")}
<text x="10" y="${bottom + 34}" class="small">${machine}</text>
</svg>
`);
