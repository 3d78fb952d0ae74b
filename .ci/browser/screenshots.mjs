// Makes the screenshots of the page: light for the README, dark with an exchange open for the guide. The data are the same each time.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { launch, open, start } from "./stub.mjs";

const file = (name) => fileURLToPath(new URL(`../../api/stub/${name}`, import.meta.url));
const browser = await launch();
const stub = await start("--seed", "1");
try {
  const send = (name, link, more = {}) => stub.upload("demo", { link, name, ...more });
  await stub.call("PATCH", "/_stub/clock", { frozen: true });
  await send("Product tour", "https://static.rask.ai/samples/sample_1.mp4", { kind: "video" });
  await send("Interview, second take", "https://static.rask.ai/samples/interview.mp3");
  await send("Broken upload", "https://failed.medialink.invalid/broken.mp4");
  await send("Cover", "https://static.rask.ai/samples/cover.png");
  await stub.call("PATCH", "/_stub/clock", { advance: "10m" });
  await send("Launch", "static.rask.ai/launch.mp4", { kind: "movie" });
  await stub.call("PUT", "/_stub/faults", { faults: ["503,first=1"] });
  await send("Launch", "https://static.rask.ai/launch.mp4");
  await send("Launch", "https://static.rask.ai/launch.mp4");
  for (const [colorScheme, name] of [["light", "page-light.png"], ["dark", "page-dark.png"]]) {
    const page = await open(browser, stub.url, { colorScheme, reducedMotion: "reduce" });
    await page.locator("#journal tbody tr:nth-child(7)").waitFor();
    await page.locator("#media tbody tr:nth-child(5)").waitFor();
    await page.waitForFunction(() => document.querySelector("#media img").naturalWidth > 0);
    await page.locator("#frozen").waitFor();
    if (colorScheme === "dark") await page.locator("#journal tbody tr", { hasText: "violation" }).locator("button").click();
    await page.evaluate(() => document.activeElement.blur());
    await page.mouse.move(0, 0);
    const image = await page.screenshot();
    const palette = "split[a][b];[a]palettegen=stats_mode=single[p];[b][p]paletteuse=dither=none"; // a third of the size
    execFileSync("ffmpeg", ["-loglevel", "error", "-y", "-f", "image2pipe", "-i", "-", "-vf", palette, file(name)], { input: image });
  }
} finally {
  await browser.close();
  await stub.stop();
}
