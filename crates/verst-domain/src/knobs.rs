//! Knobs: every cited quantity of a scenario, visited in one fixed order, so that a sweep sets them by index.

use crate::forces::Start;
use crate::limits;
use crate::quantity::Quantity;
use crate::scenario::Scenario;
use crate::time::DAY;

/// What a visitor sees of a quantity.
pub struct Knob<'a> {
    /// Key of the noun it belongs to, such as `units.154rd`.
    pub owner: (&'static str, &'a str),
    /// Field name, such as `men`.
    pub field: &'static str,
    /// Unit, such as `men`, `km`, `minutes`.
    pub unit: &'static str,
    /// The least and the most that it can be.
    pub limits: (f64, f64),
    /// The quantity.
    pub quantity: &'a mut Quantity,
}

impl Knob<'_> {
    /// Its path, such as `units.154rd.men`.
    #[must_use]
    pub fn path(&self) -> String {
        path(self.owner, self.field)
    }
}

/// The path of an owner's field.
#[must_use]
pub fn path((kind, key): (&str, &str), field: &str) -> String {
    if key.is_empty() { format!("{kind}.{field}") } else { format!("{kind}.{key}.{field}") }
}

/// Visits every quantity of a scenario, always in the same order.
pub fn visit(scenario: &mut Scenario, see: &mut dyn FnMut(Knob<'_>)) {
    let minutes =
        (-(limits::EARLIEST_DAYS * DAY) as f64, (scenario.calendar.end.0 + limits::LATEST_DAYS * DAY) as f64);
    let mut show = |kind, key: &str, field, unit, limits, quantity: &mut Quantity| {
        see(Knob { owner: (kind, key), field, unit, limits, quantity });
    };
    for s in &mut scenario.sides {
        show("sides", &s.key, "air", "level", limits::AIR, &mut s.air);
        show("sides", &s.key, "winter_kit", "share", limits::SHARE, &mut s.winter_kit);
    }
    for p in &mut scenario.theatre.places {
        show("places", &p.key, "town_depth", "km", limits::LENGTH, &mut p.town_depth);
    }
    for l in &mut scenario.theatre.links {
        show("links", &l.key, "km", "km", limits::LINK_KM, &mut l.km);
        show("links", &l.key, "frontage", "km", limits::LENGTH, &mut l.frontage);
    }
    for r in &mut scenario.theatre.rivers {
        show("rivers", &r.key, "width_m", "m", limits::LENGTH, &mut r.width_m);
        show("rivers", &r.key, "ice_cm", "cm", limits::LENGTH, &mut r.ice_cm);
    }
    for w in &mut scenario.theatre.works {
        show("works", &w.key, "depth", "km", limits::LENGTH, &mut w.depth);
    }
    for s in &mut scenario.theatre.sources {
        show("sources", &s.key, "trains", "trains/day", limits::LENGTH, &mut s.trains);
    }
    for i in &mut scenario.theatre.irregulars {
        show("irregulars", &i.key, "men", "men", limits::COUNT, &mut i.men);
    }
    for f in &mut scenario.formations {
        let Some(transport) = &mut f.transport else { continue };
        show("formations", &f.key, "transport.present", "share", limits::SHARE, &mut transport.present);
        if let Some(whole) = &mut transport.whole {
            show("formations", &f.key, "transport.whole", "minutes", minutes, whole);
        }
    }
    for u in &mut scenario.units {
        let key = u.key.as_str();
        show("units", key, "men", "men", limits::COUNT, &mut u.men);
        if let Some(line) = &mut u.line {
            show("units", key, "line", "men", limits::COUNT, line);
        }
        show("units", key, "tanks", "tanks", limits::COUNT, &mut u.tanks);
        show("units", key, "guns", "guns", limits::COUNT, &mut u.guns);
        show("units", key, "fatigue", "share", limits::SHARE, &mut u.fatigue);
        show("units", key, "supply", "share", limits::SHARE, &mut u.supply);
        show("units", key, "cohesion", "share", limits::SHARE, &mut u.cohesion);
        show("units", key, "age_days", "days", limits::COUNT, &mut u.age_days);
        match &mut u.start {
            Start::At(_) => {}
            Start::OnLink { link, km } => {
                let whole = scenario.theatre.links[link.index()].km.best;
                show("units", key, "at.km", "km", (0.0, whole), km);
            }
            Start::Enters { on, .. } => show("units", key, "enters.on", "minutes", minutes, on),
        }
        if let Some(leaves) = &mut u.leaves {
            show("units", key, "leaves.on", "minutes", minutes, &mut leaves.on);
        }
    }
    for a in &mut scenario.air {
        show("air", &a.key, "sorties", "sorties/day", limits::COUNT, &mut a.sorties);
    }
    for l in &mut scenario.airlift {
        show("airlift", &l.key, "tons", "tons/day", limits::COUNT, &mut l.tons);
    }
    for r in &mut scenario.replacements {
        show("replacements", &r.key, "men", "men/day", limits::COUNT, &mut r.men);
        show("replacements", &r.key, "tanks", "tanks/day", limits::COUNT, &mut r.tanks);
        show("replacements", &r.key, "guns", "guns/day", limits::COUNT, &mut r.guns);
    }
    for o in &mut scenario.orders {
        show("orders", &o.key, "issued", "minutes", minutes, &mut o.issued);
    }
    for (day, w) in scenario.weather.iter_mut().enumerate() {
        let key = format!("{day}");
        show("weather", &key, "temp_c", "degrees C", limits::TEMPERATURE, &mut w.temp_c);
        show("weather", &key, "snow_cm", "cm", limits::SNOW, &mut w.snow_cm);
    }
}
