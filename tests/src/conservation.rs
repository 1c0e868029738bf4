//! Nobody appears or vanishes: men, tanks and guns are counted again from the entries alone, unit by unit, turn by turn.

use verst_domain::forces::Start;
use verst_domain::journal::{Entry, Losses, What};
use verst_domain::scenario::Scenario;
use verst_study::runner::Arm;
use verst_study::settings::set;

use crate::operation::{Operation, entries, seeds};

/// Rounding errors of some hundred additions to some thousand men.
const CLOSE: f64 = 1e-6;

/// What the entries say of one unit so far.
#[derive(Clone, Debug, Default)]
struct Account {
    /// Men, tanks and guns that came: at the start, or with its arrival.
    came: Option<[f64; 3]>,
    /// Those it took with it when it left.
    departed: Option<[f64; 3]>,
    destroyed: bool,
    /// Whether all of it is on trains.
    rides: bool,
    lost: Losses,
    repaired: f64,
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
            let sum = present[n] + left[n] + lost[n];
            let negative = present[n] < 0.0 || lost[n] < -CLOSE;
            if (came[n] - sum).abs() > CLOSE || negative {
                return Some(format!(
                    "{} {what} came; {} are present, {} left and {} were lost or are in repair",
                    came[n], present[n], left[n], lost[n]
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
        What::Destroyed(unit) => accounts[unit.index()].destroyed = true,
        What::Lost { unit, losses } => accounts[unit.index()].lost.add(losses),
        What::Repaired { unit, tanks } => accounts[unit.index()].repaired += tanks,
        What::Stand(s) => accounts[s.unit.index()].present = Some([s.men, s.tanks, s.guns]),
        _ => {}
    }
}

/// The accounts at the end; every turn's end on the way balances.
fn audited(scenario: &Scenario, told: &[Entry], seed: u64) -> Vec<Account> {
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
fn side_balances(scenario: &Scenario, accounts: &[Account], seed: u64) {
    for (index, side) in scenario.sides.iter().enumerate() {
        let own = scenario.units.iter().zip(accounts).filter(|(u, _)| u.side.index() == index);
        let (mut came, mut found) = ([0.0; 2], [0.0; 2]);
        for (_, a) in own {
            for n in 0..2 {
                came[n] += a.came.unwrap_or_default()[n];
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
