// How two arms differ: in a few sentences, and measure by measure with a picture of each interval.
const [ARM_A, ARM_B] = ARMS;
const COLOURS = { A: "#00695c", B: "#c8640a" };
const DOCUMENTED = new Map((D.documented || []).map((d) => [d.id, d]));
const percent = (x) => (x === null || x === undefined ? "" : `${Math.round(100 * x)} %`);
// Spread of the values of one arm's runs, by which unlike measures can be set side by side.
const spread = (m) => Math.sqrt(m.variance_unpaired / 2);
const size = (m) => (spread(m) > 0 ? m.mean.value / spread(m) : 0);

// A difference as people read it, with its sign.
function delta(x, unit) {
  const digits = { days: 1, share: 2, km: 1, places: 1 }[unit] || 0;
  const scaled = unit === "yes/no" ? 100 * x : x;
  const text = Math.abs(scaled).toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const ending = { days: " d", "yes/no": " %", km: " km" }[unit] || "";
  return `${scaled < 0 && /[1-9]/.test(text) ? "−" : "+"}${text}${ending}`;
}
const between = (e, unit) => `${delta(e.low, unit)} … ${delta(e.high, unit)}`;
// What changes in a measure, as a sentence.
function sentence(m) {
  const flips = [[m.gained, "B"], [m.lost, "A"]].filter(([share]) => share > 0).map(([share, arm]) => `in ${percent(share)} of the seeds it happens in ${arm} alone`);
  return `${m.id}: ${delta(m.mean.value, m.unit)}${m.unit.match(/^(days|km|yes\/no)$/) ? "" : ` ${m.unit}`} in the mean (${between(m.mean, m.unit)})${flips.length ? `; ${flips.join(", ")}` : ""}.`;
}
function drawHeadline() {
  const all = D.result.measures, clear = all.filter((m) => m.clear).sort((a, b) => Math.abs(size(b)) - Math.abs(size(a)));
  const line = all.length ? `Of ${all.length} measures and totals ${clear.length} differ clearly: the middle 90 % of the resampled mean difference leave out nought. By luck alone some ${Math.round(all.length * 0.1)} would.` : "No seed was finished in both arms.";
  const until = D.result.until_width, left = D.result.variance_left;
  byId("headline").append(html("p", { id: "headline-line" }, line));
  if (until) byId("headline").append(html("p", {}, `Pairs were played until the 90 % interval of ${until.measure} is no wider than ${plain(until.width_asked)} ${until.unit}: ${until.reached ? "reached after" : "not reached in"} ${until.pairs} pairs.`));
  if (left !== null && left !== undefined) byId("headline").append(html("p", { class: "faint" }, `Common seeds leave ${percent(left)} of the variance that the differences would have without them (median over the measures).`));
  if (clear.length) byId("headline").append(html("p", {}, "The largest, B against A, against the spread between runs:"),
    html("ul", { id: "largest" }, ...clear.slice(0, 6).map((m) => html("li", {}, sentence(m)))));
}

