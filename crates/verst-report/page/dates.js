// The dates of captures and arrivals: rows of small histograms over one axis.
// A row has a name, what the books say, its histograms (one an arm) and a word at the pointer.
function dateChart(rows) {
  const wide = 720, left = 170, right = 76, top = 22;
  const strip = rows[0].bars.length > 1 ? 19 : 26, row = strip * rows[0].bars.length + (rows[0].bars.length > 1 ? 6 : 0);
  const h = top + rows.length * row + 26;
  const x = (day) => left + Math.min(day * 1440 / LAST, 1) * (wide - left - right);
  const picture = svg("svg", { viewBox: `0 0 ${wide} ${h}`, role: "img", "aria-label": "Dates: share of runs by date, with the documented date" });
  for (const m of dateTicks(wide - left - right)) picture.append(
    svg("line", { x1: x(m / 1440), x2: x(m / 1440), y1: top, y2: h - 22, stroke: "#e3dfd4" }),
    svg("text", { x: x(m / 1440), y: h - 8, "font-size": 10.5, "text-anchor": "middle", fill: FAINT }, dayText(dateOf(m))));
  picture.append(svg("text", { x: left, y: 12, "font-size": 10.5, fill: FAINT, class: "unit-name" }, "share of runs (height) by date"),
    svg("text", { x: wide - 4, y: 12, "font-size": 10.5, "text-anchor": "end", fill: FAINT }, "never, % of runs"));
  rows.forEach((r, i) => {
    const foot = top + (i + 1) * row;
    const group = svg("g", { "data-date": r.id });
    group.append(svg("rect", { x: x(r.low) - 1, y: foot - row + 3, width: Math.max(3, x(r.high) - x(r.low) + 2), height: row - 4, fill: "#ffd84d", "fill-opacity": 0.75 }));
    r.bars.forEach(({ arm, d, colour }, n) => {
      const base = foot - (r.bars.length - 1 - n) * strip;
      const total = d.bins.reduce((s, b) => s + b, 0) + d.never, most = Math.max(1, ...d.bins);
      const thick = Math.max(1.5, (wide - left - right) * arm.bin_days * 1440 / LAST - 0.5);
      d.bins.forEach((b, at) => b && group.append(svg("rect", { x: x(at * arm.bin_days), y: base - b / most * (strip - 6), width: thick, height: b / most * (strip - 6), fill: colour, "fill-opacity": 0.8 })));
      group.append(svg("line", { x1: left, x2: wide - right, y1: base, y2: base, stroke: "#b9b3a4" }),
        svg("text", { x: wide - 4, y: base - 4, "font-size": 11, "text-anchor": "end", fill: d.never ? "#a3261a" : FAINT }, `${arm.letter ? `${arm.letter} ` : ""}${Math.round(100 * d.never / Math.max(total, 1))} %`));
    });
    group.append(svg("text", { x: left - 6, y: foot - 4 - (r.bars.length - 1) * strip / 2, "font-size": 11, "text-anchor": "end", fill: INK }, r.id.length > 26 ? `${r.id.slice(0, 25)}…` : r.id));
    group.addEventListener("pointermove", (event) => hint(event, r.told));
    group.addEventListener("pointerleave", noHint);
    picture.append(group);
  });
  return html("figure", { class: "chart dates", "data-unit": "share of runs" }, html("figcaption", {}, "Dates of captures and arrivals [share of runs by date]; yellow: documented"), html("div", { class: "scroll" }, picture));
}
