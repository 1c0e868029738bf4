//! Nobody appears or vanishes: men, tanks and guns are counted again from the entries alone, unit by unit, turn by turn.

use verst_domain::forces::{Known, Replacements, Start};
use verst_domain::journal::{Entry, Losses, What};
use verst_domain::orders::Addressee;
use verst_domain::quantity::Quantity;
use verst_domain::scenario::Scenario;
use verst_domain::time::{DAY, Minute};
use verst_study::runner::Arm;
use verst_study::settings::set;

use crate::operation::{ALL, Operation, entries, seeds, seeds_of};

/// Rounding errors of some hundred additions to some thousand men.
const CLOSE: f64 = 1e-6;

/// What the entries say of one unit so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Account {
    /// Men, tanks and guns that came: at the start, or with its arrival.
    came: Option<[f64; 3]>,
    /// Those it took with it when it left.
    departed: Option<[f64; 3]>,
    destroyed: bool,
    /// Whether all of it is on trains.
    rides: bool,
    lost: Losses,
    repaired: f64,
    /// Men, tanks and guns that joined it; of the men those who are well again.
    joined: [f64; 3],
    healed: f64,
    /// Those of its `Stand` entry in this turn.
    present: Option<[f64; 3]>,
}

impl Account {
    fn start(scenario: &Scenario, index: usize) -> Self {
        let unit = &scenario.units[index];
        let there = !matches!(unit.start, Start::Enters { .. });
        let came = there.then_some([unit.men.best, unit.tanks.best, unit.guns.best]);
        Self { came, ..Self::default() }
    }

    /// Tanks damaged and not back yet: a unit that is gone took them along, or lost them.
    fn in_repair(&self) -> f64 {
        let gone = self.destroyed || self.departed.is_some();
        if gone { 0.0 } else { self.lost.tanks_damaged - self.repaired }
    }

    /// What is wrong at the end of a turn.
    fn wrong(&self) -> Option<String> {
        let gone = self.destroyed || self.departed.is_some();
        if (self.came.is_some() && !gone && !self.rides) != self.present.is_some() {
            return Some(String::from("it stands where it should not be, or does not stand where it should"));
        }
        let lost = [self.lost.men(), self.lost.tanks + self.in_repair(), self.lost.guns];
        let (came, left) = (self.came.unwrap_or_default(), self.departed.unwrap_or_default());
        let present = self.present.unwrap_or_default();
        for (n, what) in ["men", "tanks", "guns"].into_iter().enumerate() {
            let came = came[n] + self.joined[n];
            let sum = present[n] + left[n] + lost[n];
            let negative = present[n] < 0.0 || lost[n] < -CLOSE;
            if (came - sum).abs() > CLOSE || negative {
                return Some(format!(
                    "{} {what} came or joined; {} are present, {} left and {} were lost or are in repair",
                    came, present[n], left[n], lost[n]
                ));
            }
        }
        None
    }
}

fn book(accounts: &mut [Account], what: &What) {
    match what {
        What::Arrived { unit, men, tanks, guns, .. } => {
            let before = accounts[unit.index()].came.replace([*men, *tanks, *guns]);
            assert!(before.is_none(), "a unit comes once");
        }
        What::Departed { unit, men, tanks, guns } => {
            accounts[unit.index()].departed = Some([*men, *tanks, *guns]);
        }
        What::Entrained { unit, men, tanks, guns, .. } => {
            let account = &mut accounts[unit.index()];
            account.came = account.came.map(|[m, t, g]| [m - men, t - tanks, g - guns]);
            account.rides = true;
        }
        What::Unloaded { unit, men, tanks, guns, .. } => {
            let account = &mut accounts[unit.index()];
            account.came = account.came.map(|[m, t, g]| [m + men, t + tanks, g + guns]);
            account.rides = false;
        }
        What::Surrendered { unit, through, to: Some(to), .. } => {
            for (account, men) in [(*unit, -through), (*to, *through)] {
                let account = &mut accounts[account.index()];
                account.came = account.came.map(|[m, t, g]| [m + men, t, g]);
            }
        }
        What::Destroyed(unit) => accounts[unit.index()].destroyed = true,
        What::Lost { unit, losses } => accounts[unit.index()].lost.add(losses),
        What::Repaired { unit, tanks } => accounts[unit.index()].repaired += tanks,
        What::Joined { unit, men, healed, tanks, guns } => {
            let account = &mut accounts[unit.index()];
            account.healed += healed;
            for (joined, more) in account.joined.iter_mut().zip([men + healed, *tanks, *guns]) {
                *joined += more;
            }
        }
        What::Stand(s) => accounts[s.unit.index()].present = Some([s.men, s.tanks, s.guns]),
        _ => {}
    }
}

/// The accounts at the end; every turn's end on the way balances.
pub(crate) fn audited(scenario: &Scenario, told: &[Entry], seed: u64) -> Vec<Account> {
    let mut accounts: Vec<Account> =
        (0..scenario.units.len()).map(|index| Account::start(scenario, index)).collect();
    for entry in told {
        book(&mut accounts, &entry.what);
        let What::TurnEnd { turn, .. } = entry.what else { continue };
        for (unit, account) in scenario.units.iter().zip(&mut accounts) {
            if let Some(wrong) = account.wrong() {
                panic!("seed {seed}, turn {turn}, {}: {wrong}", unit.key);
            }
            if entry.at < scenario.calendar.end {
                account.present = None;
            }
        }
    }
    accounts
}

