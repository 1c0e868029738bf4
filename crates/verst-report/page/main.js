// Puts the page together: clock, playback, keys.
const scrub = byId("scrub"), play = byId("play");
let timer = null;

function halt() {
  clearInterval(timer);
  timer = null;
  play.textContent = "Play";
  play.setAttribute("aria-pressed", "false");
}
function toggle() {
  if (timer) return halt();
  if (state.frame === D.frames.length - 1) show(0);
  play.textContent = "Stop";
  play.setAttribute("aria-pressed", "true");
  timer = setInterval(() => (state.frame < D.frames.length - 1 ? show(state.frame + 1) : halt()), 700);
}
const step = (by) => { halt(); show(state.frame + by); };

byId("title").textContent = D.title;
byId("summary").textContent = D.summary;
byId("run-line").textContent = `${D.result.runs} runs, orders ${D.result.orders}, inputs ${D.result.inputs}; on the map and in the diary: seed ${D.result.seeds.first}.`;
scrub.max = D.frames.length - 1;
scrub.addEventListener("input", () => { halt(); show(+scrub.value); });
byId("first").addEventListener("click", () => { halt(); show(0); });
byId("back").addEventListener("click", () => step(-1));
byId("next").addEventListener("click", () => step(1));
play.addEventListener("click", toggle);
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.matches("input[type=search], textarea");
  if (typing) return;
  const onButton = event.target.matches("button, summary, a, input[type=checkbox]");
  const keys = {
    ArrowRight: () => (event.shiftKey ? shift(0.15, 0) : step(1)), ArrowLeft: () => (event.shiftKey ? shift(-0.15, 0) : step(-1)),
    ArrowUp: event.shiftKey ? () => shift(0, -0.15) : null, ArrowDown: event.shiftKey ? () => shift(0, 0.15) : null,
    Home: () => { halt(); show(0); }, End: () => { halt(); show(D.frames.length - 1); },
    " ": onButton ? null : toggle, "+": () => zoom(0.7), "=": () => zoom(0.7), "-": () => zoom(1 / 0.7), 0: seeAll,
    Escape: () => choose(null),
  };
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

state.listeners.push(() => {
  const frame = frameNow();
  scrub.value = state.frame;
  const turn = state.frame === 0 ? "start" : `turn ${state.frame} of ${D.frames.length - 1}`;
  byId("clock").textContent = `${frame.date} · ${turn}`;
  scrub.setAttribute("aria-valuetext", byId("clock").textContent);
  drawMap();
  tellPanel();
});
camera.moved.push(drawMap);
drawLegend();
drawCharts();
drawCard();
drawDiary();
drawInputs();
drawManifest();
seeField();
show(0);
