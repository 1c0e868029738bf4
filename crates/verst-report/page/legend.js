// What the signs of the map mean.
function drawLegend() {
  const sample = (...parts) => svg("svg", { width: 46, height: 22, viewBox: "0 0 46 22" }, ...parts);
  const stroke = (attributes) => svg("line", { x1: 2, x2: 44, y1: 11, y2: 11, ...attributes });
  const key = html("div", { class: "key" });
  const row = (picture, text) => key.append(html("div", {}, picture, text));
  ARMS[0].sides.forEach((side) => row(sample(svg("circle", { cx: 23, cy: 11, r: 6, fill: side.fill, stroke: INK })), `held by: ${side.name}`));
  const units = ARMS.flatMap((arm) => arm.units);
  for (const kind of [...new Set(units.map((u) => u.kind))].sort()) {
    const unit = units.find((u) => u.kind === kind);
    row(sample(svg("use", { href: `#u${unit.side}-${kind}`, x: 11, y: 3 })), unit.kind_name);
  }
  row(sample(svg("text", { x: 23, y: 15, "text-anchor": "middle", "font-size": 12, "font-weight": 700 }, "XX")), "II battalion, III regiment, X brigade, XX division, XXX corps, XXXX army, XXXXX front: by the unit's name, else by its men");
  row(sample(svg("rect", { x: 8, y: 10, width: 20, height: 3, fill: ARMS[0].sides[0].ink })), "number: men; bar: supply, red below 30 %");
  row(sample(svg("rect", { x: 8, y: 3, width: 30, height: 16, fill: "none", stroke: "#000", "stroke-width": 1.6, "stroke-dasharray": "3 2" })), "cut off (in a pocket)");
  row(sample(stroke({ stroke: ARMS[0].sides[0].fill, "stroke-width": 3, transform: "translate(0 -2)" }), stroke({ stroke: ARMS[0].sides[1].fill, "stroke-width": 3, transform: "translate(0 2)" })), "front of the run shown");
  if (ARMS.some((arm) => arm.frames.some((f) => f.band))) row(sample(svg("rect", { x: 2, y: 4, width: 42, height: 14, fill: "#8b5fbf", "fill-opacity": 0.35 })), `where the front lies in the middle 90 % (darker: 50 %) of ${ARMS[0].folded} runs`);
  row(sample(stroke({ stroke: "#000", "stroke-width": 3, "stroke-dasharray": "9 6" })), "documented front, between the places that the record names");
  row(sample(svg("circle", { cx: 23, cy: 11, r: 8, fill: "none", stroke: "#000", "stroke-width": 1.6, "stroke-dasharray": "3 3" })), "held otherwise than the books say");
  row(sample(stroke({ stroke: ARMS[0].sides[1].ink, "stroke-width": 7, "stroke-opacity": 0.38 })), `supplies that came over a road in the turn, by width; the widest ${count(HEAVIEST)} t a day`);
  row(sample(stroke({ stroke: "#d4006a", "stroke-width": 11, "stroke-opacity": 0.28 }), stroke({ stroke: ARMS[0].sides[1].ink, "stroke-width": 4, "stroke-opacity": 0.38 })), "pink around it: less came than the troops beyond asked for");
  row(sample(svg("path", { d: "M17 5L29 17M29 5L17 17", stroke: "#a3261a", "stroke-width": 3 })), "bridge down");
  row(sample(stroke({ stroke: "#a3261a", "stroke-width": 2.4, "stroke-dasharray": "2 7" })), "railway on which no trains run");
  row(sample(svg("polygon", { points: "23,3 29.5,13 16.5,13", fill: ARMS[0].sides[0].fill }), svg("circle", { cx: 20, cy: 15, r: 1.7, fill: ARMS[0].sides[0].ink }), svg("circle", { cx: 26, cy: 15, r: 1.7, fill: ARMS[0].sides[0].ink })), "source of supply");
  row(sample(svg("polyline", { points: "6,14 12,14 14,8 16,14 22,14 24,8 26,14 32,14 34,8 36,14 42,14", fill: "none", stroke: ARMS[0].sides[0].ink, "stroke-width": 1.5 })), "works around a place: a third of a ring hasty, two thirds prepared, a whole one fortified");
  row(sample(svg("text", { x: 23, y: 15, "text-anchor": "middle", "font-size": 12, fill: ARMS[0].sides[0].ink }, "×3")), "so many units there, seen from afar; the symbol is the strongest's");
  row(sample(stroke({ stroke: "#8f6d33", "stroke-width": 5 }), stroke({ stroke: "#f3c36b", "stroke-width": 3.2 })), "highway");
  row(sample(stroke({ stroke: "#a5977d", "stroke-width": 3.2 }), stroke({ stroke: "#ece1c8", "stroke-width": 1.6 })), "road");
  row(sample(stroke({ stroke: "#9a8b70", "stroke-width": 1.3, "stroke-dasharray": "5 3.5" })), "track");
  row(sample(stroke({ stroke: "#4a4640", "stroke-width": 3 }), stroke({ stroke: PAPER, "stroke-width": 1.5, "stroke-dasharray": "6 6" })), "railway");
  byId("legend-body").append(key, html("p", { class: "faint" }, "Unit symbols are those of APP-6; both sides have the frame of a friend, each in its colours. Ground: green forest, pale green fields and woods, blue-green swamp, ochre hills, olive wooded hills, paper open fields. Keys: space plays, left and right arrow step, Home and End go to the ends, plus and minus zoom, shift with arrows moves, 0 shows everything, Escape lets go of what is chosen."));
}
