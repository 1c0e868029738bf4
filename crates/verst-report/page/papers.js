// The panel beside the map, the diary, the inputs, the manifest, the legend.
const frameOf = (minute) => Math.min(D.frames.length - 1, Math.max(1, Math.ceil(minute / D.turn_minutes)));

// What happened to a unit or at a place, as buttons to the turn.
function happened(index, which) {
  const list = html("ul");
  for (const [minute, text, units, places] of D.told) {
    if (!(which === "unit" ? units : places).includes(index)) continue;
    list.append(html("li", {}, button(moment(minute), () => show(frameOf(minute))), ` ${text}`));
  }
  return list.childElementCount ? [html("h3", {}, "What happened"), list] : [html("p", { class: "faint" }, "Nothing is told of it.")];
}
function unitPanel(i) {
  const unit = D.units[i], u = frameNow().units.find((s) => s[0] === i);
  const lost = frameNow().lost.find((l) => l[0] === i) || [i, 0, 0, 0, 0];
  const head = [html("h3", {}, unit.name), html("p", { class: "faint" }, `${unit.kind_name}, ${D.sides[unit.side].name}, ${u ? u[11] : unit.under} [${unit.key}]`)];
  const losses = ["lost since the start", `${count(lost[1])} in battle, ${count(lost[2])} sick and frostbitten, ${count(lost[3])} tanks, ${count(lost[4])} guns`];
  if (!u) return [...head, html("p", {}, "Not in the theatre at this turn."), facts([losses]), ...happened(i, "unit")];
  const near = u[4] < 0 ? place(u[3]).name : `between ${place(D.links[u[4]][0]).name} and ${place(D.links[u[4]][1]).name}`;
  const [supply, food, ammunition, fuel, fatigue, cohesion] = u[8];
  return [...head, facts([["where", near], ["doing", u[9] + (u[10] ? ", cut off" : "")], ["men", count(u[5])], ["tanks", count(u[6])], ["guns", count(u[7])],
    ["supply", `${supply} % of need`], ["stocks", `food ${food} %, ammunition ${ammunition} %, fuel ${fuel} %`], ["fatigue", `${fatigue} %`], ["cohesion", `${cohesion} %`], losses]), ...happened(i, "unit")];
}
function placePanel(i) {
  const p = place(i), frame = frameNow();
  const rows = [["held by", D.sides[+frame.held[i]].name], ["ground", p.ground]];
  if (p.depth > 0) rows.push(["town", `${p.depth} km deep`]);
  if (frame.holding) rows.push([`runs in which the ${D.sides[0].name} hold it`, `${frame.holding[i]} %`]);
  for (const [by, low, high, id] of p.documented) {
    rows.push([`taken by the ${D.sides[by].name}, by the books`, `${value(low, "days")}${high > low ? ` to ${value(high, "days")}` : ""}`]);
    const m = (D.result.measures || []).find((x) => x.id === id);
    if (m) rows.push(["in the runs, 5 % to 95 %", `${value(m.simulated.q05, "days")} to ${value(m.simulated.q95, "days")}`]);
  }
  const here = frame.units.filter((u) => u[3] === i);
  const units = here.map((u) => button(D.units[u[0]].name, () => choose(`unit-${u[0]}`)));
  const off = againstRecord(i, frame);
  return [html("h3", {}, p.name), facts(rows), off ? html("p", {}, `${off[0].toUpperCase()}${off.slice(1)}.`) : null,
    units.length ? html("div", {}, "Units: ", ...units) : null, ...happened(i, "place")];
}
function turnPanel() {
  const frame = frameNow();
  const rows = [];
  if (frame.weather) rows.push(["weather", `${frame.weather[0]} °C, snow ${frame.weather[1]} cm${frame.weather[2] ? ", mud" : ""}`]);
  D.sides.forEach((side, s) => {
    const own = frame.units.filter((u) => D.units[u[0]].side === s);
    const sum = (i) => count(own.reduce((t, u) => t + u[i], 0));
    const cut = own.filter((u) => u[10]).length;
    rows.push([side.name, `${own.length} units, ${sum(5)} men, ${sum(6)} tanks, ${sum(7)} guns${cut ? `; ${cut} cut off` : ""}`]);
  });
  const documented = documentedNow(frame).map((f) => f.id);
  if (documented.length) rows.push(["documented front", documented.join(", ")]);
  return [html("h3", {}, frame.date), facts(rows), html("p", { class: "faint" }, "Choose a unit or a place to see its state and what happened there.")];
}
function tellPanel() {
  const [kind, index] = (state.chosen || "").split("-");
  const parts = kind === "unit" ? unitPanel(+index) : kind === "place" ? placePanel(+index) : turnPanel();
  clear(byId("panel")).append(...parts.filter(Boolean));
  if (state.chosen) byId("panel").append(button("Back to the turn", () => choose(null)));
}

function drawDiary() {
  const list = html("div", { class: "diary" });
  const turns = D.diary.map((text, i) => {
    const turn = html("div", { class: "turn", "data-turn": i + 1 }, button("on the map", () => show(i + 1)), html("pre", {}, text.trimEnd()));
    list.append(turn);
    return turn;
  });
  byId("diary").append(list);
  state.listeners.push(() => {
    turns.forEach((turn, i) => turn.classList.toggle("now", i + 1 === state.frame));
    const now = turns[state.frame - 1];
    if (now) list.scrollTop = now.offsetTop - list.offsetTop - 40;
  });
}

