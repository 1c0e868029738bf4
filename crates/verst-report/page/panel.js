// The panel beside the map: the turn, or the unit or place that was chosen, in each arm.
// What happened to a unit or at a place, as buttons to the turn.
function happened(arm, index, which) {
  const list = html("ul");
  for (const [minute, text, units, places] of arm.told) {
    if (!(which === "unit" ? units : places).includes(index)) continue;
    list.append(html("li", {}, button(moment(minute), () => show(turnOf(minute))), ` ${text}`));
  }
  return list.childElementCount ? [html("h3", {}, "What happened"), list] : [html("p", { class: "faint" }, "Nothing is told of it.")];
}
function unitPanel(arm, i) {
  const place = (at) => arm.places[at], frame = frameNow(arm);
  const unit = arm.units[i], u = frame.units.find((s) => s[0] === i);
  const lost = frame.lost.find((l) => l[0] === i) || [i, 0, 0, 0, 0];
  const head = [html("h3", {}, unit.name), html("p", { class: "faint" }, `${unit.kind_name}, ${arm.sides[unit.side].name}, ${u ? u[11] : unit.under} [${unit.key}]`)];
  const losses = ["lost since the start", `${count(lost[1])} in battle, ${count(lost[2])} sick and frostbitten, ${count(lost[3])} tanks, ${count(lost[4])} guns`];
  if (!u) return [...head, html("p", {}, "Not in the theatre at this turn."), facts([losses]), ...happened(arm, i, "unit")];
  const near = u[4] < 0 ? place(u[3]).name : `between ${place(arm.links[u[4]][0]).name} and ${place(arm.links[u[4]][1]).name}`;
  const [supply, food, ammunition, fuel, fodder, fatigue, cohesion] = u[8];
  return [...head, facts([["where", near], ["doing", u[9] + (u[10] ? ", cut off" : "")], ["men", count(u[5])], ["tanks", count(u[6])], ["guns", count(u[7])],
    ["supply", `${supply} % of need`], ["stocks", `food ${food} %, ammunition ${ammunition} %, fuel ${fuel} %, fodder ${fodder} %`], ["fatigue", `${fatigue} %`], ["cohesion", `${cohesion} %`], losses]), ...happened(arm, i, "unit")];
}
function placePanel(arm, i) {
  const p = arm.places[i], frame = frameNow(arm);
  const rows = [["held by", arm.sides[+frame.held[i]].name], ["ground", p.ground]];
  if (p.depth > 0) rows.push(["town", `${p.depth} km deep`]);
  if (frame.holding) rows.push([`runs in which the ${arm.sides[0].name} hold it`, `${frame.holding[i]} %`]);
  for (const [by, low, high, id] of p.documented) {
    rows.push([`taken by the ${arm.sides[by].name}, by the books`, `${value(low, "days")}${high > low ? ` to ${value(high, "days")}` : ""}`]);
    rows.push(...ofTheRuns(arm, id));
  }
  const here = frame.units.filter((u) => u[3] === i);
  const units = here.map((u) => button(arm.units[u[0]].name, () => choose(`unit:${arm.units[u[0]].key}`)));
  const off = againstRecord(p, frame, i);
  return [html("h3", {}, p.name), facts(rows), off ? html("p", {}, `${off[0].toUpperCase()}${off.slice(1)}.`) : null,
    units.length ? html("div", {}, "Units: ", ...units) : null, ...happened(arm, i, "place")];
}
function turnPanel(arm) {
  const frame = frameNow(arm);
  const rows = [];
  if (frame.weather) rows.push(["weather", `${frame.weather[0]} °C, snow ${frame.weather[1]} cm${frame.weather[2] ? ", mud" : ""}`]);
  arm.sides.forEach((side, s) => {
    const own = frame.units.filter((u) => arm.units[u[0]].side === s);
    const sum = (i) => count(own.reduce((t, u) => t + u[i], 0));
    const cut = own.filter((u) => u[10]).length;
    rows.push([side.name, `${own.length} units, ${sum(5)} men, ${sum(6)} tanks, ${sum(7)} guns${cut ? `; ${cut} cut off` : ""}`]);
  });
  const documented = documentedNow(arm, frame).map((f) => f.id);
  if (documented.length) rows.push(["documented front", documented.join(", ")]);
  return [html("h3", {}, frame.date), facts(rows)];
}
// What is chosen, in an arm; it may be in the other one alone.
function chosenPanel(arm) {
  const [kind, ...rest] = (state.chosen || "").split(":");
  if (!state.chosen) return turnPanel(arm);
  const key = rest.join(":");
  const index = (kind === "unit" ? arm.units : arm.places).findIndex((x) => x.key === key);
  if (index < 0) return [html("p", {}, `${key} is not in this arm.`)];
  return kind === "unit" ? unitPanel(arm, index) : placePanel(arm, index);
}
function tellPanel() {
  const panel = clear(byId("panel"));
  for (const arm of ARMS) panel.append(html("div", {}, arm.letter ? armName(arm) : "", ...chosenPanel(arm).filter(Boolean)));
  panel.append(state.chosen ? button("Back to the turn", () => choose(null)) : html("p", { class: "faint" }, "Choose a unit or a place to see its state and what happened there."));
}
// The name of one of two arms, in its colour.
const armName = (arm) => html("p", { class: `arm arm-${arm.letter}` }, `${arm.letter}  ${arm.label}`);
