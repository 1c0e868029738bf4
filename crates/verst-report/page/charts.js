// Charts: fans of the ensemble over time, and distributions of dates. Each states its unit.
const PLOT = { w: 340, h: 200, left: 52, right: 10, top: 16, bottom: 24 };
const LAST = D.end_minutes;

// Round steps between two numbers, some four of them.
function ticks(low, high) {
  const raw = (high - low) / 4 || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((s) => s * power).find((s) => s >= raw * 0.999);
  const list = [];
  for (let t = Math.ceil(low / step - 1e-9) * step; t <= high + step * 1e-6; t += step) list.push(t);
  return list;
}
const tick = (x) => (Math.abs(x) >= 10000 ? `${+(x / 1000).toFixed(1)}k` : String(+x.toPrecision(4)));
// Dates below a chart, not too close to each other.
function dateTicks(width) {
  const days = LAST / 1440, wanted = Math.max(2, Math.floor(width / 62));
  const step = [1, 2, 3, 4, 5, 7, 10, 14, 21, 30, 61, 91].find((s) => days / s <= wanted) || 122;
  const list = [];
  for (let day = 0; day <= days; day += step) list.push(day * 1440);
  return list;
}

function chart(c, index) {
  const whole = c.fan || [c.run];
  let high = Math.max(0, ...whole.flat(), ...c.run, ...c.documented.map((d) => d[4]));
  const low = Math.min(0, ...whole.flat());
  if (high <= low) high = low + 1;
  const x = (minute) => PLOT.left + minute / LAST * (PLOT.w - PLOT.left - PLOT.right);
  const y = (v) => PLOT.h - PLOT.bottom - (v - low) / (high * 1.04 - low) * (PLOT.h - PLOT.top - PLOT.bottom);
  const at = (turn) => D.frames[turn + 1].minute;
  const path = (values) => values.map((v, i) => `${i ? "L" : "M"}${x(at(i)).toFixed(1)} ${y(v).toFixed(1)}`).join("");
  const colour = c.side === null ? INK : D.sides[c.side].ink;
  const picture = svg("svg", { viewBox: `0 0 ${PLOT.w} ${PLOT.h}`, role: "img", "aria-label": `${c.title}, in ${c.unit}, by date` });
  for (const t of ticks(low, high)) picture.append(
    svg("line", { x1: PLOT.left, x2: PLOT.w - PLOT.right, y1: y(t), y2: y(t), stroke: "#e3dfd4" }),
    svg("text", { x: PLOT.left - 5, y: y(t) + 3.5, "font-size": 10, "text-anchor": "end", fill: FAINT }, tick(t)));
  for (const m of dateTicks(PLOT.w - PLOT.left)) picture.append(
    svg("line", { x1: x(m), x2: x(m), y1: PLOT.h - PLOT.bottom, y2: PLOT.h - PLOT.bottom + 4, stroke: FAINT }),
    svg("text", { x: x(m), y: PLOT.h - 8, "font-size": 10, "text-anchor": "middle", fill: FAINT }, dayText(dateOf(m))));
  picture.append(svg("text", { x: 4, y: 10, "font-size": 10, fill: FAINT, class: "unit-name" }, c.unit));
  if (c.fan) {
    const area = (low_, high_) => `${path(low_)}${high_.map((_, i) => { const j = high_.length - 1 - i; return `L${x(at(j)).toFixed(1)} ${y(high_[j]).toFixed(1)}`; }).join("")}Z`;
    picture.append(svg("path", { class: "fan90", d: area(c.fan[0], c.fan[4]), fill: colour, "fill-opacity": 0.16 }),
      svg("path", { class: "fan50", d: area(c.fan[1], c.fan[3]), fill: colour, "fill-opacity": 0.26 }),
      svg("path", { class: "median", d: path(c.fan[2]), fill: "none", stroke: colour, "stroke-width": 1.8 }));
  }
  picture.append(svg("path", { class: "run", d: path(c.run), fill: "none", stroke: INK, "stroke-width": 1.1, "stroke-dasharray": "4 3" }));
  for (const [id, day, best, from, to] of c.documented) {
    const px = Math.min(x(day * 1440), PLOT.w - PLOT.right - 2);
    const mark = svg("g", { class: "documented" },
      svg("line", { x1: px, x2: px, y1: y(from), y2: y(to), stroke: "#000", "stroke-width": 2.4 }),
      svg("line", { x1: px - 4, x2: px + 4, y1: y(from), y2: y(from), stroke: "#000", "stroke-width": 1.6 }),
      svg("line", { x1: px - 4, x2: px + 4, y1: y(to), y2: y(to), stroke: "#000", "stroke-width": 1.6 }),
      svg("circle", { cx: px, cy: y(best), r: 3, fill: "#ffd84d", stroke: "#000" }));
    mark.addEventListener("pointermove", (event) => hint(event, `${id}: documented ${from === to ? tick(best) : `${tick(from)} to ${tick(to)}`} ${c.unit}`));
    mark.addEventListener("pointerleave", noHint);
    picture.append(mark);
  }
  const cursor = svg("line", { y1: PLOT.top, y2: PLOT.h - PLOT.bottom, stroke: "#e0a100", "stroke-width": 1.4 });
  picture.append(cursor);
  const move = () => { const px = x(frameNow().minute); cursor.setAttribute("x1", px); cursor.setAttribute("x2", px); };
  state.listeners.push(move);
  move();
  picture.addEventListener("pointermove", (event) => {
    if (event.target.closest(".documented")) return;
    const box = picture.getBoundingClientRect();
    const minute = ((event.clientX - box.left) / box.width * PLOT.w - PLOT.left) / (PLOT.w - PLOT.left - PLOT.right) * LAST;
    const turn = Math.max(0, Math.min(c.run.length - 1, Math.round(minute / D.turn_minutes) - 1));
    const fan = c.fan ? ` median ${tick(c.fan[2][turn])}, 50 % ${tick(c.fan[1][turn])} to ${tick(c.fan[3][turn])}, 90 % ${tick(c.fan[0][turn])} to ${tick(c.fan[4][turn])};` : "";
    hint(event, `${moment(at(turn))}:${fan} this run ${tick(c.run[turn])} ${c.unit}`);
  });
  picture.addEventListener("pointerleave", noHint);
  return html("figure", { class: "chart", "data-chart": index, "data-unit": c.unit }, html("figcaption", {}, `${c.title} [${c.unit}]`), picture);
}

