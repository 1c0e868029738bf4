//! The journal of a run as a file: a header that says how to repeat the run, then one entry a line, with keys for ids.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use verst_domain::ids::{LinkId, RiverId};
use verst_domain::journal::{Entry, Losses, Stand, What};
use verst_domain::scenario::Scenario;
use verst_files::load::Loaded;

use crate::args::{Inputs, Orders, Play};
use crate::failure::Failure;
use crate::open::{self, Rules};
use crate::result_file::{hex, inputs};

/// How to repeat a run, and what it was made with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Version of the form of the file.
    pub format: u32,
    /// Version of verst.
    pub verst_version: String,
    /// Folder of the operation.
    pub scenario: String,
    /// Digest of its files.
    pub scenario_digest: String,
    /// Digest of the rules.
    pub rules_digest: String,
    /// Order mode.
    pub orders: String,
    /// Input mode.
    pub inputs: String,
    /// Settings.
    pub changes: Vec<String>,
    /// Variant, if it was one.
    #[serde(default)]
    pub variant: Option<String>,
    /// Rules file, where another than the operation's.
    pub rules: Option<String>,
    /// Where the operation was cut.
    pub until: Option<String>,
    /// The seed.
    pub seed: u64,
}

impl Header {
    /// The header of a run.
    #[must_use]
    pub fn new(loaded: &Loaded, rules: &Rules, play: &Play, until: Option<&str>, seed: u64) -> Self {
        Self {
            format: 1,
            verst_version: env!("CARGO_PKG_VERSION").to_string(),
            scenario: loaded.folder.display().to_string(),
            scenario_digest: hex(&loaded.scenario.digest),
            rules_digest: rules.digest.clone(),
            orders: open::mode(play.orders).name().to_string(),
            inputs: inputs(play.inputs).to_string(),
            changes: play.set.clone(),
            variant: play.variant.clone(),
            rules: play.rules.as_ref().map(|p| p.display().to_string()),
            until: until.map(String::from),
            seed,
        }
    }

    /// Reads the header of a journal; none if the file is no journal.
    ///
    /// # Errors
    /// If it cannot be read or is newer than this version.
    pub fn read(path: &Path) -> Result<Option<Self>, Failure> {
        let text = std::fs::read_to_string(path)
            .map_err(|e| Failure::Usage(format!("{} cannot be read as a journal: {e}", path.display())))?;
        let Some(header) = text.lines().next().and_then(|l| serde_json::from_str::<Self>(l).ok()) else {
            return Ok(None);
        };
        if header.format > 1 {
            return Err(Failure::Usage(format!(
                "{}: format {} is newer than this version",
                path.display(),
                header.format
            )));
        }
        Ok(Some(header))
    }

    /// The settings that repeat the run.
    #[must_use]
    pub fn play(&self) -> Play {
        Play {
            orders: match self.orders.as_str() {
                "opening" => Orders::Opening,
                "doctrine" => Orders::Doctrine,
                _ => Orders::Historical,
            },
            inputs: if self.inputs == "best" { Inputs::Best } else { Inputs::Drawn },
            set: self.changes.clone(),
            variant: self.variant.clone(),
            rules: self.rules.as_ref().map(Into::into),
        }
    }
}

/// The first line.
#[must_use]
pub fn begin(header: &Header) -> String {
    serde_json::to_string(header).expect("plain data has a JSON form") + "\n"
}

/// One entry more.
pub fn add(text: &mut String, scenario: &Scenario, entry: &Entry) {
    text.push_str(&line(scenario, entry));
    text.push('\n');
}

/// An entry as one line.
pub fn line(scenario: &Scenario, entry: &Entry) -> String {
    let (what, mut fields) = entry_fields(scenario, &entry.what);
    let at = scenario.calendar.date(entry.at).to_string();
    let mut line = json!({ "at": at, "minute": entry.at.0, "what": what });
    if let (Some(line), Some(fields)) = (line.as_object_mut(), fields.as_object_mut()) {
        line.append(fields);
    }
    line.to_string()
}

