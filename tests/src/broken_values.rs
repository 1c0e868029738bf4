//! More broken operations of `broken`: values that cannot be, twins, other formats.

use crate::broken_cases::Case;
use crate::broken_cases::Edit::{By, Swap};

const SCENARIO: &str = "lab/scenario.ron";
const THEATRE: &str = "lab/theatre.ron";
const FORCES: &str = "lab/forces.ron";
const ORDERS: &str = "lab/orders.ron";
const WEATHER: &str = "lab/weather.ron";
const RECORD: &str = "lab/record.ron";
const RULES: &str = "rules/standard.ron";
const COVARIANCE: &str = "rules/engagement_covariance.ron";
const CLIMATOLOGY: &str = "rules/climatology.ron";
const SOURCES: &str = "sources.ron";

/// Numbers and dates that cannot be.
pub(crate) const VALUES: &[Case] = &[
    ("link-shorter-than-the-great-circle", THEATRE, Swap("km: (28, 27, 30)", "km: 20")),
    ("link-in-a-loop", THEATRE, Swap("(\"bridgeton\", \"ceaster\")", "(\"ceaster\", \"ceaster\")")),
    ("link-without-road", THEATRE, Swap("road: Road, terrain: Open", "terrain: Open")),
    ("disconnected", THEATRE, Swap("        \"bridgeton-ceaster\"", "        // \"bridgeton-ceaster\"")),
    ("latitude-beyond-the-pole", THEATRE, Swap("lat: 54.0, lon: 36.4", "lat: 540, lon: 36.4")),
    ("longitude-beyond-the-line", THEATRE, Swap("lat: 54.0, lon: 36.4", "lat: 54.0, lon: 364")),
    (
        "no-places",
        THEATRE,
        By(|t| upto(t, "    places: {", "    places: {},\n    links: {},\n    sources: {},\n)\n")),
    ),
    (
        "front-off-its-link",
        THEATRE,
        Swap(
            "    sources: {",
            "    front: [(link: \"aford-bridgeton\", km: 40, from_end: \"aford\")],\n    sources: {",
        ),
    ),
    (
        "front-behind-the-lines",
        THEATRE,
        Swap(
            "    sources: {",
            "    front: [(link: \"bridgeton-ceaster\", km: 4, from_end: \"ceaster\")],\n    sources: {",
        ),
    ),
    (
        "river-of-one-point",
        THEATRE,
        Swap(
            "    sources: {",
            "    rivers: {\"oka\": (name: \"Oka\", width_m: 100, line: [(54.0, 36.0)])},\n    sources: {",
        ),
    ),
    (
        "bridge-off-its-link",
        THEATRE,
        Swap(
            "terrain: Open, frontage",
            "terrain: Open, crosses: [(river: \"oka\", bridge: true, km: 400)], frontage",
        ),
    ),
    (
        "bridge-down-that-is-none",
        THEATRE,
        Swap(
            "terrain: Open, frontage",
            "terrain: Open, crosses: [(river: \"oka\", bridge: false, down: true)], frontage",
        ),
    ),
    (
        "works-of-both-sides-at-a-place",
        THEATRE,
        Swap(
            "    sources: {",
            "    works: {\n        \"one\": (at: \"aford\", side: \"blue\", class: Prepared, depth: 3),\n        \"two\": (at: \"aford\", side: \"red\", class: Hasty, depth: 1),\n    },\n    sources: {",
        ),
    ),
    ("order-after-the-end", ORDERS, Swap("issued: \"1941-06-30T12:00\"", "issued: \"1945-06-30T12:00\"")),
    (
        "order-in-a-disordered-time",
        ORDERS,
        Swap("issued: \"1941-06-30T12:00\"", "issued: (\"1941-07-02\", \"1941-07-03\", \"1941-07-04\")"),
    ),
    ("loss-above-one", ORDERS, Swap("known: Opening,", "known: Opening, until: LossAbove(30),")),
    ("loss-above-nan", ORDERS, Swap("known: Opening,", "known: Opening, until: LossAbove(NaN),")),
    (
        "measure-outside-the-calendar",
        RECORD,
        Swap("(\"1941-07-05\", \"1941-07-03\", \"1941-07-08\")", "\"1942-07-05\""),
    ),
    ("measure-in-another-age", RECORD, Swap("until: \"1941-07-06\"", "until: \"-009998-07-06\"")),
    (
        "entry-outside-the-calendar",
        FORCES,
        Swap("at: \"bridgeton\"", "enters: (at: \"ceaster\", on: \"1941-08-01\", by: Rail, known: Opening)"),
    ),
    (
        "leaving-outside-the-calendar",
        FORCES,
        Swap("at: \"bridgeton\"", "at: \"bridgeton\", leaves: (on: \"1940-07-05\", known: Opening)"),
    ),
    ("weather-of-some-days-missing", WEATHER, Swap("until: \"1941-07-11\"", "until: \"1941-07-08\"")),
    (
        "weather-twice",
        WEATHER,
        Swap(
            "sky: Clear),\n",
            "sky: Clear),\n        \"1941-07-03\": (temp_c: 18, snow_cm: 0, sky: Rain),\n",
        ),
    ),
    ("weather-until-before", WEATHER, Swap("until: \"1941-07-11\"", "until: \"1941-06-11\"")),
    ("weather-in-fahrenheit", WEATHER, Swap("(18, 12, 25)", "(64, 54, 77)")),
    ("snow-below-zero", WEATHER, Swap("snow_cm: 0", "snow_cm: -3")),
    ("end-before-start", SCENARIO, Swap("end: \"1941-07-11\"", "end: \"1941-06-11\"")),
    ("end-in-another-age", SCENARIO, Swap("end: \"1941-07-11\"", "end: \"9999-12-31\"")),
    ("round-does-not-divide-the-turn", SCENARIO, Swap("round_hours: 6", "round_hours: 5")),
    ("number-without-its-nought", SCENARIO, Swap("round_hours: 6", "round_hours: .6")),
    ("round-of-no-hours", SCENARIO, Swap("round_hours: 6", "round_hours: 0")),
    ("turn-longer-than-the-operation", SCENARIO, Swap("turn_hours: 12", "turn_hours: 4000000000")),
    ("air-above-one", SCENARIO, Swap("air: 0", "air: 2")),
    (
        "replacements-for-nobody",
        FORCES,
        Swap(
            "    formations: {",
            "    replacements: {\"drafts\": (to: \"b9\", from: \"1941-07-03\", until: \"1941-07-05\", men: 100, known: Opening)},\n    formations: {",
        ),
    ),
    (
        "replacements-that-end-before-they-begin",
        FORCES,
        Swap(
            "    formations: {",
            "    replacements: {\"drafts\": (to: \"b1\", from: \"1941-07-05\", until: \"1941-07-03\", men: 100, known: Opening)},\n    formations: {",
        ),
    ),
    (
        "replacements-outside-the-calendar",
        FORCES,
        Swap(
            "    formations: {",
            "    replacements: {\"drafts\": (to: \"b1\", from: \"1941-07-03\", until: \"1942-07-05\", men: 100, known: Opening)},\n    formations: {",
        ),
    ),
    (
        "replacements-below-zero",
        FORCES,
        Swap(
            "    formations: {",
            "    replacements: {\"drafts\": (to: \"b1\", from: \"1941-07-03\", until: \"1941-07-05\", men: -100, known: Opening)},\n    formations: {",
        ),
    ),
    (
        "irregulars-of-no-side",
        THEATRE,
        Swap(
            "    sources: {",
            "    irregulars: {\"bog\": (side: \"green\", name: \"Bog\", men: 100, around: [\"aford\"], km: 25)},\n    sources: {",
        ),
    ),
    (
        "irregulars-nowhere",
        THEATRE,
        Swap(
            "    sources: {",
            "    irregulars: {\"bog\": (side: \"blue\", name: \"Bog\", men: 100, around: [], km: 25)},\n    sources: {",
        ),
    ),
    (
        "irregulars-around-no-place",
        THEATRE,
        Swap(
            "    sources: {",
            "    irregulars: {\"bog\": (side: \"blue\", name: \"Bog\", men: 100, around: [\"afort\"], km: 25)},\n    sources: {",
        ),
    ),
    (
        "irregulars-below-zero",
        THEATRE,
        Swap(
            "    sources: {",
            "    irregulars: {\"bog\": (side: \"blue\", name: \"Bog\", men: -100, around: [\"aford\"], km: 25)},\n    sources: {",
        ),
    ),
    (
        "irregulars-everywhere",
        THEATRE,
        Swap(
            "    sources: {",
            "    irregulars: {\"bog\": (side: \"blue\", name: \"Bog\", men: 100, around: [\"aford\"], km: 2500)},\n    sources: {",
        ),
    ),
    ("negative-strength", FORCES, Swap("men: (3000, 2500, 4000)", "men: -3000")),
    ("low-end-negative", FORCES, Swap("men: (3000, 2500, 4000)", "men: (3000, -1, 4000)")),
    ("best-outside-its-range", FORCES, Swap("men: (3000, 2500, 4000)", "men: (5000, 2500, 4000)")),
    ("range-in-another-order", FORCES, Swap("men: (3000, 2500, 4000)", "men: (2500, 3000, 4000)")),
    ("more-in-line-than-men", FORCES, Swap("men: (3000, 2500, 4000)", "men: 3000, line: 4000")),
    ("supply-in-per-cent", FORCES, Swap("men: (3000, 2500, 4000)", "men: 3000, supply: 80")),
    ("men-that-are-nan", FORCES, Swap("men: (3000, 2500, 4000)", "men: NaN")),
    ("men-that-are-inf", FORCES, Swap("men: (3000, 2500, 4000)", "men: inf")),
    ("men-that-are-1e400", FORCES, Swap("men: (3000, 2500, 4000)", "men: 1e400")),
    ("km-that-are-nan", THEATRE, Swap("km: (28, 27, 30)", "km: NaN")),
    ("latitude-that-is-nan", THEATRE, Swap("lat: 54.0, lon: 36.4", "lat: NaN, lon: 36.4")),
    (
        "measure-that-is-inf",
        RECORD,
        Swap(
            "(kind: Captured(place: \"bridgeton\", by: \"blue\"), date: (\"1941-07-05\", \"1941-07-03\", \"1941-07-08\"))",
            "(kind: Strength(of: \"r1\", on: \"1941-07-05\"), men: inf)",
        ),
    ),
    (
        "measure-below-zero",
        RECORD,
        Swap(
            "(kind: Captured(place: \"bridgeton\", by: \"blue\"), date: (\"1941-07-05\", \"1941-07-03\", \"1941-07-08\"))",
            "(kind: Strength(of: \"r1\", on: \"1941-07-05\"), men: -5)",
        ),
    ),
    ("measure-with-two-values", RECORD, Swap("yes: true", "yes: true, km: 5")),
    ("measure-without-value", RECORD, Swap(", date: (\"1941-07-05\", \"1941-07-03\", \"1941-07-08\")", "")),
    (
        "measure-with-another-value",
        RECORD,
        Swap("date: (\"1941-07-05\", \"1941-07-03\", \"1941-07-08\")", "km: 5"),
    ),
    (
        "measure-out-of-order",
        RECORD,
        Swap("(\"1941-07-05\", \"1941-07-03\"", "(\"1941-07-02\", \"1941-07-03\""),
    ),
    ("measure-of-negative-weight", RECORD, Swap("yes: true", "yes: true, weight: -1")),
    ("record-without-measures", RECORD, By(|t| upto(t, "    measures: {", "    measures: {},\n)\n"))),
    ("coefficient-outside-its-range", RULES, Swap("is: Celsius(-3.0)", "is: Celsius(3.0)")),
    ("coefficient-that-is-nan", RULES, Swap("is: Celsius(-3.0)", "is: Celsius(NaN)")),
    (
        "coefficient-that-is-inf",
        RULES,
        Swap("is: Celsius(-3.0), range: (-6.0, -1.0)", "is: Celsius(inf), range: (-6.0, inf)"),
    ),
    ("covariance-that-is-no-covariance", COVARIANCE, Swap("share_at_high: 0.25", "share_at_high: 25")),
    ("battle-of-negative-men", CLIMATOLOGY, Swap("attacker_men: 57000", "attacker_men: -57000")),
    (
        "rail-that-is-negative",
        THEATRE,
        Swap("terrain: Open, frontage", "terrain: Open, rail_km: -28, frontage"),
    ),
    ("frontage-that-is-inf", THEATRE, Swap("frontage: (8, 6, 10)", "frontage: inf")),
    ("frontage-out-of-order", THEATRE, Swap("frontage: (8, 6, 10)", "frontage: (8, 10, 6)")),
    (
        "three-tracks",
        THEATRE,
        Swap("terrain: Open, frontage", "terrain: Open, rail_km: 28, tracks: 3, frontage"),
    ),
    ("tracks-without-rails", THEATRE, Swap("terrain: Open, frontage", "terrain: Open, tracks: 2, frontage")),
    (
        "cut-without-rails",
        THEATRE,
        Swap("terrain: Open, frontage", "terrain: Open, rail_cut: true, frontage"),
    ),
    ("rail-that-is-nan", THEATRE, Swap("terrain: Open, frontage", "terrain: Open, rail_km: NaN, frontage")),
];

