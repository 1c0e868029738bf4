// The pages of `verst replay --report` and `verst compare --report`, looked at in a real browser. Prints a line for each check; the last line is the count.
import assert from "node:assert/strict";
import { cpSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lookAtComparison } from "./compare.mjs";
import { ROOT, endsAsText, launch, open, replay, scrub, temporary } from "./library.mjs";

const RUNS = 21; // 5, 25, 50, 75 and 95 % are then runs of their own, so that no interpolation differs
const HOSTILE = "</script><img src=x onerror=alert(1)>";
const folder = temporary();
const [report, json, journal] = ["page.html", "result.json", "run.jsonl"].map((f) => join(folder, f));
const counts = { passed: 0, failed: 0 };
async function check(name, test) {
  try {
    await test();
    counts.passed += 1;
    console.log(`ok ${name}`);
  } catch (e) {
    counts.failed += 1;
    console.log(`FAILED ${name}: ${String(e.message).split("\n").slice(0, 6).join(" | ")}`);
  }
}

// A laboratory operation whose every name is hostile.
function hostile() {
  const lab = join(folder, "hostile");
  cpSync(join(ROOT, "tests", "labs", "pocket"), lab, { recursive: true });
  for (const file of readdirSync(lab)) {
    const text = readFileSync(join(lab, file), "utf8");
    const changed = text.replace(/(name|title|summary): "[^"]*"/g, `$1: "${HOSTILE}"`).replace(/free_choices: \["[^"]*"\]/, `free_choices: ["${HOSTILE}"]`);
    writeFileSync(join(lab, file), changed);
  }
  return lab;
}

replay("kaluga-1941", ["--runs", String(RUNS), "--report", report, "--json", json, "--journal", journal]);
const result = JSON.parse(readFileSync(json, "utf8"));
const entries = readFileSync(journal, "utf8").trim().split("\n").slice(1).map((l) => JSON.parse(l));
const browser = await launch();
const { page, heard } = await open(browser, report);
const data = await page.evaluate(() => JSON.parse(document.getElementById("data").textContent));
const clock = () => page.locator("#clock").textContent();
const turns = data.frames.length - 1;

await check("the page is one file under 2 MB", () => assert.ok(statSync(report).size < 2_000_000, `${statSync(report).size}`));

