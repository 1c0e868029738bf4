// Draws the unit symbols of map and page with milsymbol, once and by hand: `npm ci && npm run make` here writes symbols.json,
// which is committed and which verst embeds. milsymbol draws icons with hair lines; on a map a symbol is 24 px wide, so the
// lines are made thicker here, and small parts larger. Both sides have the frame of a friend: a page takes no side, and the
// hostile rhombus leaves icons half the room. Colours stay with verst: "pale" and "ink" are those of the side.
import { writeFileSync } from "node:fs";
import ms from "milsymbol";

// Digits 9 to 20 of APP-6D's code for each kind of unit: echelon or mobility, entity, two modifiers. Skis are told by the
// mobility "over snow", as the modifier within the frame is lost in the cross of the infantry.
const KINDS = {
  Rifle: "001211000000", Motorized: "001211040000", Tank: "001205000000", Cavalry: "001213000000", Ski: "411211000000",
  Garrison: "001211000062", Security: "001417000000", Artillery: "001303000000",
};
const LINE = 9;

const attribute = (tag, name) => tag.match(new RegExp(` ${name}="([^"]*)"`))?.[1];
const disc = (x, y, r) => `M${x - r},${y} a${r},${r} 0 1 0 ${2 * r},0 a${r},${r} 0 1 0 ${-2 * r},0 z`;

// Lines that are lost at 24 px, by kind. The oval of armour is grown; the runner of "over snow", which belongs below the frame,
// where verst draws the bar of supply, comes into it, below a lower cross.
const CHANGED = {
  Tank: { "M125,80 C150,80 150,120 125,120 L75,120 C50,120 50,80 75,80 Z": "M129,74 C161,74 161,126 129,126 L71,126 C39,126 39,74 71,74 Z" },
  Ski: { "M25,50 L175,150 M25,150 L175,50": "M25,50 L175,114 M25,114 L175,50", "M 50,-9 l10,10 90,0": "M45,119 l13,13 97,0" },
};

// A part as the map needs it.
function part(kind, tag, words) {
  if (tag.startsWith("<text")) return { words, x: +attribute(tag, "x"), y: 119, size: 53 };
  if (tag.startsWith("<circle")) return { d: disc(+attribute(tag, "cx"), +attribute(tag, "cy"), 1.45 * attribute(tag, "r")), fill: "ink" };
  const d = attribute(tag, "d");
  // The line that parts off the rear is filled down to the frame.
  if (kind === "Garrison" && d === "M25,120 l150,0") return { d: "M25,116 l150,0 0,34 -150,0 z", fill: "ink" };
  if (CHANGED[kind]?.[d]) return { d: CHANGED[kind][d], line: LINE, fill: "none" };
  return { d, line: LINE, fill: attribute(tag, "fill-opacity") ? "pale" : "none" };
}

const symbols = {};
for (const [kind, digits] of Object.entries(KINDS)) {
  const symbol = new ms.Symbol(`10031000${digits}`, { size: 100 });
  if (!symbol.isValid()) throw new Error(`milsymbol knows no ${kind}`);
  const tags = [...symbol.asSVG().matchAll(/(<(?:path|circle|text)[^>]*>)([^<]*)/g)];
  const missing = Object.keys(CHANGED[kind] ?? {}).filter((d) => !tags.some(([, tag]) => attribute(tag, "d") === d));
  if (missing.length) throw new Error(`milsymbol draws ${kind} otherwise: no ${missing}`);
  symbols[kind] = tags.map(([, tag, words]) => part(kind, tag, words));
}
writeFileSync(new URL("symbols.json", import.meta.url), `${JSON.stringify(symbols, null, 1)}\n`);
