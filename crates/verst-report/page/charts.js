// Charts: fans of the ensemble over time, and distributions of dates. Each states its unit.
const PLOT = { w: 340, h: 200, left: 52, right: 10, top: 16, bottom: 24 };
const LAST = Math.max(...ARMS.map((arm) => arm.end_minutes));

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

// A chart of one quantity: of an ensemble, or of two arms as two fans. A part is an arm with its chart and its colour.
function chart(parts, index) {
  const [{ c }] = parts;
  const drawn = parts.flatMap(({ c: own }) => [...(own.fan || [own.run]), ...(parts.length > 1 ? [] : [own.run])]).flat();
  const documented = parts.flatMap((p) => p.c.documented).filter((d, i, all) => all.findIndex((x) => x[0] === d[0]) === i);
  let high = Math.max(0, ...drawn, ...documented.map((d) => d[4]));
  const low = Math.min(0, ...drawn);
  if (high <= low) high = low + 1;
  const x = (minute) => PLOT.left + minute / LAST * (PLOT.w - PLOT.left - PLOT.right);
  const y = (v) => PLOT.h - PLOT.bottom - (v - low) / (high * 1.04 - low) * (PLOT.h - PLOT.top - PLOT.bottom);
  const picture = svg("svg", { viewBox: `0 0 ${PLOT.w} ${PLOT.h}`, role: "img", "aria-label": `${c.title}, in ${c.unit}, by date` });
  for (const t of ticks(low, high)) picture.append(
    svg("line", { x1: PLOT.left, x2: PLOT.w - PLOT.right, y1: y(t), y2: y(t), stroke: "#e3dfd4" }),
    svg("text", { x: PLOT.left - 5, y: y(t) + 3.5, "font-size": 10, "text-anchor": "end", fill: FAINT }, tick(t)));
  for (const m of dateTicks(PLOT.w - PLOT.left)) picture.append(
    svg("line", { x1: x(m), x2: x(m), y1: PLOT.h - PLOT.bottom, y2: PLOT.h - PLOT.bottom + 4, stroke: FAINT }),
    svg("text", { x: x(m), y: PLOT.h - 8, "font-size": 10, "text-anchor": "middle", fill: FAINT }, dayText(dateOf(m))));
  picture.append(svg("text", { x: 4, y: 10, "font-size": 10, fill: FAINT, class: "unit-name" }, c.unit));
  for (const part of parts) picture.append(...fan(part, x, y, parts.length === 1));
  for (const d of documented) picture.append(documentedMark(d, c.unit, x, y));
  const cursor = svg("line", { y1: PLOT.top, y2: PLOT.h - PLOT.bottom, stroke: "#e0a100", "stroke-width": 1.4 });
  picture.append(cursor);
  const move = () => { const px = x(minuteNow()); cursor.setAttribute("x1", px); cursor.setAttribute("x2", px); };
  state.listeners.push(move);
  move();
  picture.addEventListener("pointermove", (event) => {
    if (event.target.closest(".documented")) return;
    const box = picture.getBoundingClientRect();
    const minute = ((event.clientX - box.left) / box.width * PLOT.w - PLOT.left) / (PLOT.w - PLOT.left - PLOT.right) * LAST;
    hint(event, parts.map((part) => atMinute(part, minute)).join("; "));
  });
  picture.addEventListener("pointerleave", noHint);
  return html("figure", { class: "chart", "data-chart": index, "data-unit": c.unit }, html("figcaption", {}, `${c.title} [${c.unit}]`), picture);
}
// The fan of an arm: the middle 90 % and 50 %, the median, and the run on the map. The second arm's median is broken, so that
// the first is seen where both are one.
function fan({ arm, c, colour }, x, y, withRun) {
  const at = (turn) => x(arm.frames[turn + 1].minute).toFixed(1);
  const path = (values) => values.map((v, i) => `${i ? "L" : "M"}${at(i)} ${y(v).toFixed(1)}`).join("");
  const area = (from, to) => `${path(from)}${to.map((_, i) => { const j = to.length - 1 - i; return `L${at(j)} ${y(to[j]).toFixed(1)}`; }).join("")}Z`;
  const drawn = [];
  if (c.fan) drawn.push(svg("path", { class: "fan90", d: area(c.fan[0], c.fan[4]), fill: colour, "fill-opacity": 0.16 }),
    svg("path", { class: "fan50", d: area(c.fan[1], c.fan[3]), fill: colour, "fill-opacity": 0.26 }),
    svg("path", { class: "median", d: path(c.fan[2]), fill: "none", stroke: colour, "stroke-width": 1.8, ...(arm.letter === "B" ? { "stroke-dasharray": "6 4" } : {}) }));
  const ink = withRun ? INK : colour;
  if (withRun || !c.fan) drawn.push(svg("path", { class: "run", d: path(c.run), fill: "none", stroke: ink, "stroke-width": 1.1, "stroke-dasharray": "4 3" }));
  return drawn;
}
function documentedMark([id, day, best, from, to], unit, x, y) {
  const px = Math.min(x(day * 1440), PLOT.w - PLOT.right - 2);
  const mark = svg("g", { class: "documented" },
    svg("line", { x1: px, x2: px, y1: y(from), y2: y(to), stroke: "#000", "stroke-width": 2.4 }),
    svg("line", { x1: px - 4, x2: px + 4, y1: y(from), y2: y(from), stroke: "#000", "stroke-width": 1.6 }),
    svg("line", { x1: px - 4, x2: px + 4, y1: y(to), y2: y(to), stroke: "#000", "stroke-width": 1.6 }),
    svg("circle", { cx: px, cy: y(best), r: 3, fill: "#ffd84d", stroke: "#000" }));
  mark.addEventListener("pointermove", (event) => hint(event, `${id}: documented ${from === to ? tick(best) : `${tick(from)} to ${tick(to)}`} ${unit}`));
  mark.addEventListener("pointerleave", noHint);
  return mark;
}
// What an arm's chart says at a minute.
function atMinute({ arm, c }, minute) {
  const turn = Math.max(0, Math.min(c.run.length - 1, Math.round(minute / arm.turn_minutes) - 1));
  const fan_ = c.fan ? ` median ${tick(c.fan[2][turn])}, 50 % ${tick(c.fan[1][turn])} to ${tick(c.fan[3][turn])}, 90 % ${tick(c.fan[0][turn])} to ${tick(c.fan[4][turn])};` : "";
  return `${arm.letter ? `${arm.letter}, ` : ""}${moment(arm.frames[turn + 1].minute)}:${fan_} this run ${tick(c.run[turn])} ${c.unit}`;
}
const isMoving = (c) => c.documented.length || Math.max(...c.run, ...(c.fan || []).flat()) > 0;
const GROUPS = { front: "Front and advance", losses: "Losses, summed since the start", strength: "Strength", supply: "Supply" };
// All charts by group; each is a list of parts.
function chartGroups(all) {
  for (const [group, name] of Object.entries(GROUPS)) {
    const some = all.map((parts, i) => [parts, i]).filter(([parts]) => parts[0].c.group === group && parts.some((p) => isMoving(p.c)));
    if (some.length) byId("charts").append(html("h3", {}, name), html("div", { class: "charts" }, ...some.map(([parts, i]) => chart(parts, i))));
  }
}
