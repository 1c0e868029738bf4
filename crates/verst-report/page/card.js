// The scorecard: every measure, sortable, misses in sight; and the score in sum.
const BASES = [["static", "static"], ["climatology", "climat"], ["lanchester", "lanch"], ["plan", "plan"]];
const percent = (x) => (x === null || x === undefined ? "-" : `${Math.round(100 * x)} %`);
const error = (m, score) => (score === null || score === undefined ? null : (score - m.floor) / m.unit_of_error);
// Whether the record lies inside the middle 90 % of the runs; a yes or no, whether the likelier one happened.
function isInside(m) {
  const s = m.simulated;
  if (s.chance !== null) return (s.chance >= 0.5) === (m.documented.best > 0.5);
  return m.inside_90 >= 0.5;
}
const COLUMNS = [
  ["measure", (m) => m.id, (m) => m.id, "text"],
  ["kind", (m) => m.text, (m) => m.text, "text"],
  ["documented", (m) => m.documented.best, (m) => { const [a, b] = [value(m.documented.low, m.unit), value(m.documented.high, m.unit)]; return a === b ? a : `${a} … ${b}`; }],
  ["unit", (m) => m.unit, (m) => m.unit, "text"],
  ["5 %", (m) => m.simulated.q05, (m) => (m.simulated.chance === null ? value(m.simulated.q05, m.unit) : "")],
  ["median", (m) => m.simulated.chance ?? m.simulated.median, (m) => (m.simulated.chance === null ? value(m.simulated.median, m.unit) : `${percent(m.simulated.chance)} yes`)],
  ["95 %", (m) => m.simulated.q95, (m) => (m.simulated.chance === null ? value(m.simulated.q95, m.unit) : "")],
  ["never", (m) => m.simulated.never_share, (m) => (m.simulated.never_share > 0 ? percent(m.simulated.never_share) : "")],
  ["inside", (m) => (isInside(m) ? 1 : 0), (m) => (isInside(m) ? "yes" : "NO"), "verdict"],
  ["error", (m) => error(m, m.crps), (m) => error(m, m.crps).toFixed(1)],
  ...BASES.map(([key, name]) => [name, (m) => error(m, m.baselines[key]) ?? -1, (m) => error(m, m.baselines[key])?.toFixed(1) ?? "-"]),
  ["group", (m) => m.group, (m) => m.group, "text"],
  ["source", (m) => m.documented.source, (m) => `${m.documented.source} (${m.documented.firmness.toLowerCase()})`, "text"],
];

function skillTable(s) {
  const rows = [["all measures", s.crps_skill, s.crps_skill_interval]];
  for (const name of ["territory", "tempo", "losses"]) {
    const g = s.groups[name];
    if (g.measures) rows.push([`${name} (${g.measures})`, g.crps_skill, g.crps_skill_interval]);
  }
  const cell = (skill, interval) => (skill === null ? "-" : `${skill.toFixed(2)}${interval ? ` [${interval.map((x) => x.toFixed(2)).join(", ")}]` : ""}`);
  const head = html("tr", {}, html("th", {}, "skill against"), ...BASES.map(([key]) => html("th", {}, key)));
  const body = rows.map(([name, skill, interval]) => html("tr", {}, html("td", {}, name), ...BASES.map(([key]) => html("td", { "data-skill": `${name}/${key}` }, cell(skill[key], interval[key])))));
  return html("div", { class: "scroll" }, html("table", { id: "skill-table" }, html("thead", {}, head), html("tbody", {}, ...body)));
}

function drawCard() {
  const card = byId("card");
  if (!D.result.measures) {
    card.append(html("p", {}, "No scorecard: there is no record, or it was not read, or the operation was cut short."));
    return;
  }
  const s = D.result.summary;
  card.append(html("p", { id: "card-line" }, `${D.result.runs} runs; ${s.measures} measures, ${s.easy} of them easy; inside the middle 90 % of the runs: ${percent(s.inside_90)} of the others, ${percent(s.inside_90_easy)} of the easy ones.`));
  card.append(skillTable(s), html("p", { class: "faint" }, "1 perfect, 0 no better than the baseline; in brackets the middle 95 % over resampled runs."));
  if (s.coverage.length) card.append(html("p", {}, widthLine(s.widths)), coverageChart(s.coverage));
  if (s.explained_by_orders) card.append(html("p", {}, "Explained by its orders: the skill against the plan is not above 0."));
  if (s.reliability.length) card.append(html("p", {}, `Reliability of yes/no: ${s.reliability.map((r) => `${percent(r.forecast)} told, ${percent(r.happened)} happened (${r.measures})`).join("; ")}.`));
  if (s.placebo) card.append(html("p", {}, `Placebo (${s.placebo.runs} runs): mean error ${s.placebo.as_ordered.toFixed(2)} as ordered, ${s.placebo.two_days_late.toFixed(2)} with orders two days late, ${s.placebo.objectives_moved.toFixed(2)} with objectives moved. Moved by neither, so no test of the engine: ${s.placebo.unmoved.join(", ") || "none"}.`));
  card.append(html("p", { class: "faint" }, "Error: (score - floor) / unit of error, for the engine and each baseline; 0 is perfect. Red: the documented value lies outside. Grey: easy. A click on a heading sorts."));
  card.append(sortable("card-table", D.result.measures, (m) => ({ "data-measure": m.id, class: `${m.easy ? "easy" : ""} ${isInside(m) ? "" : "miss"}`, title: m.documented.note || "" })));
}
// What the runs say of a measure, in the panel of a place.
function ofTheRuns(_, id) {
  const m = (D.result.measures || []).find((x) => x.id === id);
  return m ? [["in the runs, 5 % to 95 %", `${value(m.simulated.q05, "days")} to ${value(m.simulated.q95, "days")}`]] : [];
}
