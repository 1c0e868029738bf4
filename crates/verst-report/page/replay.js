// Puts the page of a replay together.
byId("title").textContent = D.title;
byId("summary").textContent = D.summary;
byId("run-line").textContent = `${D.result.runs} runs, orders ${D.result.orders}, inputs ${D.result.inputs}; on the map and in the diary: seed ${D.result.seeds.first}.`;

function drawCharts() {
  const fans = D.charts.some((c) => c.fan);
  byId("charts-note").textContent = `${fans ? `Fans: the middle 90 % and 50 % and the median of ${D.folded} runs. ` : ""}Broken line: the run on the map. Black bars with a yellow dot: what the books say. Amber line: the turn on the map.`;
  chartGroups(D.charts.map((c) => [{ arm: D, c, colour: c.side === null ? INK : D.sides[c.side].ink }]));
  if (!D.dates.length || !D.result.measures) return;
  const measures = Object.fromEntries(D.result.measures.map((m) => [m.id, m]));
  const rows = D.dates.map((d) => [d, measures[d.id].documented, measures[d.id].simulated]).sort((a, b) => a[1].best - b[1].best);
  byId("charts").append(html("h3", {}, "Dates"), dateChart(rows.map(([d, { low, high }, s]) => ({
    id: d.id, low, high, bars: [{ arm: D, d, colour: "#4c4a63" }],
    told: `${d.text}: documented ${value(low, "days")} to ${value(high, "days")}; runs ${value(s.q05, "days")}, median ${value(s.median, "days")}, ${value(s.q95, "days")}`,
  }))));
}

const whole = byId("map");
const camera = makeCamera(whole, D.frame);
makeMap(whole, D, camera);
drawLayers();
drawLegend();
drawCharts();
drawCard();
drawDiary();
drawInputs();
drawManifest();
camera.seeField(ARMS);
show(0);
