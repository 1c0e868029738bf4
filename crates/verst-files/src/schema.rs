//! The files of an operation as they are written. `scenarios/FORMAT.md` names every field with unit and example.

use std::collections::BTreeMap;

use serde::Deserialize;
use verst_domain::forces::{Known, Level, Mobility, Travel, UnitKind};
use verst_domain::orders::Priority;
use verst_domain::quantity::Basis;
use verst_domain::theatre::{RoadClass, Terrain, WorksClass};
use verst_domain::weather::Sky;

use crate::number::{Day, Days, Number, Spot};

/// Basis and source for rows that do not say otherwise.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rows {
    /// How firmly they stand.
    pub basis: Basis,
    /// Key of sources.ron.
    pub source: String,
}

/// Defines a written row: its own fields, and basis, source and note that any row may carry.
macro_rules! rows {
    ($($(#[$doc:meta])* $name:ident { $($(#[$attribute:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[allow(missing_docs, reason = "FORMAT.md documents every field, with unit and example")]
        pub struct $name {
            $($(#[$attribute])* pub $field: $type,)*
            #[serde(default)]
            pub basis: Option<Basis>,
            #[serde(default)]
            pub source: Option<String>,
            #[serde(default)]
            pub note: Option<String>,
        }

        impl Cited for $name {
            fn basis(&self) -> Option<Basis> { self.basis }
            fn source(&self) -> Option<&str> { self.source.as_deref() }
        }
    )*};
}

/// A row with a citation of its own.
pub trait Cited {
    /// Its own basis.
    fn basis(&self) -> Option<Basis>;
    /// Its own source.
    fn source(&self) -> Option<&str>;
}

/// Defines a written file or part: plain structs that refuse unknown fields.
macro_rules! parts {
    ($($(#[$doc:meta])* $name:ident { $($(#[$attribute:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[allow(missing_docs, reason = "FORMAT.md documents every field, with unit and example")]
        pub struct $name { $($(#[$attribute])* pub $field: $type,)* }
    )*};
}

parts! {
    /// sources.ron
    SourcesFile { format: u32, sources: BTreeMap<String, SourceEntry>, }
    /// A source: title, address, note.
    SourceEntry { title: String, #[serde(default)] at: Option<String>, #[serde(default)] note: Option<String>, }
    /// scenario.ron
    ScenarioFile {
        format: u32, rows: Option<Rows>, title: String, summary: String, start: Day, end: Day,
        turn_hours: u32, round_hours: u32, sides: BTreeMap<String, SideRow>,
        #[serde(default)] free_choices: Vec<String>,
    }
    /// theatre.ron
    TheatreFile {
        format: u32, rows: Option<Rows>, places: BTreeMap<String, PlaceRow>, links: BTreeMap<String, LinkRow>,
        #[serde(default)] rivers: BTreeMap<String, RiverRow>,
        #[serde(default)] works: BTreeMap<String, WorksRow>,
        sources: BTreeMap<String, SupplyRow>,
        #[serde(default)] irregulars: BTreeMap<String, IrregularsRow>,
        #[serde(default)] front: Vec<FrontRow>,
        #[serde(default)] off_road: bool,
    }
    /// A river on a link.
    CrossingPart {
        river: String, bridge: bool, #[serde(default)] down: bool, #[serde(default)] km: Option<f64>,
    }
    /// Where the front lies on a link.
    FrontRow { link: String, km: Number, from_end: String, note: Option<String>, }
    /// forces.ron
    ForcesFile {
        format: u32, rows: Option<Rows>, formations: BTreeMap<String, FormationRow>, units: BTreeMap<String, UnitRow>,
        #[serde(default)] air: BTreeMap<String, AirRow>,
        #[serde(default)] airlift: BTreeMap<String, AirliftRow>,
        #[serde(default)] replacements: BTreeMap<String, ReplacementsRow>,
    }
    /// How a unit comes.
    EntersPart { at: String, on: Days, by: Travel, known: Known, }
    /// That a unit leaves.
    LeavesPart { on: Days, known: Known, }
    /// orders.ron
    OrdersFile { format: u32, rows: Option<Rows>, orders: BTreeMap<String, OrderRow>, }
    /// weather.ron
    WeatherFile { format: u32, rows: Option<Rows>, days: BTreeMap<String, WeatherRow>, }
}

rows! {
    /// A side.
    SideRow { name: String, army: String, #[serde(default)] air: Option<Number>, #[serde(default)] winter_kit: Option<Number>, }
    /// A place.
    PlaceRow {
        name: String, lat: f64, lon: f64, terrain: Terrain, holder: String,
        #[serde(default)] town_depth: Option<Number>, #[serde(default)] key: bool,
    }
    /// A link.
    LinkRow {
        between: (String, String), km: Number, #[serde(default)] road: Option<RoadClass>,
        #[serde(default)] rail_km: Option<f64>, #[serde(default)] tracks: Option<u8>, #[serde(default)] rail_cut: bool,
        terrain: Terrain,
        #[serde(default)] crosses: Vec<CrossingPart>, #[serde(default)] frontage: Option<Number>,
    }
    /// A river.
    RiverRow { name: String, width_m: Number, #[serde(default)] ice_cm: Option<Number>, line: Vec<(f64, f64)>, }
    /// Works.
    WorksRow { at: String, side: String, class: WorksClass, depth: Number, }
    /// A source of supply.
    SupplyRow { side: String, at: String, trains: Number, #[serde(default)] from: Option<Day>, }
    /// Partisans.
    IrregularsRow { side: String, name: String, men: Number, around: Vec<String>, km: f64, }
    /// How much of its transport is with a formation, and when the rest has come.
    TransportRow { present: Number, #[serde(default)] whole: Option<Days>, }
    /// A formation.
    FormationRow {
        side: String, name: String, level: Level, #[serde(default)] under: Option<String>,
        #[serde(default)] fallback: Vec<String>, #[serde(default)] transport: Option<TransportRow>,
    }
    /// A unit.
    UnitRow {
        #[serde(default)] name: Option<String>, kind: UnitKind, #[serde(default)] mobility: Option<Mobility>,
        under: String, #[serde(default)] at: Option<Spot>, #[serde(default)] enters: Option<EntersPart>,
        #[serde(default)] leaves: Option<LeavesPart>, men: Number, #[serde(default)] line: Option<Number>,
        #[serde(default)] tanks: Option<Number>, #[serde(default)] guns: Option<Number>,
        #[serde(default)] fatigue: Option<Number>, #[serde(default)] supply: Option<Number>,
        #[serde(default)] cohesion: Option<Number>, #[serde(default)] age_days: Option<Number>,
        #[serde(default)] army: Option<String>,
    }
    /// Aircraft.
    AirRow {
        side: String, name: String, under: String, sorties: Number,
        #[serde(default)] from: Option<Day>, #[serde(default)] until: Option<Day>,
    }
    /// Transport aircraft.
    AirliftRow {
        side: String, name: String, bases: Vec<String>, tons: Number, km: f64,
        #[serde(default)] from: Option<Day>, #[serde(default)] until: Option<Day>,
    }
    /// Men and equipment that come day by day.
    ReplacementsRow {
        to: String, from: Day, until: Day, men: Number, #[serde(default)] tanks: Option<Number>,
        #[serde(default)] guns: Option<Number>, known: Known,
    }
    /// An order.
    OrderRow {
        to: String, issued: Days, known: Known, task: TaskPart, #[serde(default)] when: Option<WhenPart>,
        #[serde(default)] until: Option<WhenPart>, #[serde(default)] supply: Option<Priority>,
        #[serde(default)] then: Option<String>,
    }
    /// Weather of a day, or of several.
    WeatherRow {
        #[serde(default)] until: Option<Day>, temp_c: Number, snow_cm: Number, sky: Sky, #[serde(default)] mud: bool,
    }
}

/// What an order asks, as written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "FORMAT.md documents every field, with unit and example")]
pub enum TaskPart {
    Attack {
        along: Vec<String>,
        #[serde(default)]
        press: bool,
    },
    March {
        via: Vec<String>,
        #[serde(default)]
        hours: HoursPart,
        #[serde(default)]
        avoid: AvoidPart,
        then: ThenPart,
    },
    Hold {
        #[serde(default)]
        at: Option<String>,
        #[serde(default)]
        stand_fast: bool,
    },
    Delay {
        along: Vec<String>,
    },
    Withdraw {
        along: Vec<String>,
    },
    Reserve {
        #[serde(default)]
        at: Option<String>,
    },
    Rail {
        to: String,
    },
    Support(String),
    Join(String),
}

/// When to march.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[allow(missing_docs, reason = "FORMAT.md")]
pub enum HoursPart {
    #[default]
    Any,
    Night,
}

/// What to avoid on a march.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[allow(missing_docs, reason = "FORMAT.md")]
pub enum AvoidPart {
    #[default]
    Nothing,
    Contact,
}

/// What to do at the end of a march.
#[derive(Clone, Copy, Debug, Deserialize)]
#[allow(missing_docs, reason = "FORMAT.md")]
pub enum ThenPart {
    Hold,
    Seize,
    Reserve,
}

/// A condition.
#[derive(Clone, Debug, Deserialize)]
#[allow(missing_docs, reason = "FORMAT.md")]
pub enum WhenPart {
    SupplyCut,
    LossAbove(f64),
    Holds(String),
    Lost(String),
    From(Day),
    Any(Vec<WhenPart>),
    All(Vec<WhenPart>),
}
