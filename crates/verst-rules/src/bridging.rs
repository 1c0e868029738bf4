//! Bridging: how long a new bridge takes.
//!
//! Law     Troops carry columns of pontoons, a length for every division on the spot, and lay these within hours; what a river is
//!         wider than their columns they build of what they find, in days that grow with the length. More troops are faster, and
//!         who works in a bridgehead under fire is slower.
//! Source  bridging equipment of German divisions; bridges over the Rhine and the Danube in 1945 and over the Vistula: see the
//!         rules file.
//! Used by bridges.rs; by pace.rs for those who plan a way over a river.

use verst_domain::maths::pow;

use crate::coefficient::{Days, Men, Metres, MetresPerDay, Pure, Times};

crate::coefficients! {
    /// Coefficients of bridging.
    Params in "bridging" {
        /// Length of bridge for tanks that a division's columns carry.
        columns: Metres,
        /// Days until its columns are at the river and at work.
        columns_come: Days,
        /// Length of it that they lay in a day with nobody to hinder them.
        laid: MetresPerDay,
        /// Pace of the work within reach of the enemy's guns.
        under_fire: Times,
        /// Days until work on a built bridge begins in earnest: reconnaissance, material, approaches.
        begin: Days,
        /// Length of it that a division's sappers build in a day after that.
        pace: MetresPerDay,
        /// Men on the spot with whose sappers and columns that is so.
        builders: Men,
        /// Exponent of the pace with their number.
        more_builders: Pure,
        /// Pace of the fewest.
        slowest: Times,
        /// Pace of the most: there is no room for more.
        fastest: Times,
    }
}

impl Params {
    /// Days that a division needs for a bridge over a river of a width in metres, with the columns of all the men on the spot.
    #[must_use]
    pub fn days_to_build(&self, width_m: f64, men: f64) -> f64 {
        let carried = self.columns.get() * men.max(0.0) / self.builders.get();
        let laid_share = (carried / width_m.max(1.0)).min(1.0);
        let laying = self.columns_come.get() + width_m / self.laid.get();
        let building = self.begin.get() + width_m / self.pace.get();
        laid_share * laying + (1.0 - laid_share) * building
    }

    /// Days that a staff expects of a division.
    #[must_use]
    pub fn expected_days(&self, width_m: f64) -> f64 {
        self.days_to_build(width_m, self.builders.get())
    }

    /// How fast so many men build against a division.
    #[must_use]
    pub fn pace_of(&self, men: f64) -> f64 {
        let share = pow(men.max(0.0) / self.builders.get(), self.more_builders.get());
        share.clamp(self.slowest.get(), self.fastest.get())
    }
}

#[cfg(test)]
mod tests {
    use crate::rules_file::shipped;

    #[test]
    fn columns_bridge_a_middling_river_within_a_day_and_a_division_alone_the_widest_in_weeks() {
        let laws = &shipped().bridging;
        let division = laws.builders.get();
        for width in [20.0, 50.0] {
            assert!((0.2..=1.0).contains(&laws.days_to_build(width, division)), "{width} m");
        }
        // The Vistula at Warsaw, 515 m, was bridged in 13 days by troops who had nothing else to do, without columns.
        let days = laws.days_to_build(515.0, 0.0);
        assert!((13.0 / 1.5..=13.0 * 1.5).contains(&days), "{days} days");
        // Two bridges of 300 m were laid over the Rhine under fire in 30 hours each, by sappers of several divisions.
        let under_fire =
            laws.days_to_build(300.0, 6.0 * division) / laws.fastest.get() / laws.under_fire.get();
        assert!((1.25 / 2.0..=1.25 * 2.0).contains(&under_fire), "{under_fire} days");
    }

    #[test]
    fn more_men_never_build_longer_nor_a_wider_river_shorter() {
        let laws = &shipped().bridging;
        let men = |n: i32| 3_000.0 * f64::from(n);
        let days: Vec<f64> =
            (0..60).map(|n| laws.days_to_build(400.0, men(n)) / laws.pace_of(men(n))).collect();
        assert!(days.windows(2).all(|w| w[0] >= w[1]), "{days:?}");
        let days: Vec<f64> = (1..60).map(|n| laws.days_to_build(20.0 * f64::from(n), 30_000.0)).collect();
        assert!(days.windows(2).all(|w| w[0] <= w[1]), "{days:?}");
        assert!((laws.pace_of(laws.builders.get()) - 1.0).abs() < 1e-12);
    }
}
