//! orders.ron: checks and lowering of orders and their conditions.

use verst_domain::forces::{Formation, Unit};
use verst_domain::ids::{FormationId, OrderId, PlaceId, SideId, UnitId};
use verst_domain::orders::{Addressee, Condition, Hours, Order, Task, Then};
use verst_domain::quantity::Quantity;
use verst_domain::theatre::Theatre;
use verst_domain::time::Calendar;

use crate::load::Report;
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
        let Some((to, side)) = context.addressee(&path, &row.to, units) else { continue };
        let task = context.task(&format!("{path}.task"), &row.task, side);
        let when = row.when.as_ref().map(|w| context.condition(&format!("{path}.when"), w));
        let until = row.until.as_ref().map(|w| context.condition(&format!("{path}.until"), w));
        let then = row
            .then
            .as_ref()
            .and_then(|t| context.report.find(&format!("{path}.then"), "order", t, &keys))
            .map(OrderId::new);
        let issued = context.issued(&format!("{path}.issued"), row.issued.0.map(|d| d.0));
        let Some(task) = task else { continue };
        list.push(Order {
            key: key.clone(),
            to,
            issued,
            known: row.known,
            task,
            when,
            until,
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
        None,
    );
}

struct Context<'a, 'b> {
    report: &'a mut Report<'b>,
    theatre: &'a Theatre,
    formations: &'a [Formation],
    calendar: &'a Calendar,
}

impl Context<'_, '_> {
    fn addressee(&mut self, path: &str, key: &str, units: &[Unit]) -> Option<(Addressee, SideId)> {
        if let Some(i) = self.formations.iter().position(|f| f.key == key) {
            return Some((Addressee::Formation(FormationId::new(i)), self.formations[i].side));
        }
        if let Some(i) = units.iter().position(|u| u.key == key) {
            return Some((Addressee::Unit(UnitId::new(i)), units[i].side));
        }
        let keys = self.formations.iter().map(|f| f.key.as_str()).chain(units.iter().map(|u| u.key.as_str()));
        let hint = nearest(key, keys);
        self.report.tell(&format!("{path}.to"), format!("there is no formation or unit \"{key}\""), hint);
        None
    }

    fn issued(&mut self, path: &str, dates: [jiff::civil::DateTime; 3]) -> Quantity {
        let [best, low, high] = dates.map(|d| self.calendar.minute(d).0 as f64);
        let q = Quantity::new(best, low, high);
        if !q.is_ordered() {
            self.report.tell(path, "the best date does not lie between the low and the high one", None);
        } else if q.best > self.calendar.end.0 as f64 {
            self.report.tell(path, "this order is signed after the end of the operation", None);
        }
        q
    }

    fn place(&mut self, path: &str, key: &str) -> Option<PlaceId> {
        let keys: Vec<&str> = self.theatre.places.iter().map(|p| p.key.as_str()).collect();
        self.report.find(path, "place", key, &keys).map(PlaceId::new)
    }

    fn places(&mut self, path: &str, keys: &[String]) -> Vec<PlaceId> {
        if keys.is_empty() {
            self.report.tell(path, "name at least one place", None);
        }
        keys.iter().enumerate().filter_map(|(i, k)| self.place(&format!("{path}[{i}]"), k)).collect()
    }

    fn task(&mut self, path: &str, part: &TaskPart, side: SideId) -> Option<Task> {
        Some(match part {
            TaskPart::Attack { along, press } => {
                Task::Attack { along: self.places(&format!("{path}.along"), along), press: *press }
            }
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
            TaskPart::Join(to) => {
                let keys: Vec<&str> = self.formations.iter().map(|f| f.key.as_str()).collect();
                let to = FormationId::new(self.report.find(path, "formation", to, &keys)?);
                if self.formations[to.index()].side != side {
                    self.report.tell(path, "this formation is of the other side", None);
                }
                Task::Join { to }
            }
        })
    }

    fn condition(&mut self, path: &str, part: &WhenPart) -> Condition {
        let nowhere = PlaceId(0); // never used: a problem was told
        match part {
            WhenPart::SupplyCut => Condition::SupplyCut,
            WhenPart::LossAbove(share) => {
                if !(0.0..=1.0).contains(share) {
                    self.report.tell(path, "a share of losses lies between 0 and 1", None);
                }
                Condition::LossAbove(*share)
            }
            WhenPart::Holds(p) => Condition::Holds(self.place(path, p).unwrap_or(nowhere)),
            WhenPart::Lost(p) => Condition::Lost(self.place(path, p).unwrap_or(nowhere)),
            WhenPart::From(day) => Condition::From(self.calendar.minute(day.0).0),
            WhenPart::Any(list) => Condition::Any(list.iter().map(|w| self.condition(path, w)).collect()),
            WhenPart::All(list) => Condition::All(list.iter().map(|w| self.condition(path, w)).collect()),
        }
    }
}