fn entry_fields(scenario: &Scenario, what: &What) -> (&'static str, Value) {
    let unit = |id: &verst_domain::ids::UnitId| &scenario.unit(*id).key;
    let place = |id: &verst_domain::ids::PlaceId| &scenario.theatre.place(*id).key;
    let side = |id: &verst_domain::ids::SideId| &scenario.side(*id).key;
    let order = |id: &verst_domain::ids::OrderId| &scenario.orders[id.index()].key;
    match what {
        What::Weather { temp_c, snow_cm, mud } => {
            ("Weather", json!({ "temp_c": temp_c, "snow_cm": snow_cm, "mud": mud }))
        }
        What::OrderReceived(o) => ("OrderReceived", json!({ "order": order(o) })),
        What::OrderEnded(o) => ("OrderEnded", json!({ "order": order(o) })),
        What::Arrived { unit: u, place: p, men, tanks, guns } => (
            "Arrived",
            json!({ "unit": unit(u), "place": place(p), "men": men, "tanks": tanks, "guns": guns }),
        ),
        What::Departed { unit: u, men, tanks, guns } => {
            ("Departed", json!({ "unit": unit(u), "men": men, "tanks": tanks, "guns": guns }))
        }
        What::Captured { place: p, by, unit: u } => {
            ("Captured", json!({ "place": place(p), "by": side(by), "unit": u.as_ref().map(unit) }))
        }
        What::Foothold { unit: u, place: p } => ("Foothold", json!({ "unit": unit(u), "place": place(p) })),
        What::Reached { unit: u, place: p } => ("Reached", json!({ "unit": unit(u), "place": place(p) })),
        What::EngagementOpened { place: p, attacker, attacker_men, defender_men } => (
            "EngagementOpened",
            json!({ "place": place(p), "attacker": side(attacker), "attacker_men": attacker_men,
                    "defender_men": defender_men }),
        ),
        What::EngagementResolved { place: p, attacker, success } => (
            "EngagementResolved",
            json!({ "place": place(p), "attacker": side(attacker), "success": success }),
        ),
        What::Retreated { unit: u, from, to, why } => (
            "Retreated",
            json!({ "unit": unit(u), "from": place(from), "to": place(to), "why": format!("{why:?}") }),
        ),
        What::CutOff(u) => ("CutOff", json!({ "unit": unit(u) })),
        What::Relieved(u) => ("Relieved", json!({ "unit": unit(u) })),
        What::Surrendered { unit: u, place: p, prisoners, through, to } => (
            "Surrendered",
            json!({ "unit": unit(u), "place": place(p), "prisoners": prisoners, "through": through,
                    "to": to.as_ref().map(unit) }),
        ),
        What::FlownIn { unit: u, tons } => ("FlownIn", json!({ "unit": unit(u), "tons": tons })),
        What::Destroyed(u) => ("Destroyed", json!({ "unit": unit(u) })),
        What::Seen { unit: u, place: p } => ("Seen", json!({ "unit": unit(u), "place": place(p) })),
        What::BridgeBlown { link, river, by } => ("BridgeBlown", bridge(scenario, *link, *river, side(by))),
        What::BridgeTaken { link, river, by } => ("BridgeTaken", bridge(scenario, *link, *river, side(by))),
        What::BridgeRestored { link, river, by } => {
            ("BridgeRestored", bridge(scenario, *link, *river, side(by)))
        }
        What::Lost { unit: u, losses } => ("Lost", lost(unit(u), losses)),
        What::Repaired { unit: u, tanks } => ("Repaired", json!({ "unit": unit(u), "tanks": tanks })),
        What::Joined { unit: u, men, healed, tanks, guns } => {
            ("Joined", json!({ "unit": unit(u), "men": men, "healed": healed, "tanks": tanks, "guns": guns }))
        }
        What::Stand(s) => ("Stand", stand(scenario, s)),
        What::Front { link, line_a, line_b } => (
            "Front",
            json!({ "link": scenario.theatre.link(*link).key, "line_a_km": line_a, "line_b_km": line_b }),
        ),
        What::Queued { unit: u, place: p, trains, before } => {
            ("Queued", json!({ "unit": unit(u), "place": place(p), "trains": trains, "before": before }))
        }
        What::Entrained { unit: u, place: p, to, trains, men, tanks, guns } => (
            "Entrained",
            json!({ "unit": unit(u), "place": place(p), "to": place(to), "trains": trains, "men": men,
                    "tanks": tanks, "guns": guns }),
        ),
        What::Unloaded { unit: u, place: p, train, of, men, tanks, guns, days } => (
            "Unloaded",
            json!({ "unit": unit(u), "place": place(p), "train": train, "of": of, "men": men,
                    "tanks": tanks, "guns": guns, "days": days }),
        ),
        What::RailOpened { link, by } => {
            ("RailOpened", json!({ "link": scenario.theatre.link(*link).key, "by": side(by) }))
        }
        What::TurnEnd { turn, digest } => {
            ("TurnEnd", json!({ "turn": turn, "digest": format!("{digest:016x}") }))
        }
        What::Factors { .. } => ("Factors", json!({})),
    }
}

fn bridge(scenario: &Scenario, link: LinkId, river: RiverId, by: &str) -> Value {
    let theatre = &scenario.theatre;
    json!({ "link": theatre.link(link).key, "river": theatre.rivers[river.index()].key, "by": by })
}

fn lost(unit: &str, l: &Losses) -> Value {
    json!({ "unit": unit, "killed": l.killed, "wounded": l.wounded, "missing": l.missing, "sick": l.sick,
            "frostbitten": l.frostbitten, "tanks": l.tanks, "tanks_damaged": l.tanks_damaged, "guns": l.guns })
}

fn stand(scenario: &Scenario, s: &Stand) -> Value {
    json!({ "unit": scenario.unit(s.unit).key, "under": scenario.formation(s.under).key,
            "place": scenario.theatre.place(s.place).key,
            "link": s.on.map(|(link, _)| &scenario.theatre.link(link).key), "km": s.on.map(|(_, km)| km),
            "men": s.men, "tanks": s.tanks, "guns": s.guns, "supply": s.supply, "food": s.food,
            "ammunition": s.ammunition, "fuel": s.fuel, "fodder": s.fodder, "fatigue": s.fatigue, "cohesion": s.cohesion, "doing": format!("{:?}", s.doing), "cut_off": s.cut_off })
}
