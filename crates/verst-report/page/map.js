// A map's moving parts: front, band, supply, places, names, units.
function makeMap(map, arm, camera) {
  const live = map.querySelector(".live");
  const scaleGround = makeGround(map, arm);
  const layer = {};
  for (const name of ["band", "supply", "documented", "front", "cuts", "places", "leaders", "names", "units"]) {
    layer[name] = svg("g", { "data-layer": name });
    live.append(layer[name]);
  }
  const place = (i) => arm.places[i];
  // Places in the order in which they may be named.
  const RANK = arm.places.map((_, i) => i).sort((i, j) => {
    const rank = (p) => (p.key_place ? 1000 : 0) + p.depth * 50 + p.ways;
    return rank(place(j)) - rank(place(i)) || i - j;
  });

  function line(link, attributes) {
    const [a, b] = [place(arm.links[link][0]), place(arm.links[link][1])];
    return svg("line", { x1: a.x, y1: a.y, x2: b.x, y2: b.y, ...attributes });
  }
  // Lines grow with the distance, so that they stay as thick on the screen.
  function drawLines(frame, k) {
    const thick = Math.max(0.45, k / 1.5);
    clear(layer.band); clear(layer.front); clear(layer.documented); clear(layer.supply); clear(layer.cuts);
    if (shown.band && frame.band) {
      for (const [i, opacity] of [[0, 0.2], [1, 0.28]]) {
        layer.band.append(svg("path", { d: frame.band[i], fill: "#8b5fbf", "fill-opacity": opacity, stroke: "#8b5fbf", "stroke-width": 0.6, "stroke-opacity": opacity }));
      }
    }
    for (const front of frame.front) {
      layer.front.append(svg("polyline", { points: points(front), fill: "none", stroke: PAPER, "stroke-width": 9 * thick, "stroke-opacity": 0.8, "stroke-linejoin": "round" }));
      arm.sides.forEach((side, i) => layer.front.append(svg("polyline", { points: points(aside(front, (i ? 1.7 : -1.7) * thick)), fill: "none", stroke: side.fill, "stroke-width": 3.4 * thick, "stroke-linejoin": "round" })));
    }
    if (shown.documented) {
      for (const front of documentedNow(arm, frame)) for (const l of front.lines) {
        layer.documented.append(svg("polyline", { points: points(l), fill: "none", stroke: "#000", "stroke-width": 3 * thick, "stroke-dasharray": `${9 * thick} ${6 * thick}`, "data-documented": front.id }));
      }
    }
    if (shown.supply) frame.supply.forEach((loads, side) => loads.forEach((load) => layer.supply.append(road(load, side, thick))));
    if (shown.cuts) {
      frame.bridges_down.forEach((l) => layer.cuts.append(cross(l, "bridge down", near(k))));
      frame.rails_cut.forEach((l) => layer.cuts.append(line(l, { stroke: "#a3261a", "stroke-width": 2.4 * near(k), "stroke-dasharray": `${2 * near(k)} ${7 * near(k)}` })));
    }
  }
  // What came over a link, as wide as it was much; what did not come of what was asked for lies around it, pale.
  function road([link, came, asked], side, thick) {
    const ink = arm.sides[side].ink, wide = (tons) => loadWidth(tons) * thick;
    const [a, b] = [place(arm.links[link][0]), place(arm.links[link][1])];
    const made = svg("g", { "data-load": came });
    if (came < 0.95 * asked) made.append(line(link, { stroke: "#d4006a", "stroke-width": wide(asked) + 2.5 * thick, "stroke-opacity": 0.28 }));
    if (came > 0) made.append(line(link, { stroke: ink, "stroke-width": wide(came), "stroke-opacity": 0.38 }));
    made.append(line(link, { stroke: "#fff", "stroke-width": 12 * thick, "stroke-opacity": 0 }));
    made.addEventListener("pointermove", (event) => hint(event, `${a.name} – ${b.name}: ${count(came)} t a day came, ${arm.sides[side].name}${came < asked ? `; ${count(asked)} t were asked for` : ""}`));
    made.addEventListener("pointerleave", noHint);
    return made;
  }
  function cross(link, why, size) {
    const [a, b] = [place(arm.links[link][0]), place(arm.links[link][1])];
    const [x, y] = [(a.x + b.x) / 2, (a.y + b.y) / 2];
    const made = svg("path", { d: "M-6 -6L6 6M6 -6L-6 6", transform: `translate(${x} ${y}) scale(${size})`, stroke: "#a3261a", "stroke-width": 3 });
    made.addEventListener("pointermove", (event) => hint(event, `${a.name} – ${b.name}: ${why}`));
    made.addEventListener("pointerleave", noHint);
    return made;
  }
  function drawPlaces(frame, k, field) {
    clear(layer.places);
    arm.places.forEach((p, i) => {
      const side = arm.sides[+frame.held[i]];
      const r = radius(p, k);
      const group = svg("g", { class: "place", "data-place": i });
      if (p.key_place) group.append(svg("circle", { cx: p.x, cy: p.y, r: r + 3 * Math.max(Math.min(1, k), k * 0.6), fill: PAPER, stroke: INK, "stroke-width": 1.3 }));
      group.append(svg("circle", { cx: p.x, cy: p.y, r, fill: side.fill, stroke: INK, "stroke-width": 1.1 }));
      const off = againstRecord(p, frame, i);
      if (off) group.append(svg("circle", { cx: p.x, cy: p.y, r: r + 5 * Math.max(Math.min(1, k), k * 0.6), fill: "none", stroke: "#000", "stroke-width": 1.6, "stroke-dasharray": "3 3" }));
      group.append(svg("circle", { cx: p.x, cy: p.y, r: Math.max(r, 9 * k), fill: "#fff", "fill-opacity": 0 }));
      react(group, `place:${p.key}`, () => `${p.name}, held by ${side.name}${off ? `; ${off}` : ""}`);
      layer.places.append(group);
      // A name may lie over a small place rather than be missing.
      field.take([p.x - r - 2 * k, p.y - r - 2 * k, 2 * r + 4 * k, 2 * r + 4 * k], p.key_place || p.depth > 0 ? 1 : 0.25);
    });
  }
  // Names of key places before the units find their spots, the others in what room is left.
  function drawNames(k, field, key) {
    if (!shown.names) return;
    for (const i of RANK) {
      const p = place(i);
      if (p.key_place !== key) continue;
      const major = p.key_place || p.depth > 0;
      const size = (major ? 12.5 : 11) * k;
      const text = p.name.replace(/ \(.*\)$/, "");
      const w = wordWidth(text, major) * size + 3 * k, h = size * 1.15, away = radius(p, k) + (p.key_place ? 5 : 3) * k;
      const spots = [[p.x + away, p.y - h / 2], [p.x - w / 2, p.y - away - h], [p.x - w / 2, p.y + away], [p.x - away - w, p.y - h / 2],
        [p.x + away * 0.7, p.y - away * 0.7 - h], [p.x + away * 0.7, p.y + away * 0.7]];
      const inside = ([x, y]) => x >= camera.x && y >= camera.y && x + w <= camera.x + camera.w && y + h <= camera.y + camera.h;
      const covered = (s) => field.clash([s[0], s[1], w, h]) / (w * h);
      const spot = spots.find((s) => inside(s) && covered(s) === 0) || (major && spots.find((s) => inside(s) && covered(s) < 0.08));
      if (!spot) continue;
      field.take([spot[0], spot[1], w, h]);
      layer.names.append(svg("text", { x: spot[0], y: spot[1] + size * 0.88, "font-size": size, "font-weight": major ? 700 : 400, fill: INK, stroke: PAPER, "stroke-width": 3 * k, "paint-order": "stroke", "stroke-linejoin": "round" }, text));
    }
  }

  // Units of one side that stand close together share a stack.
  function stacks(frame, k) {
    const list = [];
    for (const u of frame.units) {
      const side = arm.units[u[0]].side;
      const near = list.find((s) => s.side === side && Math.hypot(s.x - u[1], s.y - u[2]) < 26 * k);
      if (near) near.units.push(u); else list.push({ side, x: u[1], y: u[2], units: [u] });
    }
    return list.sort((a, b) => b.units.length - a.units.length);
  }
  const W = 24, H = 15;
  function drawUnits(frame, k, field) {
    clear(layer.units); clear(layer.leaders);
    if (!shown.units) return;
    // Far away, and where single symbols would hide the map, a stack is one symbol with a number.
    const seen = frame.units.filter((u) => u[1] > camera.x && u[1] < camera.x + camera.w && u[2] > camera.y && u[2] < camera.y + camera.h);
    const folded = k > 2.2 || seen.length * (W + 32) * (H + 10) * k * k > 0.25 * camera.w * camera.h;
    for (const stack of stacks(frame, k)) {
      const many = stack.units.length;
      const all = folded ? 1 : many, columns = all > 10 ? 3 : all > 3 ? 2 : 1, rows = Math.ceil(all / columns);
      const cell = folded ? (many > 1 ? W + 16 : W + 2) : W + 32;
      const w = (columns * cell + 6) * k, h = (rows * (H + 10) + 4) * k;
      const spot = settle(stack, w, h, k, field);
      field.take([spot[0], spot[1], w, h]);
      const ink = arm.sides[stack.side].ink;
      const toward = [Math.max(spot[0], Math.min(stack.x, spot[0] + w)), Math.max(spot[1], Math.min(stack.y, spot[1] + h))];
      layer.leaders.append(svg("line", { x1: stack.x, y1: stack.y, x2: toward[0], y2: toward[1], stroke: ink, "stroke-width": 1.1 * k }),
        svg("circle", { cx: stack.x, cy: stack.y, r: 2.2 * k, fill: ink }));
      const group = svg("g", { transform: `translate(${spot[0]} ${spot[1]}) scale(${k})` });
      group.append(svg("rect", { width: w / k, height: h / k, rx: 3, fill: PAPER, "fill-opacity": 0.86, stroke: ink, "stroke-width": 0.6 }));
      const told = folded ? [stack.units.reduce((best, u) => (u[5] > best[5] ? u : best))] : stack.units;
      told.forEach((u, i) => group.append(unitSign(u, 3 + Math.floor(i / rows) * cell, 9 + (i % rows) * (H + 10), folded ? many : 0)));
      layer.units.append(group);
    }
  }
  function settle(stack, w, h, k, field) {
    let best = null, least = Infinity;
    for (const reach of [8, 16, 28, 44, 66, 95, 135]) for (let turn = 0; turn < 16; turn++) {
      const angle = turn * Math.PI / 8;
      const x = stack.x + Math.cos(angle) * (reach * k + w / 2) - w / 2, y = stack.y + Math.sin(angle) * (reach * k + h / 2) - h / 2;
      const out = Math.max(0, camera.x - x, camera.y - y, x + w - camera.x - camera.w, y + h - camera.y - camera.h);
      const seen = stack.x >= camera.x && stack.x <= camera.x + camera.w && stack.y >= camera.y && stack.y <= camera.y + camera.h;
      const cost = field.clash([x, y, w, h]) / (k * k) * 4 + reach + (seen ? out / k * 20 : 0);
      if (cost < least) { least = cost; best = [x, y]; }
      if (least <= reach) return best;
    }
    return best;
  }
  function unitSign(u, x, y, many) {
    const unit = arm.units[u[0]];
    const side = arm.sides[unit.side];
    const group = svg("g", { class: "unit", "data-unit": u[0], transform: `translate(${x} ${y})` });
    if (u[10]) group.append(svg("rect", { x: -2.5, y: -7, width: W + 5, height: H + 9.5, rx: 3, fill: "none", stroke: "#000", "stroke-width": 1.6, "stroke-dasharray": "3 2", class: "pocket" }));
    if (`unit:${unit.key}` === state.chosen) group.append(svg("rect", { x: -2, y: -7, width: W + 4, height: H + 9, rx: 2, fill: "#ffd84d" }));
    group.append(svg("use", { href: `#u${unit.side}-${unit.kind}` }));
    group.append(svg("text", { x: W / 2, y: -1.8, "font-size": 6, "text-anchor": "middle", "font-weight": 700, fill: side.ink, "letter-spacing": 0.3 }, unit.echelon));
    const beside = many > 1 ? `×${many}` : many === 0 ? strength(u[5]) : "";
    group.append(svg("text", { x: W + (u[10] ? 4.5 : 2), y: 11, "font-size": many > 1 ? 9.5 : 9, fill: side.ink }, beside));
    if (many === 0) group.append(svg("rect", { x: 0, y: H + 1.2, width: W * u[8][0] / 100, height: 2, fill: u[8][0] < 30 ? "#a3261a" : side.ink }));
    react(group, `unit:${unit.key}`, () => `${unit.name}: ${count(u[5])} men, ${u[9]}${u[10] ? ", cut off" : ""}${many > 1 ? `; ${many - 1} more here` : ""}`);
    return group;
  }
  function draw() {
    const frame = frameNow(arm);
    // On a screen symbols keep their size; on a narrow one they are drawn a little smaller.
    const k = camera.perPixel() * (map.clientWidth < 600 ? 0.85 : 1);
    const field = room();
    scaleGround(near(k));
    // The buttons lie there.
    const px = camera.perPixel();
    field.take([camera.x + camera.w - 50 * px, camera.y, 50 * px, 130 * px]);
    map.querySelector(".ground .terrain").setAttribute("visibility", shown.ground ? "visible" : "hidden");
    map.querySelector(".ground .river-names").setAttribute("visibility", k > 2.2 ? "hidden" : "visible");
    drawLines(frame, k);
    clear(layer.names);
    drawPlaces(frame, k, field);
    drawNames(k, field, true);
    drawUnits(frame, k, field);
    drawNames(k, field, false);
  }
  camera.moved.push(draw);
  MAPS.push({ map, arm, camera, draw });
}
