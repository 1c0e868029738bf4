// Puts the page of a replay together.
byId("title").textContent = D.title;
byId("summary").textContent = D.summary;
byId("run-line").textContent = `${D.result.runs} runs, orders ${D.result.orders}, inputs ${D.result.inputs}; on the map and in the diary: seed ${D.result.seeds.first}.`;
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
