// The dates of captures and arrivals, and the charts of a replay.
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
  chartGroups(D.charts.map((c) => [{ arm: D, c, colour: c.side === null ? INK : D.sides[c.side].ink }]));
  if (D.dates.length && D.result.measures) byId("charts").append(html("h3", {}, "Dates"), dateChart());
}
