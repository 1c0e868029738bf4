//! The end of a turn: what each unit lost and where it stands, and where the lines lie; the fold of their state.

use bevy_ecs::system::{Local, Res, ResMut};
use verst_domain::ids::SideId;
use verst_domain::journal::{Doing, Losses, Stand, What};

use crate::components::{
    Condition, Digested, Duty, Holding, Lines, Position, Stance, Status, Strength, Toll, Trenches,
};
use crate::digest::{Fold, State};
use crate::journal::Journal;
use crate::muster::Operation;
use crate::roster::{Links, Places, Units};
use crate::run::Clock;

type UnitState = (&'static Strength, &'static Condition, &'static Position, &'static Duty, &'static mut Toll);

/// Writes `Lost`, `Repaired`, `Stand` and `Front` entries and empties the turn's tolls; folds all state on the way.
#[expect(clippy::too_many_arguments, reason = "the parameters of a system are its declared access")]
pub(crate) fn turn_end(
    clock: Res<Clock>,
    operation: Res<Operation>,
    mut units: Units<UnitState>,
    places: Places<(&'static Holding, &'static Trenches)>,
    links: Links<&'static Lines>,
    mut journal: ResMut<Journal>,
    mut state: ResMut<State>,
    mut holder: Local<Vec<SideId>>,
) {
    // Folds of its own, which a processor can keep in registers.
    let (mut all, mut told) = (Fold::default(), Fold::default());
    for (id, (strength, condition, position, duty, toll)) in units.each_mut() {
        strength.digest(&mut all);
        condition.digest(&mut all);
        position.digest(&mut all);
        duty.digest(&mut all);
        if toll.turn != Losses::default() {
            told.losses(id.0, &toll.turn);
            journal.tell(What::Lost { unit: id, losses: toll.turn });
            toll.turn = Losses::default();
        }
        if toll.repaired > 0.0 {
            journal.tell(What::Repaired { unit: id, tanks: toll.repaired });
            toll.repaired = 0.0;
        }
        if duty.status != Status::Present {
            continue;
        }
        let on = position.leg.map(|leg| {
            let link = operation.0.theatre.link(leg.link);
            let km = leg.km_at(clock.now);
            (leg.link, if position.place == link.a { km } else { link.km.best - km })
        });
        let key = &operation.0.unit(id).key;
        assert!(strength.men.is_finite(), "{key} has {} men: a rule has left the numbers", strength.men);
        let stand = Stand {
            unit: id,
            under: duty.under,
            place: position.place,
            on,
            men: strength.men,
            tanks: strength.tanks,
            guns: strength.guns,
            supply: condition.supply,
            food: condition.food,
            ammunition: condition.ammunition,
            fuel: condition.fuel,
            fodder: condition.fodder,
            fatigue: condition.fatigue,
            cohesion: condition.cohesion,
            doing: doing(duty, position),
            cut_off: condition.cut_days > 0.0,
        };
        told.stand(&stand);
        journal.tell(What::Stand(stand));
    }
    holder.clear();
    for (_, (holding, trenches)) in places.each() {
        holding.digest(&mut all);
        trenches.digest(&mut all);
        holder.push(holding.side);
    }
    for (id, lines) in links.each() {
        lines.digest(&mut all);
        let link = operation.0.theatre.link(id);
        let (a, b) = (holder[link.a.index()], holder[link.b.index()]);
        if a != b {
            let (line_a, line_b) = (lines.of[a.index()], lines.of[b.index()]);
            told.front(id.0, line_a, line_b);
            journal.tell(What::Front { link: id, line_a, line_b });
        }
    }
    *state = State { all, told };
}

fn doing(duty: &Duty, position: &Position) -> Doing {
    match duty.stance {
        Stance::Hold => Doing::Holding,
        Stance::Reserve if position.leg.is_none_or(|leg| leg.km_per_day == 0.0) => Doing::Reserve,
        Stance::March | Stance::Reserve => Doing::Marching,
        Stance::Retreat => Doing::Retreating,
        Stance::Attack if duty.closed_at.is_some() && !duty.committed => Doing::Waiting,
        Stance::Attack => Doing::Attacking,
    }
}