/// Men and tanks of a side: those that came, and those present, departed and lost by kind.
pub(crate) fn side_balances(scenario: &Scenario, accounts: &[Account], seed: u64) {
    for (index, side) in scenario.sides.iter().enumerate() {
        let own = scenario.units.iter().zip(accounts).filter(|(u, _)| u.side.index() == index);
        let (mut came, mut found) = ([0.0; 2], [0.0; 2]);
        for (_, a) in own {
            for n in 0..2 {
                came[n] += a.came.unwrap_or_default()[n] + a.joined[n];
                found[n] += a.present.unwrap_or_default()[n] + a.departed.unwrap_or_default()[n];
            }
            let l = &a.lost;
            found[0] += l.killed + l.wounded + l.missing + l.sick + l.frostbitten;
            found[1] += l.tanks + a.in_repair();
        }
        for n in 0..2 {
            assert!(
                (came[n] - found[n]).abs() < CLOSE * 100.0,
                "seed {seed}, {}: {came:?} {found:?}",
                side.key
            );
        }
    }
}

/// What an arm's runs entered in the books altogether.
#[derive(Debug, Default)]
struct Entered {
    arrived: usize,
    departed: usize,
    destroyed: usize,
    repaired: f64,
    joined: [f64; 3],
    healed: f64,
}

fn audit(arm: &Arm, seeds: &[u64]) -> Entered {
    let mut entered = Entered::default();
    for &seed in seeds {
        let scenario = arm.at(seed).0;
        let told = entries(arm, seed);
        let accounts = audited(&scenario, &told, seed);
        side_balances(&scenario, &accounts, seed);
        entered.arrived += told.iter().filter(|e| matches!(e.what, What::Arrived { .. })).count();
        entered.departed += accounts.iter().filter(|a| a.departed.is_some()).count();
        entered.destroyed += accounts.iter().filter(|a| a.destroyed).count();
        entered.healed += accounts.iter().map(|a| a.healed).sum::<f64>();
        accounts.iter().for_each(|a| (0..3).for_each(|n| entered.joined[n] += a.joined[n]));
        entered.repaired += accounts.iter().map(|a| a.repaired).sum::<f64>();
    }
    entered
}

#[test]
fn people_and_tanks_are_conserved() {
    let arm = Operation::open().drawn();
    let entered = audit(&arm, &seeds("ci", usize::MAX));
    // Otherwise the books would balance because nothing was ever entered in them.
    assert!(entered.arrived > 0 && entered.departed > 0 && entered.repaired > 0.0, "{entered:?}");
}

/// Units are seldom destroyed: here whoever is beaten with his road cut is.
#[test]
fn the_destroyed_are_conserved_too() {
    let mut operation = Operation::open();
    for setting in ["rules.retreat.cut=0.95", "rules.retreat.dissolved=0.9"] {
        set(&mut operation.scenario, &mut operation.rules, setting).expect("a coefficient of the rules");
    }
    let entered = audit(&operation.drawn(), &seeds("judge", 100));
    assert!(entered.destroyed > 0, "{entered:?}");
}

/// Whoever joins came from somewhere: out of the replacements of the scenario, or out of hospital.
#[test]
fn those_who_join_are_conserved_too() {
    let mut operation = Operation::open();
    for setting in [
        "rules.replacements.wounded_first=2",
        "rules.replacements.wounded_last=8",
        "rules.replacements.sick_first=1",
        "rules.replacements.sick_last=4",
        "rules.replacements.engaged=30",
    ] {
        set(&mut operation.scenario, &mut operation.rules, setting).expect("a coefficient of the rules");
    }
    let to = operation.scenario.units[0].under;
    let [men, tanks, guns] = [300.0, 1.5, 4.0].map(Quantity::exact);
    let (from, until) = (Minute(3 * DAY + 300), Minute(10 * DAY));
    operation.scenario.replacements.push(Replacements {
        key: String::from("drafts"),
        to: Addressee::Formation(to),
        from,
        until,
        men,
        tanks,
        guns,
        known: Known::Opening,
        citation: operation.scenario.units[0].citation.clone(),
    });
    let some = seeds("ci", 10);
    let entered = audit(&operation.drawn(), &some);
    let days = (until - from) as f64 / DAY as f64 * some.len() as f64;
    let new = entered.joined[0] - entered.healed;
    assert!(entered.healed > 0.0 && new > 0.0 && new <= 300.0 * days + CLOSE, "{entered:?}");
    assert!(
        entered.joined[1] <= 1.5 * days + CLOSE && entered.joined[2] <= 4.0 * days + CLOSE,
        "{entered:?}"
    );
}

/// The other operations have trains, replacements, partisans and pockets that Kaluga has not.
#[test]
fn people_and_tanks_are_conserved_in_every_operation() {
    for name in ALL {
        audit(&Operation::named(name).drawn(), &seeds_of(name, "ci", 3));
    }
}
