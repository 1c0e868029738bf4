//! Rail: how many trains a unit fills, and how many a line and a station pass in a day.
//!
//! Law     trains = men per train of their mobility + guns and tanks per train, whole trains. A line passes so many trains a
//!         day by its tracks, less what sabotage leaves out; a way passes what its narrowest link does. A station with a
//!         source of supply unloads the source's trains, of which a share is kept for supplies; another unloads what its line
//!         brings. Units queue there by the date of their first train, then by id, and enter the battle train by train.
//!         A railway that was taken from the enemy, or was destroyed, is repaired from the own net outwards.
//! Source  German and Soviet norms of lines, trains and repair; see the rules file.
//! Pure. Used by rail_net.rs (lines and their repair), rail_traffic.rs (trains) and rail_move.rs (the system).

use verst_domain::forces::Mobility;

use crate::coefficient::{Hours, KmPerDay, PerTrain, Share, TrainsPerDay};

crate::coefficients! {
    /// Coefficients of railways.
    Params in "rail" {
        /// What a line of one track passes each way.
        single: TrainsPerDay,
        /// What a line of two tracks passes each way.
        double: TrainsPerDay,
        /// How far a train gets.
        ride: KmPerDay,
        /// From the ramp's first wagon to the last, loading or unloading.
        handling: Hours,
        /// Men on foot or on skis, with their waggons and horses, in a train.
        men_foot: PerTrain,
        /// Horsemen with their horses.
        men_horse: PerTrain,
        /// Men with lorries or tanks, with their lorries.
        men_driven: PerTrain,
        /// Guns and mortars with what pulls them.
        guns: PerTrain,
        /// Tanks.
        tanks: PerTrain,
        /// Part of a source's trains that troops never take from supplies.
        kept: Share,
        /// How far a line is repaired in a day.
        repair: KmPerDay,
    }
}

/// Minutes of a day.
pub(crate) const DAY_MINUTES: f64 = verst_domain::time::DAY as f64;

/// Trains that a unit fills: whole ones, at least one.
#[must_use]
pub fn trains(laws: &Params, mobility: Mobility, men: f64, guns: f64, tanks: f64) -> u32 {
    let per_train = match mobility {
        Mobility::Foot | Mobility::Ski => laws.men_foot.get(),
        Mobility::Horse => laws.men_horse.get(),
        Mobility::Wheels | Mobility::Tracks => laws.men_driven.get(),
    };
    let sum = men / per_train + guns / laws.guns.get() + tanks / laws.tanks.get();
    sum.ceil().clamp(1.0, f64::from(u16::MAX)) as u32
}

/// Trains a day that a line passes each way.
#[must_use]
pub fn line(laws: &Params, tracks: u8) -> f64 {
    if tracks > 1 { laws.double.get() } else { laws.single.get() }
}

/// What of a source's trains is left to supplies, where troops held its ramps for a share of the time.
#[must_use]
pub fn left_to_supplies(laws: &Params, busy: f64) -> f64 {
    1.0 - busy * (1.0 - laws.kept.get())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::rules_file::shipped;

    /// The coefficients of the rules file.
    pub(crate) fn laws() -> Params {
        shipped().rail
    }

    #[test]
    fn divisions_and_corps_fill_the_trains_that_the_sources_tell() {
        let laws = laws();
        let soviet = trains(&laws, Mobility::Foot, 7000.0, 60.0, 0.0);
        let german = trains(&laws, Mobility::Foot, 12_500.0, 220.0, 0.0);
        let corps = trains(&laws, Mobility::Tracks, 8000.0, 60.0, 180.0);
        assert!((12..=20).contains(&soviet), "{soviet}");
        assert!((35..=40).contains(&german), "{german}");
        assert!((30..=45).contains(&corps), "{corps}");
        assert_eq!(trains(&laws, Mobility::Foot, 0.0, 0.0, 0.0), 1);
    }

    #[test]
    fn supplies_keep_their_share_of_a_busy_source() {
        let laws = laws();
        assert_eq!(left_to_supplies(&laws, 0.0), 1.0);
        assert_eq!(left_to_supplies(&laws, 1.0), laws.kept.get());
    }
}
