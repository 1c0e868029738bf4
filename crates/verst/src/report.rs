//! What the page of a replay is made of.

use std::collections::BTreeMap;

use verst_domain::quantity::Citation;
use verst_domain::scenario::Scenario;
use verst_engine::journal::Detail;
use verst_report::{Fold, Input, Page, Series, Shown, Story, html};
use verst_study::runner::Arm;
use verst_study::settings;

use crate::diary::Diary;
use crate::open::Rules;
use crate::result_file::{self, Result, hex};
use crate::watch::Watch;

/// The page of an ensemble; the run of its first seed is played once more for the map and the diary.
#[must_use]
pub fn page(result: &Result<'_>, arm: &Arm, (series, fold): (&Series, &Fold<'_>), command: String) -> String {
    let (loaded, scenario) = (result.loaded, &*arm.scenario);
    let mut story = Story::new(scenario, series);
    let mut diary = Diary::new(scenario, Watch::new(scenario, &[]).unwrap_or_default());
    let mut turns = Vec::new();
    let shown = result.ensemble.runs[0].seed;
    arm.replay(shown, Detail::Factors, &mut |entry| {
        story.see(entry);
        turns.extend(diary.see(entry));
    });
    let values = result.ensemble.values();
    html(&Page {
        shown: Shown {
            scenario,
            record: result.books.map(|b| &b.record),
            series,
            fold,
            story: &story,
            values: &values,
            told: diary.told,
        },
        result: result_file::value(result),
        diary: turns,
        inputs: inputs(scenario, result.rules),
        sources: loaded
            .cited
            .keys()
            .map(|key| (key.clone(), loaded.sources.get(key).map_or_else(String::new, |s| s.title.clone())))
            .collect(),
        free_choices: loaded.free_choices.clone(),
        manifest: manifest(result, command),
    })
}

/// Every number that went in, with its basis and source.
fn inputs(scenario: &Scenario, rules: &Rules) -> Vec<Input> {
    let mut cited = citations(scenario);
    rules.file.clone().visit(&mut |seen| {
        let Citation { basis, source } = seen.citation;
        cited.insert(format!("rules.{}", seen.path()), (format!("{basis:?}").to_lowercase(), source.clone()));
    });
    let listed = settings::list(scenario, &rules.file, "*").into_iter();
    let inputs = listed.map(|l| {
        let owner: Vec<&str> = l.path.splitn(3, '.').take(2).collect();
        let cited = cited.get(&l.path).or_else(|| cited.get(&owner.join("."))).cloned();
        Input { unit: l.unit, range: [l.quantity.best, l.quantity.low, l.quantity.high], path: l.path, cited }
    });
    inputs.collect()
}

/// Basis and source of each entry of an operation, by its path.
fn citations(scenario: &Scenario) -> BTreeMap<String, (String, String)> {
    let theatre = &scenario.theatre;
    let mut all: Vec<(&str, &str, &Citation)> = Vec::new();
    all.extend(scenario.sides.iter().map(|s| ("sides", s.key.as_str(), &s.citation)));
    all.extend(theatre.places.iter().map(|p| ("places", p.key.as_str(), &p.citation)));
    all.extend(theatre.links.iter().map(|l| ("links", l.key.as_str(), &l.citation)));
    all.extend(theatre.rivers.iter().map(|r| ("rivers", r.key.as_str(), &r.citation)));
    all.extend(theatre.works.iter().map(|w| ("works", w.key.as_str(), &w.citation)));
    all.extend(theatre.sources.iter().map(|s| ("sources", s.key.as_str(), &s.citation)));
    all.extend(theatre.irregulars.iter().map(|i| ("irregulars", i.key.as_str(), &i.citation)));
    all.extend(scenario.units.iter().map(|u| ("units", u.key.as_str(), &u.citation)));
    all.extend(scenario.air.iter().map(|a| ("air", a.key.as_str(), &a.citation)));
    all.extend(scenario.airlift.iter().map(|a| ("airlift", a.key.as_str(), &a.citation)));
    all.extend(scenario.replacements.iter().map(|r| ("replacements", r.key.as_str(), &r.citation)));
    all.extend(scenario.orders.iter().map(|o| ("orders", o.key.as_str(), &o.citation)));
    let transport = scenario.formations.iter().filter_map(|f| Some((f, f.transport.as_ref()?)));
    all.extend(transport.map(|(f, t)| ("formations", f.key.as_str(), &t.citation)));
    let told = |c: &Citation| (format!("{:?}", c.basis).to_lowercase(), c.source.clone());
    all.into_iter().map(|(kind, key, c)| (format!("{kind}.{key}"), told(c))).collect()
}

fn manifest(result: &Result<'_>, command: String) -> Vec<(String, String)> {
    let seeds = &result.seeds.seeds;
    let rows = [
        ("verst", env!("CARGO_PKG_VERSION").to_string()),
        ("operation", result.loaded.scenario.key.clone()),
        ("digest of the operation", hex(&result.loaded.scenario.digest)),
        ("digest of the record", result.books.map_or_else(|| String::from("not read"), |b| b.digest.clone())),
        ("digest of the rules", result.rules.digest.clone()),
        (
            "seeds",
            format!(
                "set {}, {} of them, {} to {}",
                result.seeds.name,
                seeds.len(),
                seeds[0],
                seeds[seeds.len() - 1]
            ),
        ),
        ("finished runs", result.ensemble.runs.len().to_string()),
        ("fans and bands", format!("from the first {} of them at most", verst_report::MOST)),
        ("digest of the runs", hex(&result.ensemble.digest())),
        ("command line", command),
    ];
    rows.into_iter().map(|(name, value)| (name.to_string(), value)).collect()
}
