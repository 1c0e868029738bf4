//! More broken operations of `broken`: aircraft and what they lift, guns in support, priorities of supply.

use crate::broken_cases::Case;
use crate::broken_cases::Edit::{By, Swap};

const FORCES: &str = "lab/forces.ron";
const ORDERS: &str = "lab/orders.ron";

/// The forces with a row of a table more.
fn with(text: &str, table: &str, row: &str) -> Vec<u8> {
    let end = text.rfind(')').expect("the file is closed");
    format!("{}    {table}: {{\n        \"wing\": ({row}),\n    }},\n)\n", &text[..end]).into_bytes()
}

fn with_air(text: &str, row: &str) -> Vec<u8> {
    with(text, "air", row)
}

fn with_airlift(text: &str, row: &str) -> Vec<u8> {
    with(text, "airlift", &format!("side: \"blue\", name: \"Lift\", tons: 100, {row}"))
}

const TASK: &str = "task: Attack(along: [\"bridgeton\", \"ceaster\"])";

/// Aircraft that cannot fly, guns that cannot help.
pub(crate) const FIRES: &[Case] = &[
    (
        "air-of-the-enemy",
        FORCES,
        By(|t| with_air(t, "side: \"blue\", name: \"Wing\", under: \"red-corps\", sorties: 100")),
    ),
    (
        "air-of-unknown-side",
        FORCES,
        By(|t| with_air(t, "side: \"grey\", name: \"Wing\", under: \"blue-corps\", sorties: 100")),
    ),
    (
        "air-under-unknown-formation",
        FORCES,
        By(|t| with_air(t, "side: \"blue\", name: \"Wing\", under: \"blue-crops\", sorties: 100")),
    ),
    (
        "air-of-negative-sorties",
        FORCES,
        By(|t| {
            with_air(t, "side: \"blue\", name: \"Wing\", under: \"blue-corps\", sorties: (100, -50, 200)")
        }),
    ),
    (
        "air-that-never-flies",
        FORCES,
        By(|t| {
            let row =
                "side: \"blue\", name: \"Wing\", under: \"blue-corps\", sorties: 100, until: \"1941-06-01\"";
            with_air(t, row)
        }),
    ),
    (
        "air-without-sorties",
        FORCES,
        By(|t| with_air(t, "side: \"blue\", name: \"Wing\", under: \"blue-corps\"")),
    ),
    ("airlift-without-a-base", FORCES, By(|t| with_airlift(t, "bases: [], km: 200"))),
    ("airlift-from-nowhere", FORCES, By(|t| with_airlift(t, "bases: [\"bridgetown\"], km: 200"))),
    ("airlift-of-no-range", FORCES, By(|t| with_airlift(t, "bases: [\"bridgeton\"], km: 0"))),
    (
        "airlift-that-never-flies",
        FORCES,
        By(|t| with_airlift(t, "bases: [\"bridgeton\"], km: 200, until: \"1941-06-01\"")),
    ),
    ("priority-of-nobody", ORDERS, Swap(TASK, "task: Join(\"blue-corps\"), supply: First")),
    (
        "priority-that-is-none",
        ORDERS,
        Swap(TASK, "task: Attack(along: [\"bridgeton\", \"ceaster\"]), supply: Second"),
    ),
    (
        "transport-above-one",
        FORCES,
        Swap("fallback: [\"aford\"]", "fallback: [\"aford\"], transport: (present: 35)"),
    ),
    (
        "transport-whole-before-the-start",
        FORCES,
        Swap(
            "fallback: [\"aford\"]",
            "fallback: [\"aford\"], transport: (present: 0.3, whole: \"1941-06-01\")",
        ),
    ),
    (
        "transport-that-is-not-told",
        FORCES,
        Swap("fallback: [\"aford\"]", "fallback: [\"aford\"], transport: (whole: \"1941-07-03\")"),
    ),
    ("support-from-infantry", ORDERS, Swap(TASK, "task: Support(\"blue-corps\")")),
    ("support-for-the-enemy", ORDERS, Swap(TASK, "task: Support(\"red-corps\")")),
    ("support-for-nobody", ORDERS, Swap(TASK, "task: Support(\"blue-crops\")")),
];
