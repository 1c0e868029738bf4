//! Where two journals part: the first entry that is not the same in both, in words.

use verst_domain::journal::{Entry, What};
use verst_domain::scenario::Scenario;
use verst_engine::journal::Detail;
use verst_study::runner::Arm;

use crate::diary::Diary;
use crate::journal_file::line;

/// A run's journal with the operation that names what is in it.
pub struct Told<'a> {
    scenario: &'a Scenario,
    entries: Vec<Entry>,
}

/// Where two journals part.
pub struct Parting {
    /// When, as people write it.
    pub at: String,
    /// What the first journal says there; none: nothing more.
    pub first: Option<String>,
    /// What the second says.
    pub second: Option<String>,
}

impl<'a> Told<'a> {
    /// Plays a seed and keeps what it tells, but for the digests of turns.
    #[must_use]
    pub fn new(scenario: &'a Scenario, arm: &Arm, seed: u64) -> Self {
        let mut entries = Vec::new();
        arm.replay(seed, Detail::Facts, &mut |entry| {
            if !matches!(entry.what, What::TurnEnd { .. }) {
                entries.push(entry.clone());
            }
        });
        Self { scenario, entries }
    }

    fn say(&self, entry: &Entry) -> String {
        words(self.scenario, entry)
    }

    fn date(&self, entry: &Entry) -> String {
        let date = self.scenario.calendar.date(entry.at);
        format!("{} {:02}:{:02}", date.date(), date.hour(), date.minute())
    }
}

/// Whether an entry is an event, and not the state of something at a turn's end.
fn is_event(entry: &Entry) -> bool {
    !matches!(
        entry.what,
        What::Stand(_)
            | What::Lost { .. }
            | What::Front { .. }
            | What::Weather { .. }
            | What::Joined { .. }
            | What::Repaired { .. }
            | What::FlownIn { .. }
    )
}

/// The first entry, and the first event, that is not the same in both journals.
#[must_use]
pub fn partings(a: &Told<'_>, b: &Told<'_>) -> [Option<Parting>; 2] {
    [parting(a, b, &|_| true), parting(a, b, &is_event)]
}

fn parting(a: &Told<'_>, b: &Told<'_>, counts: &dyn Fn(&Entry) -> bool) -> Option<Parting> {
    let mut left = a.entries.iter().filter(|e| counts(e));
    let mut right = b.entries.iter().filter(|e| counts(e));
    loop {
        let (first, second) = (left.next(), right.next());
        let same = match (first, second) {
            (None, None) => return None,
            (Some(x), Some(y)) => line(a.scenario, x) == line(b.scenario, y),
            _ => false,
        };
        if !same {
            let date = match (first, second) {
                (Some(x), Some(y)) if x.at > y.at => b.date(y),
                (Some(x), _) => a.date(x),
                (None, Some(y)) => b.date(y),
                (None, None) => String::new(),
            };
            let first = first.map(|e| dated(a, e));
            return Some(Parting { at: date, first, second: second.map(|e| dated(b, e)) });
        }
    }
}

fn dated(told: &Told<'_>, entry: &Entry) -> String {
    format!("{}  {}", told.date(entry), told.say(entry))
}

/// An entry in words.
fn words(scenario: &Scenario, entry: &Entry) -> String {
    if let Some(sentence) = Diary::sentence(scenario, entry) {
        return sentence;
    }
    let unit = |id: &verst_domain::ids::UnitId| scenario.unit(*id).name.as_str();
    match &entry.what {
        What::Weather { temp_c, snow_cm, mud } => {
            format!(
                "The day has {temp_c:.1} °C and {snow_cm:.0} cm of snow{}.",
                if *mud { ", mud" } else { "" }
            )
        }
        What::Stand(s) => format!(
            "{} stands at {} with {:.1} men, {:.1} tanks, supply {:.3}, fatigue {:.3}, cohesion {:.3}.",
            unit(&s.unit),
            scenario.place_name(s.place),
            s.men,
            s.tanks,
            s.supply,
            s.fatigue,
            s.cohesion
        ),
        What::Lost { unit: u, losses } => format!(
            "{} lost {:.1} men, {:.1} of them in battle, and {:.1} tanks in this turn.",
            unit(u),
            losses.men(),
            losses.battle(),
            losses.tanks
        ),
        What::Joined { unit: u, men, healed, tanks, .. } => {
            format!("{} takes in {men:.1} men, {healed:.1} convalescents and {tanks:.1} tanks.", unit(u))
        }
        What::FlownIn { unit: u, tons } => format!("{tons:.1} t are flown in to {}.", unit(u)),
        What::Repaired { unit: u, tanks } => format!("{} has {tanks:.1} tanks back from repair.", unit(u)),
        What::Reached { unit: u, place } => format!("{} reaches {}.", unit(u), scenario.place_name(*place)),
        What::OrderEnded(order) => format!("The order {} ends.", scenario.orders[order.index()].key),
        What::Front { link, line_a, line_b } => {
            let l = scenario.theatre.link(*link);
            let (a, b) = (scenario.place_name(l.a), scenario.place_name(l.b));
            format!("Between {a} and {b} the lines stand {line_a:.2} and {line_b:.2} km from {a}.")
        }
        _ => line(scenario, entry),
    }
}
