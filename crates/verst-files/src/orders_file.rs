//! orders.ron: checks and lowering of orders and their conditions.

use verst_domain::forces::{Formation, Unit, UnitKind};
use verst_domain::ids::{FormationId, OrderId, PlaceId, SideId, UnitId};
use verst_domain::limits;
use verst_domain::orders::{Addressee, Condition, Hours, Order, Task, Then};
use verst_domain::theatre::Theatre;
use verst_domain::time::Calendar;

use crate::number::Days;
use crate::report::Report;
use crate::schema::{AvoidPart, HoursPart, OrdersFile, TaskPart, ThenPart, WhenPart};
use verst_domain::near::nearest;

/// Checks and lowers orders.ron.
pub(crate) fn lower(
    report: &mut Report,
    file: &OrdersFile,
    theatre: &Theatre,
    formations: &[Formation],
    units: &[Unit],
    calendar: &Calendar,
) -> Vec<Order> {
    let keys: Vec<&str> = file.orders.keys().map(String::as_str).collect();
    let mut context = Context { report, theatre, formations, calendar };
    let mut list = Vec::new();
    for (key, row) in &file.orders {
        let path = format!("orders.{key}");
        context.report.key(&path, key);
        let citation = context.report.cite(&path, row);
        let addressee = addressee(context.report, &path, &row.to, formations, units);
        let side = addressee.map(|(_, side)| side);
        let task = context.task(&format!("{path}.task"), &row.task, side);
        if let Some((to, _)) = addressee.filter(|_| matches!(row.task, TaskPart::Support(_))) {
            context.are_guns(&path, to, units);
        }
        if row.supply.is_some() && matches!(row.task, TaskPart::Join(_)) {
            let hint = String::from("write supply: into the order that the troops act on");
            let message = "a change of headquarters gives no priority of supply";
            context.report.tell(&format!("{path}.supply"), message, Some(hint));
        }
        let when = row.when.as_ref().map(|w| context.condition(&format!("{path}.when"), w));
        let until = row.until.as_ref().map(|w| context.condition(&format!("{path}.until"), w));
        let then = row
            .then
            .as_ref()
            .and_then(|t| context.report.find(&format!("{path}.then"), "order", t, &keys))
            .map(OrderId::new);
        let issued =
            context.report.dated_from(&format!("{path}.issued"), row.issued, calendar, limits::EARLIEST_DAYS);
        let (Some(task), Some((to, _))) = (task, addressee) else { continue };
        list.push(Order {
            key: key.clone(),
            to,
            issued,
            known: row.known,
            task,
            when,
            until,
            supply: row.supply,
            then,
            citation,
        });
    }
    for index in 0..list.len().min(keys.len()) {
        if list.len() == keys.len() {
            ends(context.report, &list, index);
        }
    }
    list
}

/// The formation or the unit with a key, and its side.
pub(crate) fn addressee(
    report: &mut Report,
    path: &str,
    key: &str,
    formations: &[Formation],
    units: &[Unit],
) -> Option<(Addressee, SideId)> {
    if let Some(i) = formations.iter().position(|f| f.key == key) {
        return Some((Addressee::Formation(FormationId::new(i)), formations[i].side));
    }
    if let Some(i) = units.iter().position(|u| u.key == key) {
        return Some((Addressee::Unit(UnitId::new(i)), units[i].side));
    }
    if !(report.is_untold("formations") && report.is_untold("units")) {
        return None;
    }
    let keys = formations.iter().map(|f| f.key.as_str()).chain(units.iter().map(|u| u.key.as_str()));
    let hint = nearest(key, keys);
    report.tell(&format!("{path}.to"), format!("there is no formation or unit \"{key}\""), hint);
    None
}

/// A chain of `then` comes to an end.
fn ends(report: &mut Report, list: &[Order], index: usize) {
    let mut at = list[index].then;
    for _ in 0..=list.len() {
        match at {
            Some(next) => at = list[next.index()].then,
            None => return,
        }
    }
    report.tell(
        &format!("orders.{}.then", list[index].key),
        "these orders follow each other in a circle",
        Some(String::from("leave then: out of the last one")),
    );
}

struct Context<'a, 'b> {
    report: &'a mut Report<'b>,
    theatre: &'a Theatre,
    formations: &'a [Formation],
    calendar: &'a Calendar,
}

impl Context<'_, '_> {
    fn place(&mut self, path: &str, key: &str) -> Option<PlaceId> {
        let keys: Vec<&str> = self.theatre.places.iter().map(|p| p.key.as_str()).collect();
        self.report.find(path, "place", key, &keys).map(PlaceId::new)
    }

    /// A place that a railway leads to.
    fn station(&mut self, path: &str, key: &str) -> Option<PlaceId> {
        let place = self.place(path, key)?;
        let theatre = self.theatre;
        if theatre.place(place).links().all(|l| theatre.link(l).rail_km.is_none())
            && self.report.is_untold("links")
        {
            let hint = String::from("a link with rail_km: in theatre.ron ends at a station");
            self.report.tell(path, format!("no railway leads to \"{key}\""), Some(hint));
        }
        Some(place)
    }

