//! What the page of a comparison is made of.

use std::collections::BTreeMap;

use verst_domain::journal::Entry;
use verst_engine::journal::Detail;
use verst_report::{ArmPage, ComparisonPage, Fold, Series, Shown, Story, Unlike, comparison_html};
use verst_study::settings::{self, Listed};
use verst_study::variant_words::words;

use crate::compare::{Comparison, Side};
use crate::compare_json;
use crate::diary::Diary;
use crate::result_file::hex;
use crate::watch::Watch;

/// What is charted of each arm.
#[must_use]
pub fn series(a: &Side, b: &Side) -> [Series; 2] {
    [a, b].map(|side| Series::new(&side.opened.loaded.scenario, side.books.as_ref().map(|b| &b.record)))
}

/// An empty fold of each arm.
#[must_use]
pub fn folds<'a>(a: &'a Side, b: &'a Side, series: &'a [Series; 2]) -> [Fold<'a>; 2] {
    let fold = |side: &'a Side, series: &'a Series| Fold::new(&side.opened.loaded.scenario, series);
    [fold(a, &series[0]), fold(b, &series[1])]
}

/// The page of two arms: their runs folded, and by arm and run what these say of each measure. The first finished seed is played once
/// more for the maps.
#[must_use]
pub fn page(
    of: &Comparison<'_>,
    (series, folds): (&[Series; 2], &[Fold<'_>; 2]),
    values: &[Vec<Vec<f64>>; 2],
    command: String,
) -> String {
    let seed = of.parted.as_ref().map_or(of.seeds[0], |(seed, _)| *seed);
    let sides = [of.a, of.b];
    let stories = [0, 1].map(|n| tell(sides[n], &series[n], seed));
    let arm = |n: usize| {
        let side = sides[n];
        let (story, diary) = &stories[n];
        ArmPage {
            label: side.label.clone(),
            because: side.because.clone(),
            changes: side.opened.variant.iter().flat_map(|v| v.changes.iter().map(words)).collect(),
            shown: Shown {
                scenario: &side.opened.loaded.scenario,
                record: side.books.as_ref().map(|b| &b.record),
                series: &series[n],
                fold: &folds[n],
                story,
                values: &values[n],
                told: diary.told.clone(),
            },
        }
    };
    comparison_html(&ComparisonPage {
        arms: [arm(0), arm(1)],
        result: compare_json::value(of),
        unlike: unlike(of.a, of.b),
        manifest: manifest(of, command),
    })
}

/// One run of an arm, turn by turn.
fn tell<'a>(side: &'a Side, series: &'a Series, seed: u64) -> (Story<'a>, Diary<'a>) {
    let scenario = &side.opened.loaded.scenario;
    let mut story = Story::new(scenario, series);
    let mut diary = Diary::new(scenario, Watch::new(scenario, &[]).unwrap_or_default());
    side.arm.replay(seed, Detail::Factors, &mut |entry: &Entry| {
        story.see(entry);
        diary.see(entry);
    });
    (story, diary)
}

/// Every quantity that is not the same in both arms, in the order of the paths.
fn unlike(a: &Side, b: &Side) -> Vec<Unlike> {
    let mut all: BTreeMap<String, Unlike> = BTreeMap::new();
    for (n, side) in [a, b].into_iter().enumerate() {
        let listed = settings::list(&side.opened.loaded.scenario, &side.opened.rules.file, "*");
        for Listed { path, unit, quantity: q } in listed {
            let row = Unlike { path: path.clone(), unit, ranges: [None, None] };
            all.entry(path).or_insert(row).ranges[n] = Some([q.best, q.low, q.high]);
        }
    }
    all.into_values().filter(|u| u.ranges[0] != u.ranges[1]).collect()
}

fn manifest(of: &Comparison<'_>, command: String) -> Vec<(String, String)> {
    let mut rows = vec![(String::from("verst"), env!("CARGO_PKG_VERSION").to_string())];
    for (letter, side) in [("A", of.a), ("B", of.b)] {
        let opened = &side.opened;
        let record = side.books.as_ref().map_or_else(|| String::from("not there"), |b| b.digest.clone());
        rows.extend([
            (letter.to_string(), side.label.clone()),
            (format!("{letter}: digest of the operation"), hex(&opened.loaded.scenario.digest)),
            (format!("{letter}: digest of the record"), record),
            (format!("{letter}: digest of the rules"), opened.rules.digest.clone()),
        ]);
    }
    let (first, last) = (of.seeds[0], of.seeds[of.seeds.len() - 1]);
    let finished = of.rows.first().map_or(0, |row| row.difference.seeds);
    rows.extend([
        (String::from("seeds"), format!("set {}, {} of them, {first} to {last}", of.set, of.seeds.len())),
        (String::from("finished in both arms"), finished.to_string()),
        (String::from("fans and bands"), format!("from the first {} of them at most", verst_report::MOST)),
        (String::from("command line"), command),
    ]);
    if let Some(stopped) = &of.stopped {
        rows.push((String::from("stopped"), stopped.line().trim_end().replace('\n', " ")));
    }
    rows
}
