//! A whole operation, checked and with dense ids: what a run starts from.

use crate::forces::{
    AirForce, Airlift, Coming, Formation, Known, Replacements, Side, Start, Transport, Unit,
};
use crate::ids::{FormationId, PlaceId, SideId, UnitId};
use crate::orders::{Addressee, Condition, Order, Task};
use crate::theatre::Theatre;
use crate::time::Calendar;
use crate::weather::WeatherDay;

/// Which orders, arrivals and departures a run may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderMode {
    /// All: the hindcast.
    Historical,
    /// Those decided before the first minute; doctrine goes on from there: the forecast.
    Opening,
    /// No order at all, and the arrivals of the forecast: what doctrine alone would do.
    Doctrine,
}

impl OrderMode {
    /// Its name on the command line and in results.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Historical => "historical",
            Self::Opening => "opening",
            Self::Doctrine => "doctrine",
        }
    }
}

/// An operation without its record.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Key: the folder's name.
    pub key: String,
    /// Title for people.
    pub title: String,
    /// One paragraph for people.
    pub summary: String,
    /// When it begins and ends, and its turns and rounds.
    pub calendar: Calendar,
    /// The two sides, in key order.
    pub sides: Vec<Side>,
    /// The map.
    pub theatre: Theatre,
    /// Headquarters in key order.
    pub formations: Vec<Formation>,
    /// Units in key order.
    pub units: Vec<Unit>,
    /// Aircraft in key order.
    pub air: Vec<AirForce>,
    /// Transport aircraft, by key.
    pub airlift: Vec<Airlift>,
    /// Replacements in key order.
    pub replacements: Vec<Replacements>,
    /// Orders in key order.
    pub orders: Vec<Order>,
    /// Weather from the calendar day of the start to that of the end.
    pub weather: Vec<WeatherDay>,
    /// BLAKE3 of the scenario's files without the record.
    pub digest: [u8; 32],
}

impl Scenario {
    /// A unit by id.
    #[must_use]
    pub fn unit(&self, id: UnitId) -> &Unit {
        &self.units[id.index()]
    }
    /// A formation by id.
    #[must_use]
    pub fn formation(&self, id: FormationId) -> &Formation {
        &self.formations[id.index()]
    }
    /// How the transport of a formation comes: its own, or that of the nearest above it that states one; else it is whole.
    #[must_use]
    pub fn transport(&self, of: FormationId) -> Coming {
        let above = |f: &FormationId| self.formation(*f).under;
        let stated =
            std::iter::successors(Some(of), above).find_map(|f| self.formation(f).transport.as_ref());
        stated.map_or(Coming::WHOLE, Transport::coming)
    }
    /// A side by id.
    #[must_use]
    pub fn side(&self, id: SideId) -> &Side {
        &self.sides[id.index()]
    }
    /// Name of a place for people.
    #[must_use]
    pub fn place_name(&self, id: PlaceId) -> &str {
        &self.theatre.place(id).name
    }
    /// The side with a key.
    #[must_use]
    pub fn find_side(&self, key: &str) -> Option<SideId> {
        self.sides.iter().position(|s| s.key == key).map(SideId::new)
    }
    /// The unit with a key.
    #[must_use]
    pub fn find_unit(&self, key: &str) -> Option<UnitId> {
        self.units.binary_search_by(|u| u.key.as_str().cmp(key)).ok().map(UnitId::new)
    }
    /// The formation with a key.
    #[must_use]
    pub fn find_formation(&self, key: &str) -> Option<FormationId> {
        self.formations.binary_search_by(|f| f.key.as_str().cmp(key)).ok().map(FormationId::new)
    }
    /// Whether `inner` is `outer` or stands below it in the chain of command of the start.
    #[must_use]
    pub fn is_under(&self, inner: FormationId, outer: FormationId) -> bool {
        let mut at = Some(inner);
        while let Some(f) = at {
            if f == outer {
                return true;
            }
            at = self.formation(f).under;
        }
        false
    }
    /// The side of whom an order is given to.
    #[must_use]
    pub fn addressed_side(&self, to: Addressee) -> SideId {
        match to {
            Addressee::Formation(formation) => self.formation(formation).side,
            Addressee::Unit(unit) => self.unit(unit).side,
        }
    }
    /// Units of a formation and of all below it, in id order.
    #[must_use]
    pub fn units_under(&self, formation: FormationId) -> Vec<UnitId> {
        (0..self.units.len())
            .map(UnitId::new)
            .filter(|&u| self.is_under(self.unit(u).under, formation))
            .collect()
    }
    /// Removes what the mode may not know: orders, arrivals, replacements and departures that were decided during the operation.
    /// A unit whose arrival is removed stays in the list and never comes. Where opening orders are played alone, those without an
    /// end last for as long as plans reach: the order that would have replaced them never comes.
    pub fn keep_known(&mut self, mode: OrderMode) {
        if mode == OrderMode::Historical {
            return;
        }
        let never = (self.calendar.end.0 + 1) as f64;
        let is_unknown = |o: &&mut Order| o.known == Known::Reaction || mode == OrderMode::Doctrine;
        self.orders.iter_mut().filter(is_unknown).for_each(|o| {
            o.issued = crate::quantity::Quantity::exact(never);
        });
        if mode == OrderMode::Opening {
            let endless = |o: &&mut Order| o.until.is_none() && !matches!(o.task, Task::Join { .. });
            self.orders.iter_mut().filter(endless).for_each(|o| o.until = Some(Condition::PlanRunsOut));
        }
        for stream in self.replacements.iter_mut().filter(|r| r.known == Known::Reaction) {
            [stream.men, stream.tanks, stream.guns] = [crate::quantity::Quantity::exact(0.0); 3];
        }
        for unit in &mut self.units {
            if unit.leaves.is_some_and(|l| l.known == Known::Reaction) {
                unit.leaves = None;
            }
            if let Start::Enters { on, known: Known::Reaction, .. } = &mut unit.start {
                *on = crate::quantity::Quantity::exact(never);
            }
        }
    }
}