    fn places(&mut self, path: &str, keys: &[String]) -> Vec<PlaceId> {
        if keys.is_empty() {
            let hint = String::from("keys of places in order, such as [\"one\", \"two\"]");
            self.report.tell(path, "name at least one place", Some(hint));
        }
        keys.iter().enumerate().filter_map(|(i, k)| self.place(&format!("{path}[{i}]"), k)).collect()
    }

    fn task(&mut self, path: &str, part: &TaskPart, side: Option<SideId>) -> Option<Task> {
        Some(match part {
            TaskPart::Attack { along, press } => Task::Attack {
                along: self.places(&format!("{path}.along"), along),
                press: *press,
                surprise: None,
            },
            TaskPart::March { via, hours, avoid, then } => Task::March {
                via: self.places(&format!("{path}.via"), via),
                hours: match hours {
                    HoursPart::Any => Hours::Any,
                    HoursPart::Night => Hours::Night,
                },
                avoid_contact: matches!(avoid, AvoidPart::Contact),
                then: match then {
                    ThenPart::Hold => Then::Hold,
                    ThenPart::Seize => Then::Seize,
                    ThenPart::Reserve => Then::Reserve,
                },
            },
            TaskPart::Hold { at, stand_fast } => {
                let at = at.as_ref().and_then(|p| self.place(&format!("{path}.at"), p));
                Task::Hold { at, stand_fast: *stand_fast }
            }
            TaskPart::Delay { along } => Task::Delay { along: self.places(&format!("{path}.along"), along) },
            TaskPart::Withdraw { along } => {
                Task::Withdraw { along: self.places(&format!("{path}.along"), along) }
            }
            TaskPart::Reserve { at } => {
                Task::Reserve { at: at.as_ref().and_then(|p| self.place(&format!("{path}.at"), p)) }
            }
            TaskPart::Rail { to } => Task::Rail { to: self.station(&format!("{path}.to"), to)? },
            TaskPart::Support(to) => Task::Support { formation: self.own_formation(path, to, side)? },
            TaskPart::Join(to) => Task::Join { to: self.own_formation(path, to, side)? },
        })
    }

    /// The formation that a task names, which is of the addressee's side.
    fn own_formation(&mut self, path: &str, key: &str, side: Option<SideId>) -> Option<FormationId> {
        let keys: Vec<&str> = self.formations.iter().map(|f| f.key.as_str()).collect();
        let path = format!("{path}[0]");
        let to = FormationId::new(self.report.find(&path, "formation", key, &keys)?);
        if side.is_some_and(|s| self.formations[to.index()].side != s) {
            let hint = String::from("units join and support formations of their own side");
            self.report.tell(&path, "this formation is of the other side", Some(hint));
        }
        Some(to)
    }

    /// Whoever lends his guns is artillery.
    fn are_guns(&mut self, path: &str, to: Addressee, units: &[Unit]) {
        let told = |(at, unit): (usize, &Unit)| match to {
            Addressee::Unit(id) => id.index() == at,
            Addressee::Formation(formation) => unit.under == formation,
        };
        let other = units.iter().enumerate().find(|&(at, u)| told((at, u)) && u.kind != UnitKind::Artillery);
        if let Some((_, unit)) = other {
            let hint =
                format!("\"{}\" is of kind {:?}: units of kind Artillery lend guns", unit.key, unit.kind);
            self.report.tell(&format!("{path}.to"), "only artillery supports", Some(hint));
        }
    }

    fn condition(&mut self, path: &str, part: &WhenPart) -> Condition {
        let nowhere = PlaceId(0); // never used: a problem was told
        let inner = format!("{path}[0]");
        match part {
            WhenPart::SupplyCut => Condition::SupplyCut,
            WhenPart::LossAbove(share) => {
                if !(0.0..=1.0).contains(share) {
                    let hint = String::from("LossAbove(0.3) holds once 30 % are lost");
                    self.report.tell(&inner, "a share of losses lies between 0 and 1", Some(hint));
                }
                Condition::LossAbove(*share)
            }
            WhenPart::Holds(p) => Condition::Holds(self.place(&inner, p).unwrap_or(nowhere)),
            WhenPart::Lost(p) => Condition::Lost(self.place(&inner, p).unwrap_or(nowhere)),
            WhenPart::From(day) => {
                Condition::From(self.report.dated(&inner, Days([*day; 3]), self.calendar).best as i64)
            }
            WhenPart::Any(list) => Condition::Any(self.conditions(&inner, list)),
            WhenPart::All(list) => Condition::All(self.conditions(&inner, list)),
        }
    }

    fn conditions(&mut self, path: &str, list: &[WhenPart]) -> Vec<Condition> {
        if list.is_empty() {
            let hint = String::from("such as Any([SupplyCut, LossAbove(0.3)])");
            self.report.tell(path, "name at least one condition", Some(hint));
        }
        list.iter().enumerate().map(|(i, w)| self.condition(&format!("{path}[{i}]"), w)).collect()
    }
}