// Rows of small histograms over one axis of dates.
function dateChart() {
  const wide = 720, left = 170, right = 76, row = 26, top = 22;
  const measures = Object.fromEntries((D.result.measures || []).map((m) => [m.id, m]));
  const rows = D.dates.slice().sort((a, b) => measures[a.id].documented.best - measures[b.id].documented.best);
  const h = top + rows.length * row + 26;
  const x = (day) => left + Math.min(day * 1440 / LAST, 1) * (wide - left - right);
  const picture = svg("svg", { viewBox: `0 0 ${wide} ${h}`, role: "img", "aria-label": "Dates: share of runs by date, with the documented date" });
  for (const m of dateTicks(wide - left - right)) picture.append(
    svg("line", { x1: x(m / 1440), x2: x(m / 1440), y1: top, y2: h - 22, stroke: "#e3dfd4" }),
    svg("text", { x: x(m / 1440), y: h - 8, "font-size": 10.5, "text-anchor": "middle", fill: FAINT }, dayText(dateOf(m))));
  picture.append(svg("text", { x: left, y: 12, "font-size": 10.5, fill: FAINT, class: "unit-name" }, "share of runs (height) by date"),
    svg("text", { x: wide - 4, y: 12, "font-size": 10.5, "text-anchor": "end", fill: FAINT }, "never, % of runs"));
  rows.forEach((d, i) => {
    const m = measures[d.id];
    const base = top + (i + 1) * row;
    const total = d.bins.reduce((s, n) => s + n, 0) + d.never;
    const most = Math.max(1, ...d.bins);
    const group = svg("g", { "data-date": d.id });
    group.append(svg("rect", { x: x(m.documented.low) - 1, y: base - row + 3, width: Math.max(3, x(m.documented.high) - x(m.documented.low) + 2), height: row - 4, fill: "#ffd84d", "fill-opacity": 0.75 }));
    d.bins.forEach((n, b) => n && group.append(svg("rect", { x: x(b * D.bin_days), y: base - n / most * (row - 6), width: Math.max(1.5, (wide - left - right) * D.bin_days * 1440 / LAST - 0.5), height: n / most * (row - 6), fill: "#4c4a63", "fill-opacity": 0.8 })));
    group.append(svg("line", { x1: left, x2: wide - right, y1: base, y2: base, stroke: "#b9b3a4" }),
      svg("text", { x: left - 6, y: base - 4, "font-size": 11, "text-anchor": "end", fill: INK }, d.id.length > 26 ? `${d.id.slice(0, 25)}…` : d.id),
      svg("text", { x: wide - 4, y: base - 4, "font-size": 11, "text-anchor": "end", fill: d.never ? "#a3261a" : FAINT }, `${Math.round(100 * d.never / Math.max(total, 1))} %`));
    group.addEventListener("pointermove", (event) => hint(event, `${d.text}: documented ${value(m.documented.low, "days")} to ${value(m.documented.high, "days")}; runs ${value(m.simulated.q05, "days")}, median ${value(m.simulated.median, "days")}, ${value(m.simulated.q95, "days")}`));
    group.addEventListener("pointerleave", noHint);
    picture.append(group);
  });
  return html("figure", { class: "chart dates", "data-unit": "share of runs" }, html("figcaption", {}, "Dates of captures and arrivals [share of runs by date]; yellow: documented"), html("div", { class: "scroll" }, picture));
}

function drawCharts() {
  const fans = D.charts.some((c) => c.fan);
  byId("charts-note").textContent = `${fans ? `Fans: the middle 90 % and 50 % and the median of ${D.folded} runs. ` : ""}Broken line: the run on the map. Black bars with a yellow dot: what the books say. Amber line: the turn on the map.`;
  const names = { front: "Front and advance", losses: "Losses, summed since the start", strength: "Strength", supply: "Supply" };
  for (const [group, name] of Object.entries(names)) {
    const some = D.charts.map((c, i) => [c, i]).filter(([c]) => c.group === group && (c.documented.length || Math.max(...c.run, ...(c.fan || []).flat()) > 0));
    if (!some.length) continue;
    byId("charts").append(html("h3", {}, name), html("div", { class: "charts" }, ...some.map(([c, i]) => chart(c, i))));
  }
  if (D.dates.length && D.result.measures) byId("charts").append(html("h3", {}, "Dates"), dateChart());
}
