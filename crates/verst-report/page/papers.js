// The diary, the inputs and the manifest.
function drawDiary() {
  const list = html("div", { class: "diary" });
  const turns = D.diary.map((text, i) => {
    const turn = html("div", { class: "turn", "data-turn": i + 1 }, button("on the map", () => show(i + 1)), html("pre", {}, text.trimEnd()));
    list.append(turn);
    return turn;
  });
  byId("diary").append(list);
  state.listeners.push(() => {
    turns.forEach((turn, i) => turn.classList.toggle("now", i + 1 === state.turn));
    const now = turns[state.turn - 1];
    if (now) list.scrollTop = now.offsetTop - list.offsetTop - 40;
  });
}

// A long table that shows what matches a word.
function filtered(id, heads, rows, most) {
  const body = html("tbody"), note = html("p", { class: "faint" });
  const box = html("input", { class: "filter", type: "search", placeholder: "Filter, such as a unit or a rule", "aria-label": "Filter" });
  function fill() {
    const word = box.value.trim().toLowerCase();
    const found = rows.filter((r) => r.some((c) => c.toLowerCase().includes(word)));
    clear(body).append(...found.slice(0, most).map((r) => html("tr", {}, ...r.map((c, i) => html("td", { class: i ? "" : "text" }, c)))));
    note.textContent = `${found.length} of ${rows.length}${found.length > most ? `; the first ${most} are shown` : ""}`;
  }
  box.addEventListener("input", fill);
  fill();
  return [box, note, html("div", { class: "scroll" }, html("table", { id }, html("thead", {}, html("tr", {}, ...heads.map((h) => html("th", {}, h)))), body))];
}
const plain = (x) => String(+x.toPrecision(6));
function drawInputs() {
  const rows = D.inputs.map(([path, unit, [best, low, high], cited]) => {
    const text = unit === "minutes" ? moment : plain;
    return [path, text(best), low === high ? "" : `${text(low)} … ${text(high)}`, unit === "minutes" ? "date" : unit, cited ? cited[0] : "", cited ? cited[1] : ""];
  });
  const inputs = byId("inputs");
  inputs.append(...filtered("inputs-table", ["quantity", "best", "range", "unit", "basis", "source"], rows, 60));
  const sources = html("details", {}, html("summary", {}, `Sources (${D.sources.length})`), facts(D.sources));
  const choices = html("details", {}, html("summary", {}, `What the sources leave open (${D.free_choices.length})`), html("ul", {}, ...D.free_choices.map((c) => html("li", {}, c))));
  inputs.append(sources, choices);
}
function drawManifest() {
  byId("manifest").append(facts(D.manifest));
}
