// What part of a map is seen: wheel, drag, two fingers, buttons and keys.
function makeCamera(map, [left, top, width, height]) {
  const whole = { x: left, y: top, w: width, h: height };
  const camera = { ...whole, moved: [] };

  // Map units to a pixel of the screen.
  const perPixel = () => Math.max(camera.w / Math.max(map.clientWidth, 1), camera.h / Math.max(map.clientHeight, 1));

  function look(x, y, w) {
    camera.w = Math.max(whole.w / 12, Math.min(whole.w, w));
    camera.h = camera.w * whole.h / whole.w;
    camera.x = Math.max(whole.x, Math.min(whole.x + whole.w - camera.w, x));
    camera.y = Math.max(whole.y, Math.min(whole.y + whole.h - camera.h, y));
    map.setAttribute("viewBox", `${camera.x} ${camera.y} ${camera.w} ${camera.h}`);
    map.classList.toggle("zoomed", camera.w < whole.w - 1);
    for (const tell of camera.moved) tell();
  }
  // Nearer or farther, with a point of the map kept in its place.
  function zoom(factor, at = [camera.x + camera.w / 2, camera.y + camera.h / 2]) {
    const w = Math.max(whole.w / 12, Math.min(whole.w, camera.w * factor));
    const share = w / camera.w;
    look(at[0] - (at[0] - camera.x) * share, at[1] - (at[1] - camera.y) * share, w);
  }
  const shift = (dx, dy) => look(camera.x + dx * camera.w, camera.y + dy * camera.h, camera.w);
  const seeAll = () => look(whole.x, whole.y, whole.w);
  // Where nearly all units stand in some runs: what is seen first, where the rest of the theatre is far away.
  function seeField(arms) {
    const all = arms.flatMap((arm) => arm.frames).flatMap((f) => f.units);
    const range = (i) => {
      const list = all.map((u) => u[i]).sort((a, b) => a - b);
      return [list[Math.floor(list.length * 0.03)], list[Math.floor(list.length * 0.97)]];
    };
    const [[left, right], [top, bottom]] = all.length ? [range(1), range(2)] : [[0, 0], [0, 0]];
    const w = Math.max(right - left + 260, (bottom - top + 260) * whole.w / whole.h);
    if (!all.length || w > 0.8 * whole.w) return seeAll();
    look((left + right - w) / 2, (top + bottom - w * whole.h / whole.w) / 2, w);
  }
  function under(event) {
    const box = map.getBoundingClientRect();
    // The map lies in the middle of its frame.
    const k = perPixel();
    return [camera.x + camera.w / 2 + (event.clientX - box.left - box.width / 2) * k,
      camera.y + camera.h / 2 + (event.clientY - box.top - box.height / 2) * k];
  }

  const fingers = new Map();
  let apart = 0;
  map.addEventListener("wheel", (event) => {
    // The page scrolls over the whole map; it zooms with a key held, or once it is near.
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey && camera.w > whole.w - 1 && event.deltaY > 0) return;
    event.preventDefault();
    zoom(event.deltaY > 0 ? 1.25 : 0.8, under(event));
  }, { passive: false });
  map.addEventListener("pointerdown", (event) => fingers.set(event.pointerId, [event.clientX, event.clientY]));
  map.addEventListener("pointermove", (event) => {
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
    map.addEventListener(name, (event) => { fingers.delete(event.pointerId); apart = 0; });
  }
  map.parentElement.querySelector(".zoom-in").addEventListener("click", () => zoom(0.7));
  map.parentElement.querySelector(".zoom-out").addEventListener("click", () => zoom(1 / 0.7));
  map.parentElement.querySelector(".zoom-all").addEventListener("click", seeAll);
  window.addEventListener("resize", () => look(camera.x, camera.y, camera.w));
  return Object.assign(camera, { perPixel, look, zoom, shift, seeAll, seeField });
}