/// Twins, sides, keys and formats.
pub(crate) const SHAPES: &[Case] = &[
    ("two-units-of-one-key", FORCES, Swap("\"r1\": (", "\"b1\": (")),
    ("two-places-of-one-key", THEATRE, Swap("\"ceaster\": (", "\"aford\": (")),
    ("two-orders-of-one-key", ORDERS, Swap("\"hold\": (", "\"attack\": (")),
    ("two-measures-of-one-key", RECORD, Swap("\"ceaster-held\": (", "\"bridgeton-falls\": (")),
    (
        "two-days-of-one-key",
        WEATHER,
        Swap(
            "sky: Clear),\n",
            "sky: Clear),\n        \"1941-07-01\": (temp_c: 18, snow_cm: 0, sky: Rain),\n",
        ),
    ),
    ("one-field-twice", FORCES, Swap("men: (3000", "men: 5, men: (3000")),
    ("two-links-of-one-pair", THEATRE, Swap("(\"bridgeton\", \"ceaster\")", "(\"bridgeton\", \"aford\")")),
    (
        "three-sides",
        SCENARIO,
        Swap("    sides: {\n", "    sides: {\n        \"green\": (name: \"Green\", army: \"GER\"),\n"),
    ),
    (
        "one-side",
        SCENARIO,
        Swap("        \"red\": (name: \"Red\", army: \"GER\", air: 0, winter_kit: 1),\n", ""),
    ),
    (
        "unit-that-stands-and-enters",
        FORCES,
        Swap(
            "at: \"bridgeton\"",
            "at: \"bridgeton\", enters: (at: \"ceaster\", on: \"1941-07-03\", by: Rail, known: Opening)",
        ),
    ),
    ("unit-that-is-nowhere", FORCES, Swap("at: \"bridgeton\", ", "")),
    ("no-units", FORCES, By(|t| upto(t, "    units: {", "    units: {},\n)\n"))),
    ("key-with-capitals", FORCES, Swap("\"r1\": (", "\"R1\": (")),
    ("key-with-a-dot", THEATRE, Swap("\"blue-rail\": (", "\"blue.rail\": (")),
    ("key-of-nothing", ORDERS, Swap("\"hold\": (", "\"\": (")),
    ("key-in-another-script", RECORD, Swap("\"ceaster-held\": (", "\"калуга\": (")),
    ("newer-scenario", SCENARIO, Swap("format: 1", "format: 2")),
    ("newer-theatre", THEATRE, Swap("format: 1", "format: 2")),
    ("newer-forces", FORCES, Swap("format: 1", "format: 2")),
    ("newer-orders", ORDERS, Swap("format: 1", "format: 2")),
    ("newer-weather", WEATHER, Swap("format: 1", "format: 2")),
    ("newer-record", RECORD, Swap("format: 1", "format: 2")),
    ("newer-rules", RULES, Swap("format: 1", "format: 2")),
    ("newer-covariance", COVARIANCE, Swap("format: 1", "format: 2")),
    ("newer-climatology", CLIMATOLOGY, Swap("format: 1", "format: 2")),
    ("record-of-format-nought", RECORD, Swap("format: 1", "format: 0")),
    ("newer-with-unknown-fields", FORCES, Swap("format: 1,", "format: 2, morale: {},")),
    ("format-left-out", FORCES, Swap("    format: 1,\n", "")),
];

