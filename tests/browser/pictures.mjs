// Makes the pictures of README.md anew: the map and the head of the scorecard of a replay, and the maps of a comparison.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ROOT, compare, launch, open, replay, scrub, temporary } from "./library.mjs";

const folder = temporary();
const pictures = join(ROOT, "tests", "browser", "pictures");
const report = join(folder, "page.html");
mkdirSync(pictures, { recursive: true });
replay("kaluga-1941", ["--report", report]);
const browser = await launch();
const { page } = await open(browser, report, { width: 1280, height: 900 });
await scrub(page, 26);
const kaluga = await page.locator("#map .place").evaluateAll((all) => all.findIndex((p) => p.dataset.place === String(JSON.parse(document.getElementById("data").textContent).places.findIndex((x) => x.key === "kaluga"))));
await page.locator("#map .place").nth(kaluga).dispatchEvent("click");
const options = { type: "jpeg", quality: 78 };
await page.locator("#map-section").screenshot({ ...options, path: join(pictures, "map.jpg") });
const card = await page.locator("#card-section").boundingBox();
// The box is told from the window's top, and the map may have been scrolled to.
const scrolled = await page.evaluate(() => window.scrollY);
await page.screenshot({ ...options, fullPage: true, clip: { x: card.x, y: card.y + scrolled, width: card.width, height: Math.min(card.height, 900) }, path: join(pictures, "scorecard.jpg") });
const compared = join(folder, "compared.html");
compare("kaluga-1941", "no-mobile-group", ["--report", compared]);
const two = (await open(browser, compared, { width: 1280, height: 900 })).page;
await scrub(two, 26);
await two.locator("#map-section").screenshot({ ...options, path: join(pictures, "compare.jpg") });
await browser.close();
rmSync(folder, { recursive: true });
