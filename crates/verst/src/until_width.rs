//! `compare --until-width`: pairs are played until the interval of one measure is as narrow as asked.

use verst_domain::near::nearest;
use verst_score::sequential::{FEWEST, Look, STEP, Sequence};
use verst_study::player::Played;

use crate::args::Compare;
use crate::compare_rows::Column;
use crate::compare_text::{change, delta};
use crate::failure::Failure;

/// Most pairs when nothing else is said.
const DEFAULT_MOST: usize = 10_000;

/// What was asked, and how far it has come.
pub struct Until {
    column: Column,
    width: f64,
    sequence: Sequence,
    /// Pairs that were looked at, in the order of their seeds.
    seen: usize,
    reached: bool,
}

/// What became of it.
pub struct Stopped {
    /// Key of the measure or name of the total.
    pub measure: String,
    /// Its unit; yes/no is told as a share of the seeds.
    pub unit: &'static str,
    /// The width that was asked for, from end to end, in the unit.
    pub width: f64,
    /// Whether the interval is as narrow as that.
    pub reached: bool,
    /// Mean and interval of the pairs that were played.
    pub look: Look,
}

/// Most pairs that may be played: all seeds of the set, unless told otherwise.
///
/// # Errors
/// If there are too few seeds to stop at all.
pub fn most(arguments: &Compare, set: &str, seeds: usize) -> Result<usize, Failure> {
    if seeds < FEWEST {
        return Err(Failure::Usage(format!(
            "--until-width: the set \"{set}\" has {seeds} seeds, and nothing stops before {FEWEST} pairs; hint: --seeds judge has \
             enough"
        )));
    }
    Ok(arguments.most.map_or(DEFAULT_MOST.min(seeds), |n| n as usize))
}

impl Until {
    /// Reads `MEASURE=W`, a measure that both arms have or a total.
    ///
    /// # Errors
    /// If it is written otherwise, there is no such measure, or W is no width.
    pub fn read(text: &str, columns: Vec<Column>) -> Result<Self, Failure> {
        let usage = |what: &str| Failure::Usage(format!("--until-width {text}: {what}"));
        let example = "expected MEASURE=W, such as total.soviet.lost=500, W being the width of the interval from end to end in \
                       the measure's unit";
        let (name, width) = text.split_once('=').ok_or_else(|| usage(example))?;
        let hint = nearest(name, columns.iter().map(|c| c.name.as_str())).unwrap_or_default();
        let width = width.trim().parse::<f64>().ok().filter(|w| w.is_finite() && *w > 0.0);
        let width = width.ok_or_else(|| usage(example))?;
        let unknown = || usage(&format!("both arms have no measure \"{name}\"; hint: {hint}"));
        let column = columns.into_iter().find(|c| c.name == name).ok_or_else(unknown)?;
        // What flips changes by 1; of other units one is the least that people would ask about.
        let step = if column.unit == "share" { 0.0 } else { 1.0 };
        Ok(Self { column, width, sequence: Sequence::new(width, step), seen: 0, reached: false })
    }

    /// Looks at the pairs that have come, as far as none before them is missing; how many are enough, once they are.
    /// A run that broke off ends it as well.
    pub fn look<E>(&mut self, pairs: &[Option<Result<[Played; 2], E>>]) -> Option<usize> {
        while !self.reached {
            let Ok([first, second]) = pairs.get(self.seen)?.as_ref()? else { return Some(self.seen + 1) };
            self.seen += 1;
            self.reached = self.sequence.add(self.column.of_first(first), self.column.of_second(second));
        }
        Some(self.seen)
    }

    /// What became of it.
    #[must_use]
    pub fn end(self) -> Stopped {
        let (measure, unit) = (self.column.name, self.column.unit);
        Stopped { measure, unit, width: self.width, reached: self.reached, look: self.sequence.look() }
    }
}

impl Stopped {
    /// What is told of it.
    #[must_use]
    pub fn line(&self) -> String {
        let Look { pairs, mean, half } = self.look;
        if pairs < 2 {
            return format!("Of {} nothing can be said yet: {pairs} pairs.\n", self.measure);
        }
        let d = |x: f64| delta(self.unit, x);
        let (wide, asked) = (change(self.unit, 2.0 * half), change(self.unit, self.width));
        let interval = format!("mean {}, 90 % [{}, {}]", d(mean), d(mean - half), d(mean + half));
        if self.reached {
            format!(
                "{pairs} pairs were enough for {}: {interval}, {wide} wide ({asked} asked).\n\
                 That is an interval after stopping: playing ended because it was narrow, so that it holds the true mean a little\n\
                 less often than 90 % says, as do those in the table.\n",
                self.measure
            )
        } else {
            let times = 2.0 * half / self.width;
            let needed = (pairs as f64 * times * times / STEP as f64).ceil() * STEP as f64;
            format!(
                "{pairs} pairs were NOT enough for {}: {interval} is {wide} wide, not the {asked} asked.\n\
                 About {needed:.0} pairs would be needed (--most N).\n",
                self.measure
            )
        }
    }
}