// A long table that shows what matches a word.
function filtered(id, heads, rows, most) {
  const body = html("tbody"), note = html("p", { class: "faint" });
  const box = html("input", { class: "filter", type: "search", placeholder: "Filter, such as a unit or a rule", "aria-label": "Filter" });
  function fill() {
    const word = box.value.trim().toLowerCase();
    const found = rows.filter((r) => r.some((c) => c.toLowerCase().includes(word)));
    clear(body).append(...found.slice(0, most).map((r) => html("tr", {}, ...r.map((c, i) => html("td", { class: i ? "" : "text" }, c)))));
    note.textContent = `${found.length} of ${rows.length}${found.length > most ? `; the first ${most} are shown` : ""}`;
  }
  box.addEventListener("input", fill);
  fill();
  return [box, note, html("div", { class: "scroll" }, html("table", { id }, html("thead", {}, html("tr", {}, ...heads.map((h) => html("th", {}, h)))), body))];
}
const plain = (x) => String(+x.toPrecision(6));
function drawInputs() {
  const rows = D.inputs.map(([path, unit, [best, low, high], cited]) => {
    const text = unit === "minutes" ? moment : plain;
    return [path, text(best), low === high ? "" : `${text(low)} … ${text(high)}`, unit === "minutes" ? "date" : unit, cited ? cited[0] : "", cited ? cited[1] : ""];
  });
  const inputs = byId("inputs");
  inputs.append(...filtered("inputs-table", ["quantity", "best", "range", "unit", "basis", "source"], rows, 60));
  const sources = html("details", {}, html("summary", {}, `Sources (${D.sources.length})`), facts(D.sources));
  const choices = html("details", {}, html("summary", {}, `What the sources leave open (${D.free_choices.length})`), html("ul", {}, ...D.free_choices.map((c) => html("li", {}, c))));
  inputs.append(sources, choices);
}
function drawManifest() {
  byId("manifest").append(facts(D.manifest));
}

function drawLegend() {
  const sample = (...parts) => svg("svg", { width: 46, height: 22, viewBox: "0 0 46 22" }, ...parts);
  const stroke = (attributes) => svg("line", { x1: 2, x2: 44, y1: 11, y2: 11, ...attributes });
  const key = html("div", { class: "key" });
  const row = (picture, text) => key.append(html("div", {}, picture, text));
  D.sides.forEach((side) => row(sample(svg("circle", { cx: 23, cy: 11, r: 6, fill: side.fill, stroke: INK })), `held by: ${side.name}`));
  for (const kind of [...new Set(D.units.map((u) => u.kind))].sort()) {
    const unit = D.units.find((u) => u.kind === kind);
    row(sample(svg("use", { href: `#u${unit.side}-${kind}`, x: 11, y: 3 })), unit.kind_name);
  }
  row(sample(svg("text", { x: 23, y: 15, "text-anchor": "middle", "font-size": 12, "font-weight": 700 }, "XX")), "II battalion, III regiment, X brigade, XX division, XXX corps, XXXX army, XXXXX front: by the unit's name");
  row(sample(svg("rect", { x: 8, y: 10, width: 20, height: 3, fill: D.sides[0].ink })), "number: men; bar: supply, red below 30 %");
  row(sample(svg("rect", { x: 8, y: 3, width: 30, height: 16, fill: "none", stroke: "#000", "stroke-width": 1.6, "stroke-dasharray": "3 2" })), "cut off (in a pocket)");
  row(sample(stroke({ stroke: D.sides[0].fill, "stroke-width": 3, transform: "translate(0 -2)" }), stroke({ stroke: D.sides[1].fill, "stroke-width": 3, transform: "translate(0 2)" })), "front of the run shown");
  if (D.frames.some((f) => f.band)) row(sample(svg("rect", { x: 2, y: 4, width: 42, height: 14, fill: "#8b5fbf", "fill-opacity": 0.35 })), `where the front lies in the middle 90 % (darker: 50 %) of ${D.folded} runs`);
  row(sample(stroke({ stroke: "#000", "stroke-width": 3, "stroke-dasharray": "9 6" })), "documented front, between the places that the record names");
  row(sample(svg("circle", { cx: 23, cy: 11, r: 8, fill: "none", stroke: "#000", "stroke-width": 1.6, "stroke-dasharray": "3 3" })), "held otherwise than the books say");
  row(sample(stroke({ stroke: D.sides[1].ink, "stroke-width": 7, "stroke-opacity": 0.22 })), "shortest way from the side's sources to its units through places that it holds");
  row(sample(svg("path", { d: "M17 5L29 17M29 5L17 17", stroke: "#a3261a", "stroke-width": 3 })), "bridge down");
  row(sample(stroke({ stroke: "#a3261a", "stroke-width": 2.4, "stroke-dasharray": "2 7" })), "railway on which no trains run");
  byId("legend-body").append(key, html("p", { class: "faint" }, "Ground: green forest, pale green fields and woods, blue-green swamp, ochre hills, olive wooded hills, paper open fields. Keys: space plays, left and right arrow step, Home and End go to the ends, plus and minus zoom, shift with arrows moves, 0 shows everything, Escape lets go of what is chosen."));
}
