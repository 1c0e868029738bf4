//! The broken operations of `broken`: one change each to an operation that checks.

/// What is done to a file.
#[derive(Clone, Copy)]
pub(crate) enum Edit {
    /// A piece of the text, which must be there, is replaced once.
    Swap(&'static str, &'static str),
    /// Everything from its middle on is lost.
    Half,
    /// Everything after a piece is lost: files that grow would move their middle.
    Upto(&'static str),
    /// More stands after its end.
    After(&'static str),
    /// It holds nothing but this.
    Whole(&'static str),
    /// Its text goes through a function.
    By(fn(&str) -> Vec<u8>),
    /// It is not there.
    Gone,
}

use Edit::{After, By, Gone, Half, Swap, Upto, Whole};

/// A name, a file below the library folder, what is done to it.
pub(crate) type Case = (&'static str, &'static str, Edit);

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
const ROWS: &str = "    rows: (basis: Assumed, source: \"verst-judgement\"),\n";

/// Files that are cut off, missing, or no text.
pub(crate) const WHOLE_FILES: &[Case] = &[
    ("truncated-scenario", SCENARIO, Half),
    ("truncated-theatre", THEATRE, Half),
    ("truncated-forces", FORCES, Half),
    ("truncated-orders", ORDERS, Half),
    ("truncated-weather", WEATHER, Half),
    ("truncated-record", RECORD, Half),
    ("truncated-rules", RULES, Upto("frozen_below: (is: Cels")),
    ("truncated-covariance", COVARIANCE, Upto("share_at_high: 0.")),
    ("truncated-climatology", CLIMATOLOGY, Upto("attacker_men: 57000, def")),
    ("truncated-sources", SOURCES, Upto("\"bse-marsh\": (title: \"Great Sov")),
    ("missing-scenario", SCENARIO, Gone),
    ("missing-theatre", THEATRE, Gone),
    ("missing-forces", FORCES, Gone),
    ("missing-orders", ORDERS, Gone),
    ("missing-weather", WEATHER, Gone),
    ("missing-rules", RULES, Gone),
    ("missing-covariance", COVARIANCE, Gone),
    ("missing-climatology", CLIMATOLOGY, Gone),
    ("missing-sources", SOURCES, Gone),
    ("empty-scenario", SCENARIO, Whole("")),
    ("empty-record", RECORD, Whole("")),
    ("empty-rules", RULES, Whole("")),
    ("only-a-comment", ORDERS, Whole("// nothing yet\n")),
    ("text-after-the-end", WEATHER, After("more\n")),
    ("not-utf-8", FORCES, By(|t| t.replace("Blue 1st", "Bl\u{fc} 1st").chars().map(|c| c as u8).collect())),
    ("nul-byte", THEATRE, By(|t| t.replace("lat: 54.0, lon: 36.4", "lat: 54.0,\0lon: 36.4").into_bytes())),
    (
        "byte-order-mark-and-slip",
        RECORD,
        By(|t| format!("\u{feff}{}", t.replace("yes", "yess")).into_bytes()),
    ),
    (
        "windows-line-ends",
        FORCES,
        By(|t| t.replace('\n', "\r\n").replace("men: (3000", "mne: (3000").into_bytes()),
    ),
    (
        "a-line-of-100-kilobytes",
        FORCES,
        By(|t| t.replacen("Blue 1st", &"b".repeat(100_000), 1).replacen("men:", "mne:", 1).into_bytes()),
    ),
    (
        "a-key-of-300-letters",
        FORCES,
        By(|t| {
            t.replacen("under: \"red-corps\"", &format!("under: \"{}\"", "r".repeat(300)), 1).into_bytes()
        }),
    ),
    ("10000-brackets", ORDERS, By(|_| "(".repeat(10_000).into_bytes())),
    ("10000-lists", ORDERS, By(|_| format!("(format: 1, orders: {}", "[".repeat(10_000)).into_bytes())),
    ("10000-comments", ORDERS, By(|_| "/*".repeat(10_000).into_bytes())),
    (
        "brackets-closed-too",
        ORDERS,
        By(|_| format!("{}{}", "(".repeat(10_000), ")".repeat(10_000)).into_bytes()),
    ),
    ("conditions-deeper-than-read", ORDERS, By(|t| conditions(t, 60))),
    ("unclosed-text", SCENARIO, Swap("in a row\",", "in a row,")),
    ("missing-comma", FORCES, Swap("kind: Rifle, name", "kind: Rifle name")),
    ("json-instead", ORDERS, Whole("{\"format\": 1, \"orders\": {}}\n")),
    ("unit-checks-off", RULES, Swap("(\n    format: 1", "#![enable(unwrap_newtypes)]\n(\n    format: 1")),
];

/// Fields that nobody knows, and values of another type.
pub(crate) const TYPES: &[Case] = &[
    ("misspelt-in-scenario", SCENARIO, Swap("turn_hours", "turn_hour")),
    ("misspelt-in-theatre", THEATRE, Swap("terrain: Mixed, town", "terain: Mixed, town")),
    ("misspelt-in-forces", FORCES, Swap("men: (3000", "mne: (3000")),
    ("misspelt-in-orders", ORDERS, Swap("issued", "isued")),
    ("misspelt-in-weather", WEATHER, Swap("temp_c", "temp")),
    ("misspelt-in-record", RECORD, Swap("date:", "dates:")),
    ("misspelt-in-record-kind", RECORD, Swap("place: \"bridgeton\"", "town: \"bridgeton\"")),
    ("misspelt-in-rules", RULES, Swap("ice_melt:", "ice_metl:")),
    ("misspelt-in-covariance", COVARIANCE, Swap("share_at_high", "share_at_hihg")),
    ("misspelt-in-climatology", CLIMATOLOGY, Swap("loss_a: 0.01462", "losses_a: 0.01462")),
    ("misspelt-in-sources", SOURCES, Swap("title: \"Great", "titel: \"Great")),
    ("field-left-out", FORCES, Swap(", men: (3000, 2500, 4000)", "")),
    ("text-for-number-in-scenario", SCENARIO, Swap("turn_hours: 12", "turn_hours: \"twelve\"")),
    ("fraction-for-whole-number", SCENARIO, Swap("turn_hours: 12", "turn_hours: 12.5")),
    ("negative-turn", SCENARIO, Swap("turn_hours: 12", "turn_hours: -12")),
    ("text-for-number-in-theatre", THEATRE, Swap("lat: 54.0, lon: 36.4", "lat: \"north\", lon: 36.4")),
    ("text-for-number-in-forces", FORCES, Swap("men: (3000, 2500, 4000)", "men: \"many\"")),
    ("word-for-number-in-forces", FORCES, Swap("men: (3000, 2500, 4000)", "men: (Many, 2500, 4000)")),
    ("word-for-yes-in-theatre", THEATRE, Swap("key: true", "key: Yes")),
    ("text-for-yes-in-theatre", THEATRE, Swap("key: true", "key: \"true\"")),
    ("text-in-a-range", FORCES, Swap("men: (3000, 2500, 4000)", "men: (3000, \"few\", 4000)")),
    ("range-of-two", FORCES, Swap("men: (3000, 2500, 4000)", "men: (2500, 4000)")),
    ("range-of-four", FORCES, Swap("men: (3000, 2500, 4000)", "men: (3000, 2500, 4000, 5000)")),
    ("number-for-text-in-forces", FORCES, Swap("\"Red 1st Regiment\"", "1")),
    ("number-for-place", FORCES, Swap("at: \"bridgeton\"", "at: 5")),
    ("number-for-text-in-orders", ORDERS, Swap("to: \"r1\"", "to: 1")),
    ("text-for-number-in-weather", WEATHER, Swap("snow_cm: 0", "snow_cm: \"none\"")),
    ("number-for-yes-in-record", RECORD, Swap("yes: true", "yes: 1")),
    ("number-for-date", RECORD, Swap("date: (\"1941-07-05\", \"1941-07-03\", \"1941-07-08\")", "date: 5")),
    ("text-for-number-in-rules", RULES, Swap("Celsius(-3.0)", "Celsius(\"cold\")")),
    ("bare-word-for-text", FORCES, Swap("under: \"red-corps\"", "under: red_corps")),
    ("unknown-terrain", THEATRE, Swap("terrain: Mixed, town", "terrain: Jungle, town")),
    ("unknown-unit-kind", FORCES, Swap("kind: Rifle, name: \"Red", "kind: Militia, name: \"Red")),
    ("unknown-knowledge", ORDERS, Swap("known: Opening", "known: Maybe")),
    ("unknown-sky", WEATHER, Swap("sky: Clear", "sky: Sunny")),
    ("unknown-basis", SCENARIO, Swap("basis: Assumed", "basis: Guessed")),
    ("unknown-firmness", RECORD, Swap("firmness: Estimated", "firmness: Sure")),
    ("unknown-measure", RECORD, Swap("kind: Captured(", "kind: Conquered(")),
    ("unknown-condition", ORDERS, Swap("known: Opening,", "known: Opening, when: On(\"1941-07-05\"),")),
    ("no-date", SCENARIO, Swap("\"1941-07-01\"", "\"July 1941\"")),
    ("date-that-is-not", SCENARIO, Swap("\"1941-07-11\"", "\"1941-06-31\"")),
    ("no-date-in-record", RECORD, Swap("\"1941-07-06\"", "\"6 July\"")),
    ("no-date-in-weather", WEATHER, Swap("\"1941-07-01\"", "\"July\"")),
    (
        "an-order-that-names-a-result",
        ORDERS,
        Swap("known: Opening,", "known: Opening, captured: \"1941-07-05\","),
    ),
    (
        "a-task-that-is-a-result",
        ORDERS,
        Swap("Attack(along: [\"bridgeton\", \"ceaster\"])", "Capture(\"bridgeton\")"),
    ),
    ("unknown-unit-of-measure", RULES, Swap("Celsius(-3.0)", "Kelvin(270.0)")),
    ("wrong-unit-of-measure", RULES, Swap("Celsius(-3.0)", "Days(3.0)")),
    (
        "two-unknown-fields",
        FORCES,
        Swap("men: (3000, 2500, 4000), guns:", "soldiers: (3000, 2500, 4000), cannons:"),
    ),
];

/// Names that stand for nothing, and rows that cite nothing.
pub(crate) const REFERENCES: &[Case] = &[
    ("unit-under-unknown-formation", FORCES, Swap("under: \"red-corps\"", "under: \"red-crops\"")),
    ("unit-at-unknown-place", FORCES, Swap("at: \"bridgeton\"", "at: \"bridgetown\"")),
    ("unit-on-unknown-link", FORCES, Swap("at: \"bridgeton\"", "at: Link(\"aford\", \"ceaster\", 3)")),
    (
        "unit-past-the-end-of-a-link",
        FORCES,
        Swap("at: \"bridgeton\"", "at: Link(\"bridgeton\", \"ceaster\", 30)"),
    ),
    ("ride-to-an-unknown-place", ORDERS, Swap("Hold(at: \"bridgeton\")", "Rail(to: \"bridgetown\")")),
    ("ride-without-a-railway", ORDERS, Swap("Hold(at: \"bridgeton\")", "Rail(to: \"ceaster\")")),
    ("unit-at-a-tuple", FORCES, Swap("at: \"bridgeton\"", "at: (\"bridgeton\", \"ceaster\", 3)")),
    ("unit-at-an-enemy-place", FORCES, Swap("at: \"bridgeton\"", "at: \"aford\"")),
    ("formation-of-unknown-side", FORCES, Swap("side: \"red\"", "side: \"green\"")),
    (
        "formation-under-unknown",
        FORCES,
        Swap("level: Corps, fallback: [\"aford\"]", "level: Corps, under: \"army\""),
    ),
    ("formation-under-itself", FORCES, Swap("fallback: [\"aford\"]", "under: \"blue-corps\"")),
    ("formation-under-the-enemy", FORCES, Swap("fallback: [\"aford\"]", "under: \"red-corps\"")),
    (
        "fallback-to-unknown-place",
        FORCES,
        Swap("fallback: [\"aford\"]", "fallback: [\"ceaster\", \"afford\"]"),
    ),
    ("link-to-unknown-place", THEATRE, Swap("(\"bridgeton\", \"ceaster\")", "(\"bridgeton\", \"chester\")")),
    (
        "link-across-unknown-river",
        THEATRE,
        Swap("terrain: Open, frontage", "terrain: Open, crosses: [(river: \"oka\", bridge: true)], frontage"),
    ),
    ("place-of-unknown-side", THEATRE, Swap("holder: \"blue\"", "holder: \"blu\"")),
    (
        "works-at-unknown-place",
        THEATRE,
        Swap(
            "    sources: {",
            "    works: {\"wall\": (at: \"brigton\", side: \"red\", class: Hasty, depth: 2)},\n    sources: {",
        ),
    ),
    (
        "works-of-unknown-side",
        THEATRE,
        Swap(
            "    sources: {",
            "    works: {\"wall\": (at: \"bridgeton\", side: \"rde\", class: Hasty, depth: 2)},\n    sources: {",
        ),
    ),
    (
        "supply-at-unknown-place",
        THEATRE,
        Swap("at: \"aford\", side: \"blue\"", "at: \"ford\", side: \"blue\""),
    ),
    (
        "supply-for-one-side-only",
        THEATRE,
        Swap("        \"red-rail\": (at: \"ceaster\", side: \"red\", trains: 4),\n", ""),
    ),
    (
        "front-on-unknown-link",
        THEATRE,
        Swap(
            "    sources: {",
            "    front: [(link: \"aford-bridgetown\", km: 3, from_end: \"aford\")],\n    sources: {",
        ),
    ),
    ("order-to-unknown-formation", ORDERS, Swap("to: \"r1\"", "to: \"red-crops\"")),
    (
        "order-along-unknown-place",
        ORDERS,
        Swap("[\"bridgeton\", \"ceaster\"]", "[\"bridgeton\", \"cester\"]"),
    ),
    ("order-along-nothing", ORDERS, Swap("[\"bridgeton\", \"ceaster\"]", "[]")),
    ("order-before-unknown-order", ORDERS, Swap("known: Opening,", "known: Opening, then: \"pursue\",")),
    ("orders-in-a-circle", ORDERS, Swap("known: Opening,", "known: Opening, then: \"attack\",")),
    (
        "order-on-losing-unknown-place",
        ORDERS,
        Swap("known: Opening,", "known: Opening, until: Any([SupplyCut, Lost(\"aferd\")]),"),
    ),
    ("measure-of-unknown-place", RECORD, Swap("place: \"bridgeton\"", "place: \"bridgtown\"")),
    ("measure-of-unknown-side", RECORD, Swap("by: \"blue\"),", "by: \"bleu\"),")),
    (
        "measure-of-unknown-unit",
        RECORD,
        Swap("Captured(place: \"bridgeton\", by: \"blue\")", "Reached(who: \"b2\", place: \"bridgeton\")"),
    ),
    ("unknown-source-in-rows", FORCES, Swap("source: \"verst-judgement\"", "source: \"verst-judgment\"")),
    (
        "unknown-source-in-a-row",
        THEATRE,
        Swap("lat: 54.0, lon: 36.4", "source: \"geo-names\", lat: 54.0, lon: 36.4"),
    ),
    ("unknown-source-in-record", RECORD, Swap("source: \"verst-judgement\"", "source: \"verst-judgment\"")),
    ("unknown-source-in-rules", RULES, Swap("source: \"stefan-ice\"", "source: \"stephan-ice\"")),
    (
        "unknown-source-in-climatology",
        CLIMATOLOGY,
        Swap("source: \"cdb90-battles\"", "source: \"cdb91-battles\""),
    ),
    (
        "unknown-coefficient-in-covariance",
        COVARIANCE,
        Swap("moves: [\"engagement.bias\"]", "moves: [\"engagement.bais\"]"),
    ),
    ("no-citation-in-scenario", SCENARIO, Swap(ROWS, "")),
    ("no-citation-in-theatre", THEATRE, Swap(ROWS, "")),
    ("no-citation-in-forces", FORCES, Swap(ROWS, "")),
    ("no-citation-in-orders", ORDERS, Swap(ROWS, "")),
    ("no-citation-in-weather", WEATHER, Swap(ROWS, "")),
    (
        "no-citation-in-record",
        RECORD,
        Swap("    rows: (firmness: Estimated, source: \"verst-judgement\"),\n", ""),
    ),
    ("no-citation-in-rules", RULES, Swap(", source: \"stefan-ice\"", "")),
    ("source-without-basis", FORCES, Swap("(basis: Assumed, ", "(")),
];

/// An order's text with so many conditions in each other.
pub(crate) fn conditions(text: &str, depth: usize) -> Vec<u8> {
    let condition = format!("{}SupplyCut{}", "Any([".repeat(depth), "])".repeat(depth));
    text.replacen("known: Opening", &format!("known: Opening, until: {condition}"), 1).into_bytes()
}
