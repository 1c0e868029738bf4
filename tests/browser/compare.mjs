// The page of `verst compare --report`, looked at in a real browser.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compare, endsAsText, open, scrub } from "./library.mjs";

const RUNS = 21;

// The checks of a comparison's page; `lab` is an operation whose every name is hostile.
export async function lookAtComparison(browser, check, { folder, lab, HOSTILE }) {
  const [report, json] = ["compared.html", "compared.json"].map((f) => join(folder, f));
  compare("kaluga-1941", "no-mobile-group", ["--runs", String(RUNS), "--report", report, "--json", json]);
  const result = JSON.parse(readFileSync(json, "utf8"));
  const { page, heard } = await open(browser, report);
  const data = await page.evaluate(() => JSON.parse(document.getElementById("data").textContent));
  const arms = Object.fromEntries(data.arms.map((arm) => [arm.letter.toLowerCase(), arm]));
  const turns = arms.a.frames.length - 1;

  await check("compare: what the page says is the JSON of the comparison", async () => {
    assert.deepEqual(data.result, result);
    const rows = await page.locator("#difference-table tbody tr").evaluateAll((all) => all.map((r) => [r.dataset.measure, Object.fromEntries([...r.children].map((c) => [c.dataset.column, c.textContent]))]));
    assert.equal(rows.length, result.measures.length);
    const number = (text) => Number(text.replace("−", "-").replace(/[^-+0-9.]/g, ""));
    for (const [id, cells] of rows) {
      const m = result.measures.find((x) => x.id === id);
      const scale = m.unit === "yes/no" ? 100 : 1, digits = { days: 1, share: 2, km: 1, places: 1 }[m.unit] || 0;
      const near = (text, x) => assert.ok(Math.abs(number(text) - scale * x) <= 0.5001 * 10 ** -digits, `${id}: ${text} and ${x}`);
      near(cells["B − A: mean"], m.mean.value);
      near(cells["90 %"].split("…")[0], m.mean.low);
      near(cells["90 %"].split("…")[1], m.mean.high);
      if (m.unit !== "yes/no") near(cells.median, m.median.value);
      assert.equal(cells.clear, m.clear ? "yes" : "", id);
      assert.equal(cells.flips, m.flips === null ? "" : `${Math.round(100 * m.flips)} %`, id);
      if (m.unit === "men") assert.deepEqual([cells.A, cells.B], [m.median_a, m.median_b].map((x) => Math.round(x).toLocaleString("en-GB")), id);
    }
  });

  await check("compare: what was varied, the headline, the parting and the manifest are told", async () => {
    const told = await page.locator("#arms").textContent();
    assert.ok(told.includes("As the operation's own files have it") && told.includes(result.b.variant.because));
    assert.ok(/is taken away\./.test(told) && arms.b.changes.length > 0);
    const clear = result.measures.filter((m) => m.clear).length;
    assert.ok((await page.locator("#headline-line").textContent()).startsWith(`Of ${result.measures.length} measures and totals ${clear} differ clearly`));
    assert.ok(await page.locator("#largest li").count() > 0);
    const parting = await page.locator("#parting").textContent();
    for (const part of [result.journals_part.entry.at, result.journals_part.entry.a, result.journals_part.entry.b, result.journals_part.event.a]) assert.ok(parting.includes(part), part);
    const unlike = await page.locator("#unlike-table").textContent();
    assert.ok(data.unlike.length > 0 && unlike.includes(data.unlike[0][0]) && unlike.includes("not there"));
    const manifest = await page.locator("#manifest").textContent();
    for (const part of [result.verst_version, result.a.scenario_digest, result.b.scenario_digest, result.a.rules_digest, `set ${result.seeds.set}`, `verst compare kaluga-1941 no-mobile-group --runs ${RUNS}`]) assert.ok(manifest.includes(part), part);
  });

  await check("compare: the slider and the keys move both arms", async () => {
    for (const turn of [1, 12, turns]) {
      await scrub(page, turn);
      for (const [letter, arm] of Object.entries(arms)) {
        assert.equal(await page.locator(`#map-${letter} .unit`).evaluateAll((all) => all.reduce((n, u) => n + Number((/×(\d+)/.exec(u.textContent) || [0, 1])[1]), 0)), arm.frames[turn].units.length, `${letter} at turn ${turn}`);
      }
      assert.ok((await page.locator("#clock").textContent()).includes(`turn ${turn} of ${turns}`));
    }
    await page.locator("#map-b").focus();
    await page.keyboard.press("Home");
    assert.ok((await page.locator("#clock").textContent()).includes("start"));
    await scrub(page, 20);
    const fronts = await Promise.all(["a", "b"].map((l) => page.locator(`#map-${l} [data-layer=front]`).innerHTML()));
    assert.notEqual(fronts[0], fronts[1], "the arms differ by then");
    for (const l of ["a", "b"]) assert.ok(await page.locator(`#map-${l} [data-layer=band] > *`).count() > 0, `band of ${l}`);
  });

  await check("compare: both maps look at the same ground", async () => {
    const boxes = () => Promise.all(["a", "b"].map((l) => page.locator(`#map-${l}`).getAttribute("viewBox")));
    const before = await boxes();
    await page.locator("#map-b").focus();
    await page.keyboard.press("+");
    const [a, b] = await boxes();
    assert.equal(a, b);
    assert.notEqual(a, before[0]);
    assert.ok(await page.locator("#map-b .ground line").count() > 20, "the ground is drawn in both");
  });

  await check("compare: what is chosen is told in both arms", async () => {
    await page.locator(`#map-a .place[data-place="${arms.a.places.findIndex((p) => p.key === "kaluga")}"]`).dispatchEvent("click");
    const panels = await page.locator("#panel > div").allTextContents();
    assert.equal(panels.length, 2);
    for (const text of panels) assert.ok(text.includes("Kaluga") && text.includes("median of the runs"), text);
    await page.keyboard.press("Escape");
  });

  await check("compare: charts show both arms as fans, with units and what the books say", async () => {
    const charts = await page.locator("#charts figure:not(.dates)").evaluateAll((all) => all.map((f) => ({ unit: f.dataset.unit, caption: f.querySelector("figcaption").textContent,
      colours: new Set([...f.querySelectorAll(".fan90")].map((p) => p.getAttribute("fill"))).size, marks: f.querySelectorAll(".documented").length })));
    assert.ok(charts.length > 15, `${charts.length}`);
    for (const c of charts) assert.ok(c.caption.includes(`[${c.unit}`), c.caption);
    assert.ok(charts.filter((c) => c.colours === 2).length > 15);
    assert.ok(charts.some((c) => c.marks > 0));
    assert.ok(await page.locator("#charts figure.dates [data-date]").count() > 5);
  });

  await check("compare: no request and no complaint, on a phone and on paper too", async () => {
    assert.equal(heard.requests.length, 1);
    assert.deepEqual(heard.errors, []);
    const phone = await open(browser, report, { width: 360, height: 740 });
    const [wide, seen] = await phone.page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    assert.ok(wide <= seen, `${wide} in ${seen}`);
    assert.deepEqual(phone.heard.errors, []);
    await phone.page.close();
    assert.ok((await page.pdf({ format: "A4" })).length > 50_000);
  });

  await check("compare: hostile names come out as text", async () => {
    const variant = join(folder, "hostile.ron"), made = join(folder, "hostile-compared.html");
    writeFileSync(variant, `(format: 1, name: "${HOSTILE}", base: "${lab}", because: "${HOSTILE}", changes: [Scale("units.*.men", 0.8)])`);
    compare(lab, variant, ["--runs", "3", "--report", made]);
    const other = await open(browser, made);
    for (const id of ["#title", "#summary", "#arms", "#name-b", "#parting"]) assert.ok((await other.page.locator(id).textContent()).includes(HOSTILE), id);
    await other.page.locator("#map-b .unit").first().dispatchEvent("click");
    assert.ok((await other.page.locator("#panel").textContent()).includes(HOSTILE));
    await endsAsText(other);
  });
  await page.close();
}
