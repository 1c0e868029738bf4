// What the browser scripts share: Chromium, pages of replays, and where things are.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
export const VERST = process.env.VERST_BINARY || join(ROOT, "target", "release", "verst");
const CHROMIUM = process.env.VERST_CHROMIUM || "/usr/bin/chromium";
const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export const temporary = () => mkdtempSync(join(tmpdir(), "verst-browser-"));
export const launch = () => chromium.launch({ executablePath: CHROMIUM, headless: true, args: ARGUMENTS });

// Runs a replay; what it says is thrown away.
export function replay(scenario, more) {
  execFileSync(VERST, ["--scenarios", join(ROOT, "scenarios"), "replay", scenario, "--quiet", ...more], { stdio: ["ignore", "ignore", "inherit"] });
}

// Runs a comparison, likewise.
export function compare(a, b, more) {
  execFileSync(VERST, ["--scenarios", join(ROOT, "scenarios"), "compare", a, b, "--quiet", ...more], { stdio: ["ignore", "ignore", "inherit"] });
}

// Opens a page, and keeps what it asks for and complains of.
export async function open(browser, file, size = { width: 1400, height: 1000 }) {
  const page = await browser.newPage({ viewport: size });
  const heard = { requests: [], errors: [], dialogs: 0 };
  page.on("request", (r) => heard.requests.push(r.url()));
  page.on("console", (m) => ["error", "warning"].includes(m.type()) && heard.errors.push(m.text()));
  page.on("pageerror", (e) => heard.errors.push(e.message));
  page.on("dialog", (d) => { heard.dialogs += 1; d.dismiss(); });
  await page.goto(pathToFileURL(file).href);
  return { page, heard };
}

// Moves the page to a turn, as a hand on the slider does.
export function scrub(page, turn) {
  return page.evaluate((t) => {
    const slider = document.getElementById("scrub");
    slider.value = t;
    slider.dispatchEvent(new Event("input"));
  }, turn);
}

// Nothing of a page that was looked at ran or was fetched; it is closed.
export async function endsAsText({ page, heard }) {
  assert.equal(await page.locator("img").count(), 0);
  assert.equal(heard.dialogs, 0);
  assert.deepEqual(heard.errors, []);
  assert.equal(heard.requests.length, 1);
  await page.close();
}