/// What lies outside the calendar, the globe or the tables of the rules.
pub(crate) const OUTSIDE: &[Case] = &[
    ("unknown-source-in-covariance", COVARIANCE, Swap("source: \"cdb90-fit\"", "source: \"cdb91-fit\"")),
    ("unknown-army", SCENARIO, Swap("army: \"GER\"", "army: \"GRE\"")),
    (
        "weather-outside-the-calendar",
        WEATHER,
        Swap(
            "sky: Clear),\n",
            "sky: Clear),\n        \"1941-08-01\": (temp_c: 18, snow_cm: 0, sky: Rain),\n",
        ),
    ),
    (
        "weather-before-the-calendar",
        WEATHER,
        Swap(
            "sky: Clear),\n",
            "sky: Clear),\n        \"1941-06-01\": (temp_c: 18, snow_cm: 0, sky: Rain),\n",
        ),
    ),
    ("newer-sources", SOURCES, Swap("format: 1", "format: 2")),
    ("format-nought", SCENARIO, Swap("format: 1", "format: 0")),
    ("supply-from-after-the-end", THEATRE, Swap("trains: 4", "trains: 4, from: \"1999-01-01\"")),
    (
        "condition-after-the-end",
        ORDERS,
        Swap("known: Opening,", "known: Opening, when: From(\"1999-01-01\"),"),
    ),
    (
        "river-off-the-globe",
        THEATRE,
        Swap(
            "    sources: {",
            "    rivers: {\"oka\": (name: \"Oka\", width_m: 100, line: [(540.0, 36.0), (NaN, 36.0)])},\n    sources: {",
        ),
    ),
    (
        "leaving-before-entering",
        FORCES,
        Swap(
            "at: \"bridgeton\"",
            "enters: (at: \"ceaster\", on: \"1941-07-05\", by: Road, known: Opening), leaves: (on: \"1941-07-02\", known: Opening)",
        ),
    ),
    (
        "condition-before-the-start",
        ORDERS,
        Swap("known: Opening,", "known: Opening, when: From(\"1941-06-30\"),"),
    ),
    ("order-of-the-year-before", ORDERS, Swap("\"1941-06-30T12:00\"", "\"1940-06-30T12:00\"")),
    (
        "order-perhaps-a-year-after-the-end",
        ORDERS,
        Swap("\"1941-06-30T12:00\"", "(\"1941-07-02\", \"1941-07-01\", \"1942-07-12\")"),
    ),
    (
        "entry-perhaps-before-the-start",
        FORCES,
        Swap(
            "at: \"bridgeton\"",
            "enters: (at: \"ceaster\", on: (\"1941-07-02\", \"1941-06-30\", \"1941-07-03\"), by: Rail, known: Opening)",
        ),
    ),
    (
        "entry-in-another-age",
        FORCES,
        Swap(
            "at: \"bridgeton\"",
            "enters: (at: \"ceaster\", on: \"-009998-07-06\", by: Rail, known: Opening)",
        ),
    ),
    ("start-in-another-age", SCENARIO, Swap("start: \"1941-07-01\"", "start: \"-009998-07-01\"")),
    ("all-in-another-age", SCENARIO, By(|t| t.replace("1941", "9998").into_bytes())),
    ("unit-of-an-unknown-army", FORCES, Swap("at: \"bridgeton\"", "at: \"bridgeton\", army: \"RED\"")),
    ("condition-of-nothing", ORDERS, Swap("known: Opening,", "known: Opening, when: Any([]),")),
];

/// The text before a piece, then another end.
fn upto(text: &str, piece: &str, end: &str) -> Vec<u8> {
    let (before, _) = text.split_once(piece).expect("the piece is there");
    [before, end].concat().into_bytes()
}
