// What maps share: their layers, lines and room, what is chosen.
const LAYERS = [
  ["band", "ensemble's fronts"], ["documented", "documented front"], ["supply", "supplies on the road"], ["cuts", "cut links"],
  ["ground", "terrain"], ["names", "names"], ["units", "units"],
];
const shown = Object.fromEntries(LAYERS.map(([name]) => [name, true]));
// The maps of the page, each with its own drawing.
const MAPS = [];
const redraw = () => { for (const made of MAPS) made.draw(); };
function drawLayers() {
  for (const [name, text] of LAYERS) {
    const box = html("input", { type: "checkbox", checked: "" });
    box.addEventListener("change", () => { shown[name] = box.checked; redraw(); });
    byId("layers").append(html("label", {}, box, ` ${text}`));
  }
}
// Width of a load: by its root, the largest of all turns and arms as wide as a road may be.
const HEAVIEST = ARMS.flatMap((arm) => arm.frames.flatMap((f) => f.supply.flat())).reduce((most, load) => Math.max(most, load[2]), 1);
const loadWidth = (tons) => 1.5 + 11 * Math.sqrt(tons / HEAVIEST);
const points = (line) => line.reduce((text, n, i) => text + (i ? (i % 2 ? "," : " ") : "") + n, "");
// A line moved sideways by some units of the map.
function aside(l, by) {
  const moved = [];
  for (let i = 0; i < l.length; i += 2) {
    const [p, q] = [Math.max(0, i - 2), Math.min(l.length - 2, i + 2)];
    const [dx, dy] = [l[q] - l[p], l[q + 1] - l[p + 1]];
    const length = Math.hypot(dx, dy) || 1;
    moved.push(+(l[i] - dy / length * by).toFixed(1), +(l[i + 1] + dx / length * by).toFixed(1));
  }
  return moved;
}
// Documented fronts of this turn: those whose date lies within a turn of it.
function documentedNow(arm, frame) {
  return arm.documented_fronts.filter((f) => Math.abs(f.minute - frame.minute) <= arm.turn_minutes);
}

// What is already taken on the map.
function room() {
  const taken = [];
  return {
    clash: (r) => taken.reduce((sum, t) => {
      const w = Math.min(r[0] + r[2], t[0] + t[2]) - Math.max(r[0], t[0]), h = Math.min(r[1] + r[3], t[1] + t[3]) - Math.max(r[1], t[1]);
      return w > 0 && h > 0 ? sum + w * h * t[4] : sum;
    }, 0),
    take: (r, weight = 1) => taken.push([...r, weight]),
  };
}
// Radius of a place: by its town, neither lost far away nor swollen close by.
function radius(p, k) {
  const own = p.depth > 0 ? Math.min(4.6 + 1.3 * p.depth, 11) : 3.4;
  return Math.max(own * Math.min(1, k), (p.key_place || p.depth > 0 ? 4 : 2.4) * k);
}
// How the run differs from the record at a place, if it does.
function againstRecord(p, frame, i) {
  const day = frame.minute / 1440;
  for (const [by, low, high] of p.documented) {
    const has = +frame.held[i] === by;
    if (day > high && !has && day - high < 400) return "the books have it taken by now";
    if (day < low && has) return "the books have it taken later";
  }
  return "";
}
const strength = (men) => (men >= 99500 ? `${Math.round(men / 1000)}k` : men >= 950 ? `${(men / 1000).toFixed(1)}k` : String(men));

// Hover, click and the choice of a thing.
function react(group, name, text) {
  group.addEventListener("pointermove", (event) => hint(event, text()));
  group.addEventListener("pointerleave", noHint);
  group.addEventListener("click", () => choose(name));
}
function choose(name) {
  state.chosen = name;
  redraw();
  tellPanel();
}
// By how much what has a size of its own is drawn smaller when the map is near, so that it does not swell with it.
const near = (k) => Math.max(0.15, Math.min(1, k ** 0.8));
// Width of a name, as a share of its size.
const pen = html("canvas").getContext("2d");
const widths = new Map();
function wordWidth(text, bold) {
  const key = `${bold}${text}`;
  if (!widths.has(key)) {
    pen.font = `${bold ? 700 : 400} 100px ${getComputedStyle(document.body).fontFamily}`;
    widths.set(key, pen.measureText(text).width / 100);
  }
  return widths.get(key);
}
// Two maps of one ground, seen through the same camera.
function link(first, second) {
  let busy = false;
  const follow = (from, to) => from.moved.push(() => {
    if (busy) return;
    busy = true;
    to.look(from.x, from.y, from.w);
    busy = false;
  });
  follow(first, second);
  follow(second, first);
  second.led = true;
}
