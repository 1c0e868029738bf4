// What part of the map is seen: wheel, drag, two fingers, buttons and keys.
const MAP = byId("map");
const WHOLE = { x: D.frame[0], y: D.frame[1], w: D.frame[2], h: D.frame[3] };
const camera = { ...WHOLE, moved: [] };

// Map units to a pixel of the screen.
const perPixel = () => Math.max(camera.w / Math.max(MAP.clientWidth, 1), camera.h / Math.max(MAP.clientHeight, 1));

function look(x, y, w) {
  camera.w = Math.max(WHOLE.w / 12, Math.min(WHOLE.w, w));
  camera.h = camera.w * WHOLE.h / WHOLE.w;
  camera.x = Math.max(WHOLE.x, Math.min(WHOLE.x + WHOLE.w - camera.w, x));
  camera.y = Math.max(WHOLE.y, Math.min(WHOLE.y + WHOLE.h - camera.h, y));
  MAP.setAttribute("viewBox", `${camera.x} ${camera.y} ${camera.w} ${camera.h}`);
  MAP.classList.toggle("zoomed", camera.w < WHOLE.w - 1);
  for (const tell of camera.moved) tell();
}
// Nearer or farther, with a point of the map kept in its place.
function zoom(factor, at = [camera.x + camera.w / 2, camera.y + camera.h / 2]) {
  const w = Math.max(WHOLE.w / 12, Math.min(WHOLE.w, camera.w * factor));
  const share = w / camera.w;
  look(at[0] - (at[0] - camera.x) * share, at[1] - (at[1] - camera.y) * share, w);
}
const shift = (dx, dy) => look(camera.x + dx * camera.w, camera.y + dy * camera.h, camera.w);
const seeAll = () => look(WHOLE.x, WHOLE.y, WHOLE.w);
// Where nearly all units stand in the run: what is seen first, where the rest of the theatre is far away.
function seeField() {
  const all = D.frames.flatMap((f) => f.units);
  const range = (i) => {
    const list = all.map((u) => u[i]).sort((a, b) => a - b);
    return [list[Math.floor(list.length * 0.03)], list[Math.floor(list.length * 0.97)]];
  };
  const [[left, right], [top, bottom]] = all.length ? [range(1), range(2)] : [[0, 0], [0, 0]];
  const w = Math.max(right - left + 260, (bottom - top + 260) * WHOLE.w / WHOLE.h);
  if (!all.length || w > 0.8 * WHOLE.w) return seeAll();
  look((left + right - w) / 2, (top + bottom - w * WHOLE.h / WHOLE.w) / 2, w);
}
function under(event) {
  const box = MAP.getBoundingClientRect();
  // The map lies in the middle of its frame.
  const k = perPixel();
  return [camera.x + camera.w / 2 + (event.clientX - box.left - box.width / 2) * k,
    camera.y + camera.h / 2 + (event.clientY - box.top - box.height / 2) * k];
}

const fingers = new Map();
let apart = 0;
MAP.addEventListener("wheel", (event) => {
  // The page scrolls over the whole map; it zooms with a key held, or once it is near.
  if (!event.ctrlKey && !event.metaKey && !event.shiftKey && camera.w > WHOLE.w - 1 && event.deltaY > 0) return;
  event.preventDefault();
  zoom(event.deltaY > 0 ? 1.25 : 0.8, under(event));
}, { passive: false });
MAP.addEventListener("pointerdown", (event) => fingers.set(event.pointerId, [event.clientX, event.clientY]));
MAP.addEventListener("pointermove", (event) => {
  const before = fingers.get(event.pointerId);
  if (!before) return;
  const now = [event.clientX, event.clientY];
  if (fingers.size === 1) {
    const scale = perPixel();
    if (Math.hypot(now[0] - before[0], now[1] - before[1]) < 3) return;
    look(camera.x - (now[0] - before[0]) * scale, camera.y - (now[1] - before[1]) * scale, camera.w);
  }
  fingers.set(event.pointerId, now);
  if (fingers.size === 2) {
    const [a, b] = [...fingers.values()];
    const gap = Math.hypot(a[0] - b[0], a[1] - b[1]);
    if (apart > 0 && gap > 0) zoom(apart / gap, under({ clientX: (a[0] + b[0]) / 2, clientY: (a[1] + b[1]) / 2 }));
    apart = gap;
  }
});
for (const name of ["pointerup", "pointercancel", "pointerleave"]) {
  MAP.addEventListener(name, (event) => { fingers.delete(event.pointerId); apart = 0; });
}
byId("zoom-in").addEventListener("click", () => zoom(0.7));
byId("zoom-out").addEventListener("click", () => zoom(1 / 0.7));
byId("zoom-all").addEventListener("click", seeAll);
window.addEventListener("resize", () => look(camera.x, camera.y, camera.w));
