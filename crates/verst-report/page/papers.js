// Tables, the diary, the inputs and the manifest.
// A table of measures, sorted by a click on a heading: a column has a name, what it is sorted by, what it shows and a class.
function sortable(id, measures, attributes) {
  const body = html("tbody");
  const row = (m) => html("tr", attributes(m), ...COLUMNS.map(([name, , text, kind]) => html("td", { "data-column": name, class: kind || "" }, text(m))));
  const heads = COLUMNS.map(([name, , , kind], i) => {
    const head = html("th", { scope: "col", class: kind === "text" ? "text" : "" });
    head.append(button(name, () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((h) => h.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      fill(i, down ? -1 : 1);
    }));
    return head;
  });
  function fill(column, sign) {
    const key = COLUMNS[column][1];
    const order = measures.slice().sort((a, b) => {
      const [x, y] = [key(a), key(b)];
      return sign * (typeof x === "string" ? x.localeCompare(y) : x - y || 0) || a.id.localeCompare(b.id);
    });
    clear(body).append(...order.map(row));
  }
  heads[0].setAttribute("aria-sort", "ascending");
  fill(0, 1);
  return html("div", { class: "scroll" }, html("table", { id }, html("thead", {}, html("tr", {}, ...heads)), body));
}

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
