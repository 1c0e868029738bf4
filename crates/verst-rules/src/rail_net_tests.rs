//! Tests of the railways of a theatre: widths, sabotage, capture and repair.

use verst_domain::quantity::{Basis, Citation, Quantity};

use super::*;
use crate::rail::tests::laws;

const BLUE: SideId = SideId(0);
const RED: SideId = SideId(1);
/// Links: 0 - 1 with two tracks, 1 - 2, 2 - 3 of 16 km each; a source of blue at 0.
const ENDS: [(u16, u16, u8); 3] = [(0, 1, 2), (1, 2, 1), (2, 3, 1)];

/// A line of four places, railways and sources without a scenario around them.
fn line_of(holder: [SideId; 4]) -> (Railways, Vec<Source>) {
    let rail = |(index, &(a, b, tracks)): (usize, &(u16, u16, u8))| Rail {
        link: LinkId::new(index),
        a: PlaceId(a),
        b: PlaceId(b),
        km: 16.0,
        daily: line(&laws(), tracks),
        fit_for: (holder[usize::from(a)] == holder[usize::from(b)]).then_some(holder[usize::from(a)]),
        repairer: None,
        done_km: 0.0,
    };
    let source = Source {
        key: String::from("depot"),
        at: PlaceId(0),
        side: BLUE,
        trains: Quantity::exact(10.0),
        from: Minute(0),
        citation: Citation { basis: Basis::Assumed, source: String::from("test") },
    };
    let mut railways = Railways {
        km: vec![16.0; 3],
        rails: ENDS.iter().enumerate().map(rail).collect(),
        holder: holder.to_vec(),
        open: vec![true],
        runs: [vec![false; 3], vec![false; 3]],
        left: vec![1.0; 3],
        ..Railways::default()
    };
    let sources = vec![source];
    railways.reckon(&sources, true);
    (railways, sources)
}

fn widths(railways: &Railways) -> Vec<f64> {
    railways.width[BLUE.index()].clone()
}

fn capture(railways: &mut Railways, sources: &[Source], holder: [SideId; 4]) {
    let mut sabotage = Sabotage::default();
    sabotage.restart(3);
    railways.look(sources, &sabotage, holder.into_iter(), Minute(0));
}

#[test]
fn a_way_passes_what_its_narrowest_link_does() {
    let (railways, _) = line_of([BLUE; 4]);
    assert_eq!(widths(&railways), [f64::INFINITY, 36.0, 12.0, 12.0]);
    let network = Network::of_ends(4, ENDS.iter().map(|&(a, b, _)| (a, b)));
    assert_eq!(railways.best_line(&network, BLUE, PlaceId(1)), [36.0, 36.0]);
}

#[test]
fn sabotage_takes_its_share_of_the_line_and_of_all_behind_it() {
    let (mut railways, sources) = line_of([BLUE; 4]);
    let mut sabotage = Sabotage::default();
    sabotage.restart(3);
    sabotage.leave(LinkId(1), 0.5);
    railways.look(&sources, &sabotage, [BLUE; 4].into_iter(), Minute(0));
    assert_eq!(widths(&railways), [f64::INFINITY, 36.0, 6.0, 6.0]);
    sabotage.leave(LinkId(1), 0.0);
    railways.look(&sources, &sabotage, [BLUE; 4].into_iter(), Minute(0));
    assert_eq!(widths(&railways), [f64::INFINITY, 36.0, 0.0, 0.0]);
    assert!(railways.runs(BLUE, LinkId(2)) && !railways.runs(BLUE, LinkId(1)));
}

#[test]
fn a_captured_line_is_repaired_link_by_link_from_the_own_net() {
    let (mut railways, sources) = line_of([BLUE, BLUE, RED, RED]);
    assert_eq!(widths(&railways)[1..], [36.0, 0.0, 0.0]);
    capture(&mut railways, &sources, [BLUE; 4]);
    assert_eq!(widths(&railways)[1..], [36.0, 0.0, 0.0], "captured is not yet repaired");
    let mut opened = Vec::new();
    for day in 1..=4 {
        railways.repair(&sources, 8.0, |_| false, |link, _| opened.push((day, link.0)));
    }
    assert_eq!(opened, [(2, 1), (4, 2)]);
    assert_eq!(widths(&railways)[1..], [36.0, 12.0, 12.0]);
}

#[test]
fn what_the_enemy_took_at_both_ends_is_lost_and_what_he_touched_is_not() {
    let (mut railways, sources) = line_of([BLUE; 4]);
    capture(&mut railways, &sources, [BLUE, BLUE, RED, RED]);
    assert!(!railways.runs(BLUE, LinkId(1)) && !railways.runs(RED, LinkId(2)));
    capture(&mut railways, &sources, [BLUE; 4]);
    assert!(railways.runs(BLUE, LinkId(1)), "one end was lost");
    assert!(!railways.runs(BLUE, LinkId(2)), "both were");
}