await check("the policy forbids all but the page's own script and style", async () => {
  const policy = await page.locator("meta[http-equiv]").getAttribute("content");
  assert.match(policy, /^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'/);
  assert.ok(!policy.includes("unsafe"));
});

await check("units and clock are those of the journal at given turns", async () => {
  for (const turn of [1, 7, 20, turns]) {
    await scrub(page, turn);
    const at = data.frames[turn].minute;
    const stands = entries.filter((e) => e.what === "Stand" && e.minute === at).map((e) => e.unit).sort();
    const drawn = await page.evaluate((t) => JSON.parse(document.getElementById("data").textContent).frames[t].units.map((u) => u[0]), turn);
    assert.deepEqual(drawn.map((i) => data.units[i].key).sort(), stands);
    assert.equal(await page.locator("#map .unit").count(), stands.length, `drawn at turn ${turn}`);
    const [day, month, year] = [/^(\d+) (\w+) (\d+)/.exec(await clock())].map((m) => [m[1], m[2], m[3]])[0];
    const when = new Date(Date.parse(`${entries.find((e) => e.minute === at).at}Z`));
    assert.equal(`${day} ${month} ${year}`, `${when.getUTCDate()} ${when.toLocaleString("en-GB", { month: "short", timeZone: "UTC" })} ${when.getUTCFullYear()}`);
    assert.ok((await clock()).includes(`turn ${turn} of ${turns}`));
  }
});

await check("who holds each place is what the journal says", async () => {
  const held = data.frames[turns].held;
  const last = {};
  entries.filter((e) => e.what === "Captured").forEach((e) => { last[e.place] = e.by; });
  data.places.forEach((p, i) => {
    if (last[p.key]) assert.equal(data.sides[+held[i]].name.toLowerCase(), last[p.key], p.key);
  });
});

await check("play goes on by itself and stops", async () => {
  await scrub(page, 3);
  await page.locator("#play").click();
  await page.waitForFunction(() => +document.getElementById("scrub").value >= 5, null, { timeout: 4000 });
  await page.locator("#play").click();
  const stopped = await clock();
  await page.waitForTimeout(900);
  assert.equal(await clock(), stopped);
});

await check("keys step, jump and zoom", async () => {
  await scrub(page, 10);
  await page.locator("#map").focus();
  await page.keyboard.press("ArrowRight");
  assert.ok((await clock()).includes("turn 11 "));
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  assert.ok((await clock()).includes("turn 9 "));
  await page.keyboard.press("End");
  assert.ok((await clock()).includes(`turn ${turns} `));
  await page.keyboard.press("Home");
  assert.ok((await clock()).includes("start"));
  const box = () => page.locator("#map").getAttribute("viewBox");
  const before = await box();
  await page.keyboard.press("+");
  const near = await box();
  assert.ok(+near.split(" ")[2] < +before.split(" ")[2]);
  await page.keyboard.press("Shift+ArrowRight");
  assert.notEqual(await box(), near);
  await page.keyboard.press("0");
  assert.equal(+(await box()).split(" ")[2], data.frame[2]);
});

await check("a click on a unit and on a place tells of them, a hover too", async () => {
  await scrub(page, 12);
  const unit = page.locator("#map .unit").first();
  const index = +(await unit.getAttribute("data-unit"));
  await unit.hover();
  assert.ok((await page.locator("#tip").textContent()).includes(data.units[index].name));
  await unit.click();
  const text = await page.locator("#panel").textContent();
  assert.ok(text.includes(data.units[index].name) && text.includes("cohesion"));
  const kaluga = data.places.findIndex((p) => p.key === "kaluga");
  await page.locator(`#map .place[data-place="${kaluga}"]`).dispatchEvent("click");
  const told = await page.locator("#panel").textContent();
  assert.ok(told.includes("Kaluga") && told.includes("by the books"));
  assert.ok(await page.locator("#panel li").count() > 0, "something happened there");
  await page.keyboard.press("Escape");
  assert.ok((await page.locator("#panel").textContent()).includes("weather"));
});

await check("band, front, documented front, supply ways and cut links are drawn, and can be put away", async () => {
  await scrub(page, turns - 1);
  for (const layer of ["band", "front", "documented", "supply", "cuts"]) assert.ok(await page.locator(`#map [data-layer=${layer}] > *`).count() > 0, layer);
  await page.locator("#layers input").first().uncheck();
  assert.equal(await page.locator("#map [data-layer=band] > *").count(), 0);
  await page.locator("#layers input").first().check();
});

await check("supplies are drawn by width, and told at the pointer", async () => {
  await scrub(page, 20);
  const loads = data.frames[20].supply.flat();
  const drawn = page.locator("#map [data-layer=supply] > [data-load]");
  assert.equal(await drawn.count(), loads.length);
  const widths = await drawn.evaluateAll((all) => all.map((g) => [+g.dataset.load, Math.max(0, ...[...g.children].filter((l) => l.getAttribute("stroke-opacity") === "0.38").map((l) => +l.getAttribute("stroke-width")))]));
  widths.sort((a, b) => a[0] - b[0]);
  for (let i = 1; i < widths.length; i += 1) assert.ok(widths[i][1] >= widths[i - 1][1] - 1e-9, `${widths[i]} after ${widths[i - 1]}`);
  assert.ok(widths.at(-1)[1] > 1.5 * widths[0][1]);
  await drawn.first().dispatchEvent("pointermove", { clientX: 300, clientY: 300 });
  assert.match(await page.locator("#tip").textContent(), / t a day came, /);
});

await check("every chart has its fans and states its unit", async () => {
  const charts = await page.locator("#charts figure").evaluateAll((all) => all.map((f) => ({
    unit: f.dataset.unit, caption: f.querySelector("figcaption").textContent, inside: f.querySelector(".unit-name")?.textContent || "",
    label: f.querySelector("svg").getAttribute("aria-label"), fans: f.querySelectorAll(".fan90, .fan50, .median, .run").length })));
  assert.ok(charts.length > 20, `${charts.length} charts`);
  for (const c of charts) {
    assert.ok(c.unit && c.caption.includes(`[${c.unit}`) && c.inside.includes(c.unit) && c.label, c.caption);
    if (!c.caption.startsWith("Dates")) assert.equal(c.fans, 4, c.caption);
  }
  for (const group of ["Front", "Losses", "Strength", "Supply", "Dates"]) assert.ok((await page.locator("#charts h3").allTextContents()).some((h) => h.startsWith(group)), group);
});

await check("the fans' quantiles are the scorecard's where both tell of one thing", () => {
  const at = new Map(data.frames.map((f, i) => [f.minute, i - 1]));
  let compared = 0;
  for (const c of data.charts) for (const [id, day] of c.documented) {
    const turn = at.get(Math.round(day * 1440));
    const m = result.measures.find((x) => x.id === id);
    if (turn === undefined || turn < 0) continue;
    ["q05", "q25", "median", "q75", "q95"].forEach((q, i) => {
      const [own, theirs] = [c.fan[i][turn], m.simulated[q]];
      assert.ok(Math.abs(own - theirs) <= 0.002 * Math.abs(theirs) + 0.6, `${id} ${q}: ${own} and ${theirs}`);
    });
    compared += 1;
  }
  assert.ok(compared >= 5, `${compared} compared`);
});

await check("the dates' histograms count every run", () => {
  for (const d of data.dates) {
    assert.equal(d.bins.reduce((s, n) => s + n, d.never), RUNS, d.id);
    const m = result.measures.find((x) => x.id === d.id);
    assert.equal(d.never / RUNS, m.simulated.never_share, d.id);
  }
});

await check("the scorecard's numbers are those of the JSON", async () => {
  const { placebo: ours, ...rest } = data.result.summary;
  const { placebo: theirs, ...others } = result.summary;
  assert.deepEqual({ ...data.result, summary: rest }, { ...result, summary: others });
  assert.deepEqual(ours, theirs);
  const rows = await page.locator("#card-table tbody tr").evaluateAll((all) => all.map((r) => [r.dataset.measure, r.className, Object.fromEntries([...r.children].map((c) => [c.dataset.column, c.textContent]))]));
  assert.equal(rows.length, result.measures.length);
  for (const [id, kind, cells] of rows) {
    const m = result.measures.find((x) => x.id === id);
    const text = (x) => (m.unit === "km" ? `${x.toFixed(0)} km` : m.unit === "share" ? x.toFixed(2) : Math.round(x).toLocaleString("en-GB"));
    assert.equal(cells.error, ((m.crps - m.floor) / m.unit_of_error).toFixed(1), id);
    if (!["days", "yes/no"].includes(m.unit)) {
      assert.deepEqual([cells["5 %"], cells.median, cells["95 %"]], ["q05", "median", "q95"].map((q) => text(m.simulated[q])), id);
    }
    if (m.unit === "yes/no") assert.equal(cells.median, `${Math.round(100 * m.simulated.chance)} % yes`);
    assert.equal(kind.includes("miss"), cells.inside === "NO", id);
    assert.equal(cells.unit, m.unit);
  }
  const skill = await page.locator('[data-skill="all measures/plan"]').textContent();
  assert.ok(skill.startsWith(result.summary.crps_skill.plan.toFixed(2)));
  const percent = (x) => `${Math.round(100 * x)} %`;
  const told = result.summary.coverage.map((c) => `the middle ${percent(c.band)} of the runs hold ${percent(c.inside)} of the documented ranges`);
  assert.deepEqual(await page.locator("figure.coverage circle title").allTextContents(), told);
});

await check("a click on a heading sorts, again turns it round", async () => {
  const errors = () => page.locator('#card-table td[data-column="error"]').allTextContents().then((l) => l.map(Number));
  const head = page.locator("#card-table th button", { hasText: "error" });
  await head.click();
  const up = await errors();
  assert.deepEqual(up, up.slice().sort((a, b) => a - b));
  await head.click();
  const down = await errors();
  assert.deepEqual(down, up.slice().sort((a, b) => b - a));
});

await check("diary, inputs and manifest are there", async () => {
  assert.equal(await page.locator("#diary .turn").count(), turns);
  await page.locator('#diary .turn[data-turn="5"] button').click();
  assert.ok((await clock()).includes("turn 5 "));
  await page.locator("#inputs .filter").fill("units.154rd.men");
  assert.equal(await page.locator("#inputs-table tbody tr").count(), 1);
  assert.ok((await page.locator("#inputs-table tbody tr").textContent()).length > "units.154rd.men".length);
  const manifest = await page.locator("#manifest").textContent();
  for (const part of [result.digest, result.scenario_digest, result.record_digest, result.rules_digest, result.verst_version, `--runs ${RUNS}`]) assert.ok(manifest.includes(part), part);
});

await check("no request and no complaint", () => {
  assert.deepEqual(heard.requests.filter((u) => !u.startsWith("file:")), []);
  assert.equal(heard.requests.length, 1);
  assert.deepEqual(heard.errors, []);
});

await check("a phone shows it without a horizontal scroll", async () => {
  const phone = await open(browser, report, { width: 360, height: 740 });
  await scrub(phone.page, 20);
  const [wide, seen] = await phone.page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(wide <= seen, `${wide} in ${seen}`);
  assert.ok(await phone.page.locator("#map .unit").count() > 5);
  assert.deepEqual(phone.heard.errors, []);
  await phone.page.close();
});

await check("it prints", async () => {
  const pdf = await page.pdf({ format: "A4" });
  assert.ok(pdf.length > 50_000, `${pdf.length}`);
});

await check("hostile names come out as text", async () => {
  const made = join(folder, "hostile.html");
  replay(hostile(), ["--seed", "1", "--runs", "3", "--report", made]);
  const other = await open(browser, made);
  for (const id of ["#title", "#summary", "#diary", "#inputs"]) assert.ok((await other.page.locator(id).textContent()).includes(HOSTILE), id);
  await other.page.locator("#map .unit").first().dispatchEvent("click");
  assert.ok((await other.page.locator("#panel").textContent()).includes(HOSTILE));
  await other.page.locator("#map .place").first().dispatchEvent("click");
  assert.ok((await other.page.locator("#panel").textContent()).includes(HOSTILE));
  await endsAsText(other);
});

await lookAtComparison(browser, check, { folder, lab: hostile(), HOSTILE });

await browser.close();
rmSync(folder, { recursive: true });
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed ? 1 : 0;
