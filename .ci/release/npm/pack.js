// Packs the npm packages: one for each platform with its binary, and the main one, which depends on them optionally. No package has a script.
//   node pack.js VERSION BIN WORK OUT
"use strict";
const { execFileSync } = require("node:child_process");
const { chmodSync, copyFileSync, mkdirSync, writeFileSync } = require("node:fs");
const path = require("node:path");

const [version, bin, work, out] = process.argv.slice(2);
const main = "@medialink-go/medialink";
const os = { linux: "linux", darwin: "darwin", windows: "win32" };
const cpu = { amd64: "x64", arm64: "arm64" };
const common = { version, license: "Apache-2.0", repository: { type: "git", url: "git+https://github.com/medialink-go/medialink.git" } };

// pack writes a package's folder and packs it. npm itself gives all files the same old date.
function pack(manifest, files) {
  const folder = path.join(work, manifest.name);
  mkdirSync(folder, { recursive: true });
  for (const [name, [from, mode]] of Object.entries(files)) {
    copyFileSync(from, path.join(folder, name));
    chmodSync(path.join(folder, name), mode);
  }
  const text = JSON.stringify({ ...manifest, ...common, files: Object.keys(files) }, null, 2) + "\n";
  writeFileSync(path.join(folder, "package.json"), text, { mode: 0o644 });
  execFileSync("npm", ["pack", folder, "--pack-destination", out, "--ignore-scripts", "--offline", "--silent"], { stdio: ["ignore", "ignore", "inherit"] });
}

const license = ["LICENSE", 0o644];
const optionalDependencies = {};
for (const goos of Object.keys(os)) {
  for (const goarch of Object.keys(cpu)) {
    const name = `${main}-${os[goos]}-${cpu[goarch]}`;
    const binary = goos === "windows" ? "medialink.exe" : "medialink";
    optionalDependencies[name] = version;
    pack(
      { name, description: `The binary of medialink for ${goos} on ${goarch}`, os: [os[goos]], cpu: [cpu[goarch]], preferUnplugged: true },
      { [binary]: [path.join(bin, `${goos}-${goarch}`, binary), 0o755], LICENSE: license },
    );
  }
}
pack(
  {
    name: main,
    description: "An unofficial stub of Rask AI's media library, and a client",
    bin: { medialink: "medialink.js" },
    engines: { node: ">=18" },
    optionalDependencies,
  },
  { "medialink.js": [path.join(__dirname, "medialink.js"), 0o755], "README.md": [path.join(__dirname, "README.md"), 0o644], LICENSE: license },
);
