//! The ensemble, folded as its runs are played: what stays is bounded, however many runs there are.
//!
//! Who holds a place or a point of a link is counted. Of each chart a run leaves one f32 for each turn, so that quantiles are
//! exact; only the first [`MOST`] runs leave any, some 4 MB for forty charts of twenty-six turns. Seeds are alike, so that the first runs
//! stand for all.

use std::sync::{Mutex, PoisonError};

use verst_domain::journal::Entry;
use verst_domain::scenario::Scenario;
use verst_score::quantile::quantile;

use crate::band::{Chances, STATIONS, band, station};
use crate::follow::Follower;
use crate::net::Net;
use crate::series::Series;

/// Runs of an ensemble, from its first on, that are folded.
pub const MOST: usize = 1000;

/// Quantiles that a fan shows.
const QUANTILES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// What the runs leave.
struct Sum {
    runs: usize,
    /// By turn, then chart: one value a run.
    values: Vec<Vec<Vec<f32>>>,
    /// By turn, then place: runs in which the first side holds it.
    places: Vec<Vec<u32>>,
    /// By turn, then link: the same at each station.
    links: Vec<Vec<[u32; STATIONS]>>,
}

/// Follows runs, each on the thread that plays it.
pub struct Fold<'a> {
    scenario: &'a Scenario,
    series: &'a Series,
    sum: Mutex<Sum>,
    idle: Mutex<Vec<Follower<'a>>>,
}

impl<'a> Fold<'a> {
    /// An empty fold.
    #[must_use]
    pub fn new(scenario: &'a Scenario, series: &'a Series) -> Self {
        let (turns, theatre) = (series.turns, &scenario.theatre);
        let sum = Sum {
            runs: 0,
            values: vec![vec![Vec::new(); series.charts.len()]; turns],
            places: vec![vec![0; theatre.places.len()]; turns],
            links: vec![vec![[0; STATIONS]; theatre.links.len()]; turns],
        };
        Self { scenario, series, sum: Mutex::new(sum), idle: Mutex::default() }
    }

    /// Who follows the run of a number, from 0; nobody from [`MOST`] on. A run counts once its last turn has ended.
    pub fn follow(&self, run: usize) -> Option<impl FnMut(&Entry) + '_> {
        if run >= MOST {
            return None;
        }
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut follower = Some(idle.unwrap_or_else(|| Follower::new(self.scenario, self.series)));
        Some(move |entry: &Entry| {
            let Some(mut here) = follower.take() else { return };
            if here.see(entry) {
                here.finish();
                self.add(&here);
                here.restart();
                self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(here);
            } else {
                follower = Some(here);
            }
        })
    }

    fn add(&self, run: &Follower<'_>) {
        let mut sum = self.sum.lock().unwrap_or_else(PoisonError::into_inner);
        sum.runs += 1;
        let theatre = &self.scenario.theatre;
        for turn in 0..self.series.turns {
            for (all, value) in sum.values[turn].iter_mut().zip(&run.values[turn]) {
                all.push(*value);
            }
            let is_first = |p: usize| run.holders[turn][p].index() == 0;
            for (p, count) in sum.places[turn].iter_mut().enumerate() {
                *count += u32::from(is_first(p));
            }
            for ((counts, link), meeting) in
                sum.links[turn].iter_mut().zip(&theatre.links).zip(&run.meetings[turn])
            {
                let (a, b) = (is_first(link.a.index()), is_first(link.b.index()));
                for (i, count) in counts.iter_mut().enumerate() {
                    let from_a = meeting.is_none_or(|m| station(i) < f64::from(m));
                    *count += u32::from(if from_a { a } else { b });
                }
            }
        }
    }

    /// Runs that were folded.
    #[must_use]
    pub fn runs(&self) -> usize {
        self.sum.lock().unwrap_or_else(PoisonError::into_inner).runs
    }

    /// The quantiles of each chart, by quantile, then by turn; empty without runs.
    pub(crate) fn fans(&self) -> Vec<[Vec<f64>; 5]> {
        let sum = self.sum.lock().unwrap_or_else(PoisonError::into_inner);
        let charts = 0..if sum.runs > 0 { self.series.charts.len() } else { 0 };
        charts
            .map(|chart| {
                let mut fan: [Vec<f64>; 5] = Default::default();
                for turn in &sum.values {
                    let mut values: Vec<f64> = turn[chart].iter().map(|v| f64::from(*v)).collect();
                    values.sort_by(f64::total_cmp);
                    for (line, p) in fan.iter_mut().zip(QUANTILES) {
                        line.push(quantile(&values, p));
                    }
                }
                fan
            })
            .collect()
    }

    /// By turn: the ground that neither side holds in the middle 90 % and in the middle 50 % of the runs.
    pub(crate) fn bands(&self, net: &Net) -> Vec<[String; 2]> {
        let sum = self.sum.lock().unwrap_or_else(PoisonError::into_inner);
        let runs = f64::from(u32::try_from(sum.runs).unwrap_or(u32::MAX).max(1));
        let turn = |(places, links): (&Vec<u32>, &Vec<[u32; STATIONS]>)| {
            let places: Vec<f64> = places.iter().map(|n| f64::from(*n) / runs).collect();
            let links: Vec<[f64; STATIONS]> = links.iter().map(|l| l.map(|n| f64::from(n) / runs)).collect();
            let chances = Chances { places: &places, links: &links };
            [band(net, &chances, 0.05, 0.95), band(net, &chances, 0.25, 0.75)]
        };
        sum.places.iter().zip(&sum.links).map(turn).collect()
    }

    /// By turn, then place: per cent of the runs in which the first side holds it.
    pub(crate) fn holding(&self) -> Vec<Vec<u32>> {
        let sum = self.sum.lock().unwrap_or_else(PoisonError::into_inner);
        let runs = u32::try_from(sum.runs).unwrap_or(u32::MAX).max(1);
        sum.places.iter().map(|turn| turn.iter().map(|n| (n * 100 + runs / 2) / runs).collect()).collect()
    }
}
