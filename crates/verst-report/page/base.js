// What the other parts share: the data, elements, numbers, the turn that is shown.
const D = JSON.parse(document.getElementById("data").textContent);
// What is shown on maps and charts: the one ensemble of a replay, or the two arms of a comparison.
const ARMS = D.arms || [D];
const SVG = "http://www.w3.org/2000/svg";
const INK = "#26241f", FAINT = "#6d675c", PAPER = "#f7f4ec";
const byId = (id) => document.getElementById(id);

// An element of HTML. Whatever the data say goes through textContent.
function html(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  for (const child of children) if (child !== null && child !== undefined) made.append(child);
  return made;
}
function svg(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  for (const child of children) if (child !== null && child !== undefined) made.append(child);
  return made;
}
function clear(element) { element.replaceChildren(); return element; }
function button(text, act) {
  const made = html("button", { type: "button" }, text);
  made.addEventListener("click", act);
  return made;
}
// Rows of names and values.
function facts(rows) {
  const body = html("tbody");
  for (const [name, value] of rows) body.append(html("tr", {}, html("td", {}, name), html("td", {}, value)));
  return html("table", { class: "facts" }, body);
}

const count = (x) => Math.round(x).toLocaleString("en-GB");
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const pad = (n) => String(n).padStart(2, "0");
const dateOf = (minutes) => new Date(Date.parse(ARMS[0].start + "Z") + minutes * 60000);
const dayText = (date) => `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
// A moment, to the hour.
function moment(minutes) {
  const date = dateOf(minutes);
  return `${dayText(date)} ${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}`;
}
// A value of a measure as people read it, in the measure's unit.
function value(x, unit) {
  if (unit === "days") return x >= ARMS[0].never_days - 1e-9 ? "never" : moment(Math.round(x * 1440));
  if (unit === "km") return `${x.toFixed(0)} km`;
  if (unit === "share") return x.toFixed(2);
  if (unit === "yes/no") return x > 0.5 ? "yes" : "no";
  return count(x);
}

// One clock over all that is shown: minutes since the start at which a turn ends. The turn that is shown, what is chosen, and
// who wants to know when the turn changes.
const CLOCK = [...new Set(ARMS.flatMap((arm) => arm.frames.map((f) => f.minute)))].sort((a, b) => a - b);
const state = { turn: 0, chosen: null, listeners: [] };
const minuteNow = () => CLOCK[state.turn];
// What an arm shows at a minute: its last turn that has ended.
function frameAt(arm, minute) {
  return arm.frames.reduce((last, f) => (f.minute <= minute ? f : last), arm.frames[0]);
}
const frameNow = (arm) => frameAt(arm, minuteNow());
// The turn of the clock in which a minute lies.
const turnOf = (minute) => Math.max(1, CLOCK.findIndex((m, i) => m >= minute || i === CLOCK.length - 1));
function show(turn) {
  state.turn = Math.max(0, Math.min(CLOCK.length - 1, turn));
  for (const tell of state.listeners) tell();
}

// A word at the pointer.
const tip = byId("tip");
function hint(event, text) {
  tip.textContent = text;
  tip.hidden = false;
  const x = Math.min(event.clientX + 14, window.innerWidth - tip.offsetWidth - 8);
  const y = event.clientY + 18 + tip.offsetHeight > window.innerHeight ? event.clientY - tip.offsetHeight - 8 : event.clientY + 18;
  tip.style.left = `${Math.max(4, x)}px`;
  tip.style.top = `${y}px`;
}
const noHint = () => { tip.hidden = true; };
