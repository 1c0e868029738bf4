// Puts the page of a comparison together: two maps under one clock, charts with both arms.
byId("title").textContent = `${ARM_A.title}: A against B`;
byId("summary").textContent = ARM_A.summary;
byId("run-line").textContent = `${ARM_A.folded} runs of A and ${ARM_B.folded} of B with the same seeds, orders historical, inputs drawn${D.result.journals_part ? `; on the maps: seed ${D.result.journals_part.seed}` : ""}.`;

function drawMaps() {
  const cameras = ARMS.map((arm) => {
    const name = arm.letter.toLowerCase(), map = byId(`map-${name}`), ground = map.querySelector(".ground");
    byId(`name-${name}`).textContent = `${arm.letter}  ${arm.label}`;
    // A ground that both share is in the page once.
    if (!ground.childElementCount) {
      ground.append(...[...byId("map-a").querySelector(".ground").childNodes].map((part) => part.cloneNode(true)));
      for (const own of ground.querySelectorAll("defs")) own.remove();
    }
    const camera = makeCamera(map, arm.frame);
    makeMap(map, arm, camera);
    return camera;
  });
  const isOne = String(ARM_A.frame) === String(ARM_B.frame);
  if (isOne) link(...cameras);
  cameras.forEach((camera, i) => (isOne && i ? null : camera.seeField(isOne ? ARMS : [ARMS[i]])));
}
// Charts that both arms have show both.
function drawCharts() {
  byId("charts-note").append("Fans: the middle 90 % and 50 % and the median of the runs, ", html("b", { class: "arm-A" }, "A"), " (median solid) and ", html("b", { class: "arm-B" }, "B"), " (median broken). Black bars with a yellow dot: what the books say. Amber line: the turn on the maps.");
  const left = ARM_B.charts.slice();
  const pairs = ARM_A.charts.map((c) => {
    const twin = left.findIndex((o) => o.title === c.title && o.unit === c.unit);
    return [{ arm: ARM_A, c, colour: COLOURS.A }, ...(twin < 0 ? [] : [{ arm: ARM_B, c: left.splice(twin, 1)[0], colour: COLOURS.B }])];
  });
  chartGroups([...pairs, ...left.map((c) => [{ arm: ARM_B, c, colour: COLOURS.B }])]);
  const rows = ARM_A.dates.map((d) => [d, ARM_B.dates.find((o) => o.id === d.id), DOCUMENTED.get(d.id), D.result.measures.find((m) => m.id === d.id)]).filter((r) => r.every(Boolean));
  if (!rows.length) return;
  byId("charts").append(html("h3", {}, "Dates"), dateChart(rows.sort((a, b) => a[2].best - b[2].best).map(([a, b, { low, high }, m]) => ({
    id: a.id, low, high, bars: [{ arm: ARM_A, d: a, colour: COLOURS.A }, { arm: ARM_B, d: b, colour: COLOURS.B }],
    told: `${a.text}: documented ${value(low, "days")} to ${value(high, "days")}; median of A ${value(m.median_a, "days")}, of B ${value(m.median_b, "days")}`,
  }))));
}

drawArms();
drawHeadline();
drawDifference();
drawMaps();
drawLayers();
drawLegend();
drawCharts();
drawParting();
drawUnlike();
drawManifest();
show(0);
