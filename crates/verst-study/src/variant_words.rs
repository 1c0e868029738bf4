//! Changes of a variant in words, as people read them.

use crate::variant::{Change, Point, Step, Value};

/// What a change does, as a sentence.
#[must_use]
pub fn words(change: &Change) -> String {
    match change {
        Change::Set(path, value) => format!("{path} becomes {}.", set(value)),
        Change::Scale(path, factor) => format!("{path} is multiplied by {factor}."),
        Change::Shift(path, step) => format!("{path} is {}.", moved(*step)),
        Change::Remove(path) => format!("{path} is taken away."),
        Change::Add(path, text) => {
            let text: Vec<&str> = text.split_whitespace().collect();
            format!("{path} is added: {}.", text.join(" "))
        }
    }
}

fn set(value: &Value) -> String {
    let say = |point: Point| match point {
        Point::Number(number) => number.to_string(),
        Point::Date(date) => date.strftime("%-d %b %Y, %H:%M").to_string(),
    };
    let [best, low, high] = value.0;
    if best == low && best == high {
        say(best)
    } else {
        format!("{} ({} to {})", say(best), say(low), say(high))
    }
}

fn moved(step: Step) -> String {
    let time = |x: f64, unit: &str| {
        let many = if x.abs() == 1.0 { "" } else { "s" };
        format!("{} {unit}{many} {}", x.abs(), if x < 0.0 { "earlier" } else { "later" })
    };
    match step {
        Step::Days(days) => time(days, "day"),
        Step::Hours(hours) => time(hours, "hour"),
        Step::By(by) => format!("moved by {by:+}"),
    }
}

#[cfg(test)]
mod tests {
    use super::words;
    use crate::variant::VariantFile;
    use std::path::Path;
    use verst_files::text::parse;

    #[test]
    fn every_kind_of_change_is_told() {
        let text = r#"(
            format: 1, name: "n", base: "lab", because: "b",
            changes: [
                Set("units.a.men", (1, 0.5, 2)),
                Set("orders.x.issued", "1943-02-22T06:00"),
                Shift("orders.x.issued", Days(-1)),
                Shift("orders.x.issued", Hours(6)),
                Shift("weather.*.temp_c", By(-8)),
                Scale("sources.*.trains", 2.5),
                Remove("orders.away"),
                Add("orders.new", "(to:\n   \"a\")"),
            ],
        )"#;
        let file = parse::<VariantFile>(Path::new("v.ron"), text.to_string()).expect("it is one").value;
        let told: Vec<String> = file.changes.iter().map(words).collect();
        assert_eq!(
            told,
            [
                "units.a.men becomes 1 (0.5 to 2).",
                "orders.x.issued becomes 22 Feb 1943, 06:00.",
                "orders.x.issued is 1 day earlier.",
                "orders.x.issued is 6 hours later.",
                "weather.*.temp_c is moved by -8.",
                "sources.*.trains is multiplied by 2.5.",
                "orders.away is taken away.",
                "orders.new is added: (to: \"a\").",
            ]
        );
    }
}
