// The curve of coverage: how much of the documented ranges each central band of the runs holds, against the diagonal of one who
// knows the ranges and no more.
function coverageChart(curve) {
  const w = 300, h = 220, left = 44, right = 20, top = 8, bottom = 34;
  const x = (band) => left + band * (w - left - right);
  const y = (share) => h - bottom - share * (h - top - bottom);
  const picture = svg("svg", { viewBox: `0 0 ${w} ${h}`, role: "img", "aria-label": "Share of the documented ranges inside, by central band of the runs" });
  for (const t of [0, 0.25, 0.5, 0.75, 1]) picture.append(
    svg("line", { x1: x(0), x2: x(1), y1: y(t), y2: y(t), stroke: "#e3dfd4" }),
    svg("text", { x: left - 5, y: y(t) + 3.5, "font-size": 10, "text-anchor": "end", fill: FAINT }, percent(t)),
    svg("text", { x: x(t), y: h - 20, "font-size": 10, "text-anchor": "middle", fill: FAINT }, percent(t)));
  picture.append(
    svg("text", { x: x(0.5), y: h - 5, "font-size": 10, "text-anchor": "middle", fill: FAINT }, "middle share of the runs"),
    svg("line", { class: "diagonal", x1: x(0), y1: y(0), x2: x(1), y2: y(1), stroke: FAINT, "stroke-dasharray": "4 3" }),
    svg("path", { class: "curve", d: curve.map((c, i) => `${i ? "L" : "M"}${x(c.band).toFixed(1)} ${y(c.inside).toFixed(1)}`).join(""), fill: "none", stroke: INK, "stroke-width": 1.8 }));
  for (const c of curve) {
    const told = `the middle ${percent(c.band)} of the runs hold ${percent(c.inside)} of the documented ranges`;
    picture.append(svg("circle", { cx: x(c.band).toFixed(1), cy: y(c.inside).toFixed(1), r: 2.5, fill: INK }, svg("title", {}, told)));
  }
  return html("figure", { class: "coverage", "data-unit": "share" }, html("figcaption", {}, "Coverage: share of the documented ranges inside, by middle share of the runs. Broken: the diagonal. Below it, bands too narrow or beside the books."), picture);
}
// How wide the middle 90 % of the runs is, and the documented ranges.
function widthLine(widths) {
  const width = (x, unit) => (unit === "days" ? `${x.toFixed(1)} d` : unit === "km" ? `${x.toFixed(0)} km` : unit === "share" ? `${x.toFixed(2)} share` : `× ${x.toFixed(1)} ${unit}`);
  return `Median width of the middle 90 % (documented): ${widths.map((w) => `${width(w.simulated, w.unit)} (${width(w.documented, w.unit)})`).join(", ")}.`;
}