// The mean with its interval on a scale that all rows share: the spread between runs. What lies outside is cut at the edge.
function interval(m) {
  const wide = 150, k = spread(m) > 0 ? 1 / spread(m) : 0;
  const x = (v) => wide / 2 + Math.max(-1, Math.min(1, v * k / 1.5)) * (wide / 2 - 4);
  const ink = m.clear ? INK : "#9a9488";
  return svg("svg", { width: wide, height: 16, viewBox: `0 0 ${wide} 16`, role: "img", "aria-label": `${m.id}: ${delta(m.mean.value, m.unit)}, ${between(m.mean, m.unit)}` },
    svg("line", { x1: wide / 2, x2: wide / 2, y1: 0, y2: 16, stroke: "#b9b3a4" }),
    svg("line", { x1: x(m.mean.low), x2: x(m.mean.high), y1: 8, y2: 8, stroke: ink, "stroke-width": 2.4 }),
    svg("circle", { cx: x(m.mean.value), cy: 8, r: 3.4, fill: ink }));
}
function documentedText(m) {
  const d = DOCUMENTED.get(m.id);
  if (!d) return "";
  const [low, high] = [value(d.low, m.unit), value(d.high, m.unit)];
  return low === high ? low : `${low} … ${high}`;
}
const isAsked = (m) => m.unit === "yes/no";
const COLUMNS = [
  ["measure", (m) => m.id, (m) => m.id, "text"],
  ["unit", (m) => m.unit, (m) => m.unit, "text"],
  ["documented", (m) => DOCUMENTED.get(m.id)?.best ?? -Infinity, documentedText],
  ["A", (m) => m.median_a, (m) => value(m.median_a, m.unit), "in-a"],
  ["B", (m) => m.median_b, (m) => value(m.median_b, m.unit), "in-b"],
  ["B − A: mean", (m) => m.mean.value, (m) => delta(m.mean.value, m.unit), "strong"],
  ["90 %", (m) => m.mean.low, (m) => between(m.mean, m.unit)],
  ["in spreads", (m) => size(m), (m) => interval(m)],
  ["clear", (m) => (m.clear ? 1 : 0), (m) => (m.clear ? "yes" : "")],
  ["median", (m) => m.median.value, (m) => (isAsked(m) ? "" : delta(m.median.value, m.unit))],
  ["90 % of it", (m) => m.median.low, (m) => (isAsked(m) ? "" : between(m.median, m.unit))],
  ["to B", (m) => m.gained ?? -1, (m) => percent(m.gained)],
  ["to A", (m) => m.lost ?? -1, (m) => percent(m.lost)],
  ["flips", (m) => m.flips ?? -1, (m) => percent(m.flips)],
  ["variance", (m) => m.variance_paired / m.variance_unpaired || 0, (m) => (m.variance_unpaired > 0 ? (m.variance_paired / m.variance_unpaired).toFixed(2) : "")],
];
function drawDifference() {
  byId("difference").append(html("p", { class: "faint" }, "A, B: medians of the runs. B − A seed by seed: mean and median, each with the middle 90 % of its resamplings; the picture sets the mean and its interval against the spread between runs, one and a half spreads to each side. To B, to A: share of seeds in which it happens in that arm alone; flips: both together. Variance: of the difference, as a share of what it would be without common seeds. A click on a heading sorts."),
    sortable("difference-table", D.result.measures, (m) => ({ "data-measure": m.id, class: m.clear ? "" : "easy", title: DOCUMENTED.get(m.id)?.text || "" })));
}
// What the runs say of a measure, in the panel of a place.
function ofTheRuns(arm, id) {
  const m = D.result.measures.find((x) => x.id === id);
  return m ? [["median of the runs", value(arm === ARM_A ? m.median_a : m.median_b, m.unit)]] : [];
}

// What was varied, in each arm's words.
function drawArms() {
  for (const arm of ARMS) {
    const changes = arm.changes.length ? html("ul", {}, ...arm.changes.map((c) => html("li", {}, c))) : html("p", { class: "faint" }, "As the operation's own files have it.");
    byId("arms").append(html("div", { class: "box" }, armName(arm), arm.because ? html("p", {}, arm.because) : null, changes));
  }
}
function drawParting() {
  const part = D.result.journals_part;
  if (!part) return;
  const tell = (what, p) => {
    if (!p) return [html("h3", {}, what), html("p", {}, "Nowhere: both say the same to the end.")];
    const minutes = Math.round((Date.parse(`${p.at.replace(" ", "T")}Z`) - Date.parse(`${ARM_A.start}Z`)) / 60000);
    return [html("h3", {}, `${what}, ${p.at} `, button("on the maps", () => show(turnOf(minutes)))),
      html("div", { class: "two" }, html("p", { class: "box" }, html("b", { class: "arm-A" }, "A  "), p.a || "nothing more"), html("p", { class: "box" }, html("b", { class: "arm-B" }, "B  "), p.b || "nothing more"))];
  };
  byId("parting").append(html("p", {}, `In seed ${part.seed}, the one on the maps; up to there both arms tell the same.`), ...tell("The first entry that differs", part.entry), ...tell("The first event that differs", part.event));
}
function drawUnlike() {
  const words = (unit, range) => {
    if (!range) return "not there";
    const text = unit === "minutes" ? moment : plain;
    return `${text(range[0])}${range[1] === range[2] ? "" : ` (${text(range[1])} … ${text(range[2])})`}`;
  };
  const rows = D.unlike.map(([path, unit, [a, b]]) => [path, words(unit, a), words(unit, b), unit === "minutes" ? "date" : unit]);
  if (!rows.length) byId("unlike").append(html("p", {}, "No quantity differs."));
  else byId("unlike").append(...filtered("unlike-table", ["quantity", "A", "B", "unit"], rows, 60));
}
