// The clock: slider, playback and keys.
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
  if (state.turn === CLOCK.length - 1) show(0);
  play.textContent = "Stop";
  play.setAttribute("aria-pressed", "true");
  timer = setInterval(() => (state.turn < CLOCK.length - 1 ? show(state.turn + 1) : halt()), 700);
}
const step = (by) => { halt(); show(state.turn + by); };

scrub.max = CLOCK.length - 1;
scrub.addEventListener("input", () => { halt(); show(+scrub.value); });
byId("first").addEventListener("click", () => { halt(); show(0); });
byId("back").addEventListener("click", () => step(-1));
byId("next").addEventListener("click", () => step(1));
play.addEventListener("click", toggle);
// What a key asks of the maps; those that move together are asked once.
const cameras = (what, ...how) => MAPS.filter((m) => !m.camera.led).forEach((m) => m.camera[what](...how));
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.matches("input[type=search], textarea");
  if (typing) return;
  const onButton = event.target.matches("button, summary, a, input[type=checkbox]");
  const keys = {
    ArrowRight: () => (event.shiftKey ? cameras("shift", 0.15, 0) : step(1)), ArrowLeft: () => (event.shiftKey ? cameras("shift", -0.15, 0) : step(-1)),
    ArrowUp: event.shiftKey ? () => cameras("shift", 0, -0.15) : null, ArrowDown: event.shiftKey ? () => cameras("shift", 0, 0.15) : null,
    Home: () => { halt(); show(0); }, End: () => { halt(); show(CLOCK.length - 1); },
    " ": onButton ? null : toggle, "+": () => cameras("zoom", 0.7), "=": () => cameras("zoom", 0.7), "-": () => cameras("zoom", 1 / 0.7), 0: () => cameras("seeAll"),
    Escape: () => choose(null),
  };
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

state.listeners.push(() => {
  scrub.value = state.turn;
  const turn = state.turn === 0 ? "start" : `turn ${state.turn} of ${CLOCK.length - 1}`;
  byId("clock").textContent = `${frameNow(ARMS[0]).date} · ${turn}`;
  scrub.setAttribute("aria-valuetext", byId("clock").textContent);
  redraw();
  tellPanel();
});
