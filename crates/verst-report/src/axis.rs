//! Axes of attack, as the orders name them, and how far they are won.

use verst_domain::forces::Level;
use verst_domain::ids::{LinkId, PlaceId, SideId};
use verst_domain::orders::{Addressee, Order, Task};
use verst_domain::scenario::Scenario;
use verst_domain::theatre::Theatre;

use crate::ways::Tree;

/// At most so many axes are shown.
const MOST: usize = 6;

/// A route along which a side was told to attack.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Who attacks.
    pub name: String,
    /// His side.
    pub side: SideId,
    /// Places from behind the own line to the objective.
    pub route: Vec<PlaceId>,
    /// Links between them.
    pub links: Vec<LinkId>,
}

/// Axes of the attacks that formations were ordered to make, the highest headquarters first; those of units where no
/// formation has such an order. One for each side and objective, and at most six.
#[must_use]
pub fn axes(scenario: &Scenario) -> Vec<Axis> {
    let level = |order: &Order| match order.to {
        Addressee::Formation(f) => scenario.formation(f).level,
        Addressee::Unit(_) => Level::Division,
    };
    let mut orders: Vec<&Order> =
        scenario.orders.iter().filter(|o| matches!(o.task, Task::Attack { .. })).collect();
    orders.sort_by_key(|o| (level(o), o.known == verst_domain::forces::Known::Reaction));
    let mut found: Vec<Axis> = Vec::new();
    for order in orders {
        if found.len() == MOST {
            break;
        }
        let Task::Attack { along, .. } = &order.task else { continue };
        let side = addressee(scenario, order).1;
        // A way is looked for last: an operation has hundreds of such orders.
        if found.iter().all(|a| a.side != side || a.route.last() != along.last()) {
            found.extend(axis(scenario, order, along));
        }
    }
    found
}

/// Name and side of whom an order is given to.
fn addressee<'a>(scenario: &'a Scenario, order: &Order) -> (&'a str, SideId) {
    match order.to {
        Addressee::Formation(f) => (&scenario.formation(f).name, scenario.formation(f).side),
        Addressee::Unit(u) => (&scenario.unit(u).name, scenario.unit(u).side),
    }
}

fn axis(scenario: &Scenario, order: &Order, along: &[PlaceId]) -> Option<Axis> {
    let (name, side) = addressee(scenario, order);
    let theatre = &scenario.theatre;
    let first = *along.first()?;
    let mut stops = along.to_vec();
    if theatre.place(first).holder != side {
        let from_there = Tree::from(theatre, &[first], &|_| true);
        let own = (0..theatre.places.len()).map(PlaceId::new).filter(|p| theatre.place(*p).holder == side);
        let nearest = own.min_by(|p, q| from_there.km[p.index()].total_cmp(&from_there.km[q.index()]))?;
        stops.insert(0, nearest);
    }
    let mut route = vec![stops[0]];
    for pair in stops.windows(2) {
        let places = Tree::from(theatre, &[pair[0]], &|_| true).places_to(theatre, pair[1])?;
        route.extend(places.into_iter().skip(1));
    }
    let links: Option<Vec<LinkId>> = route.windows(2).map(|w| theatre.link_between(w[0], w[1])).collect();
    Some(Axis { name: name.to_owned(), side, route, links: links? }).filter(|a| !a.links.is_empty())
}

impl Axis {
    /// Its length in km.
    #[must_use]
    pub fn km(&self, theatre: &Theatre) -> f64 {
        self.links.iter().map(|l| theatre.link(*l).km.best).sum()
    }

    /// How many of its km lie in the side's hands, from its first place without a gap. `holder` tells who holds a place,
    /// `line` where the side that holds end `a` or `b` of a link stands on it, in km from `a`.
    #[must_use]
    pub fn won(
        &self,
        theatre: &Theatre,
        holder: &dyn Fn(PlaceId) -> SideId,
        line: &dyn Fn(LinkId) -> Option<(f64, f64)>,
    ) -> f64 {
        let mut km = 0.0;
        if holder(self.route[0]) != self.side {
            return km;
        }
        for (link, pair) in self.links.iter().zip(self.route.windows(2)) {
            let l = theatre.link(*link);
            if holder(pair[1]) == self.side {
                km += l.km.best;
                continue;
            }
            let own = line(*link).map(|(a, b)| if pair[0] == l.a { a } else { l.km.best - b });
            return km + own.unwrap_or(0.0).clamp(0.0, l.km.best);
        }
        km
    }
}
