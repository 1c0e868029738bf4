// The ground, which never changes: its roads, rivers, works and signs keep their size on the screen when the map is near.
function makeGround(map, arm) {
  const all = (what) => [...map.querySelectorAll(`.ground ${what}`)];
  const lines = all(".rivers [stroke-width], .links [stroke-width]").map((line) => [line, +line.getAttribute("stroke-width"), (line.getAttribute("stroke-dasharray") || "").split(/[ ,]+/).filter(Boolean).map(Number)]);
  const names = all(".river-names text").map((name) => [name, +name.getAttribute("font-size"), +name.getAttribute("stroke-width")]);
  // Works and sources stand around their places, in the order of the data.
  const signs = [[".work", arm.works], [".source", arm.sources_at]].flatMap(([what, places]) => all(what).map((sign, i) => [sign, arm.places[places[i]]]));
  let last = 1;
  return (size) => {
    if (size === last) return;
    last = size;
    for (const [line, width, dash] of lines) {
      line.setAttribute("stroke-width", width * size);
      if (dash.length) line.setAttribute("stroke-dasharray", dash.map((d) => d * size).join(" "));
    }
    for (const [name, font, rim] of names) {
      name.setAttribute("font-size", font * size);
      name.setAttribute("stroke-width", rim * size);
    }
    for (const [sign, at] of signs) sign.setAttribute("transform", `translate(${at.x} ${at.y}) scale(${size}) translate(${-at.x} ${-at.y})`);
  };
}
