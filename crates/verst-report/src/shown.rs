//! The data of an ensemble that maps, panels and charts draw, as one JSON object.

use serde_json::{Value, json};
use verst_domain::ids::{PlaceId, SideId, UnitId};
use verst_domain::journal::{Doing, Losses, Stand};
use verst_domain::scenario::Scenario;
use verst_domain::time::{DAY, Minute};
use verst_score::measure::{Kind, Record, Scale, never};

use crate::echelon::Echelon;
use crate::fold::Fold;
use crate::front::front_on;
use crate::ground::is_drawn;
use crate::net::Net;
use crate::picture::Picture;
use crate::series::Series;
use crate::shape::Point;
use crate::story::{Frame, Story};
use crate::style::{kind_name, road_name, side_fill, side_ink, side_pale};
use crate::terrain::terrain_name;
use crate::view::View;

/// Bins of a distribution of dates.
const BINS: usize = 48;

/// A line of the diary with whom it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// When.
    pub at: Minute,
    /// What happened.
    pub text: String,
    /// Places it is about.
    pub places: Vec<PlaceId>,
    /// Units it is about.
    pub units: Vec<UnitId>,
}

/// An ensemble as maps and charts show it: that of a replay, or one arm of a comparison.
pub struct Shown<'a, 'f> {
    /// The operation.
    pub scenario: &'a Scenario,
    /// What the books say.
    pub record: Option<&'a Record>,
    /// What is charted.
    pub series: &'a Series,
    /// The ensemble.
    pub fold: &'a Fold<'f>,
    /// The run that is shown turn by turn.
    pub story: &'a Story<'a>,
    /// What it says of each measure, run by run, on the measure's scale.
    pub values: &'a [Vec<f64>],
    /// The diary's lines of the run that is shown, with whom they are about.
    pub told: Vec<Told>,
}

/// What maps, panels and charts draw.
pub(crate) fn data(shown: &Shown<'_, '_>, view: &View) -> Value {
    let (scenario, net) = (shown.scenario, Net::of(&shown.scenario.theatre, view));
    let bands = shown.fold.bands(&net);
    let holding = shown.fold.holding();
    let frames = shown.story.frames.iter().enumerate().map(|(i, f)| {
        let ensemble = i.checked_sub(1).and_then(|t| Some((bands.get(t)?, holding.get(t)?)));
        frame(scenario, view, &net, f, ensemble.filter(|_| shown.fold.runs() > 1))
    });
    let f = &view.frame;
    json!({
        "title": scenario.title,
        "summary": scenario.summary.trim(),
        "start": scenario.calendar.start.to_string(),
        "turn_minutes": scenario.calendar.turn,
        "end_minutes": scenario.calendar.end.0,
        "frame": Vec::from([f.x, f.y, f.w, f.h].map(round)),
        "px_per_km": two(view.scale),
        "sides": SideId::BOTH.map(|s| json!({
            "name": scenario.side(s).name, "ink": side_ink(s), "fill": side_fill(s), "pale": side_pale(s) })),
        "places": places(shown, view),
        "links": links(scenario),
        "works": scenario.theatre.works.iter().map(|w| w.at.index()).collect::<Vec<_>>(),
        "sources_at": scenario.theatre.sources.iter().map(|s| s.at.index()).collect::<Vec<_>>(),
        "units": scenario.units.iter().map(|u| json!({
            "key": u.key, "name": u.name, "kind": format!("{:?}", u.kind), "kind_name": kind_name(u.kind),
            "side": u.side.index(), "echelon": Echelon::of(&u.name, u.men.best).mark(), "under": scenario.formation(u.under).name,
        })).collect::<Vec<_>>(),
        "frames": frames.collect::<Vec<_>>(),
        "documented_fronts": documented_fronts(shown, view),
        "charts": charts(shown),
        "folded": shown.fold.runs(),
        "dates": dates(shown),
        "bin_days": bin_days(scenario),
        "never_days": never(&scenario.calendar),
        "told": shown.told.iter().map(|t| json!([
            t.at.0, t.text, t.units.iter().map(|u| u.index()).collect::<Vec<_>>(),
            t.places.iter().map(|p| p.index()).collect::<Vec<_>>()])).collect::<Vec<_>>(),
    })
}

fn round(x: f64) -> i64 {
    x.round() as i64
}

/// Two decimals: enough for anything that is drawn.
fn two(x: f64) -> f64 {
    (x * 100.0).round() / 100.0
}

/// Numbers of a chart: four digits, or whole.
fn short(x: f64) -> Value {
    if x.abs() >= 100.0 { json!(round(x)) } else { json!(two(x)) }
}

fn flat(line: &[Point]) -> Vec<i64> {
    line.iter().flat_map(|p| [round(p.0), round(p.1)]).collect()
}

fn places(shown: &Shown<'_, '_>, view: &View) -> Vec<Value> {
    let scenario = shown.scenario;
    let mut documented: Vec<Vec<Value>> = vec![Vec::new(); scenario.theatre.places.len()];
    for m in shown.record.map_or(&[][..], |r| &r.measures) {
        if let Kind::Captured { place, by } = m.kind {
            let d = m.documented;
            documented[place.index()].push(json!([by.index(), two(d.low), two(d.high), m.key]));
        }
    }
    let rows = scenario.theatre.places.iter().zip(documented).map(|(p, documented)| {
        let at = view.at(p.at);
        json!({ "key": p.key, "name": p.name, "x": round(at.0), "y": round(at.1), "depth": two(p.town_depth.best),
                "key_place": p.key_place, "ground": terrain_name(p.terrain), "ways": p.ways.len(),
                "documented": documented })
    });
    rows.collect()
}

fn links(scenario: &Scenario) -> Vec<Value> {
    let rows = scenario.theatre.links.iter().map(|l| {
        let road = l.road.filter(|_| is_drawn(l)).map(|r| road_name(r).to_lowercase());
        json!([l.a.index(), l.b.index(), two(l.km.best), road, l.rail_km])
    });
    rows.collect()
}

fn frame(
    scenario: &Scenario,
    view: &View,
    net: &Net,
    f: &Frame,
    ensemble: Option<(&[String; 2], &Vec<u32>)>,
) -> Value {
    let picture = Picture {
        holders: f.holders.clone(),
        marks: Vec::new(),
        contacts: f.contacts.clone(),
        ..Picture::at_start(scenario)
    };
    let lines = front_on(net, &picture, view);
    let lost = |(i, l): (usize, &Losses)| {
        let some = l.men() > 0.0 || l.tanks > 0.0 || l.guns > 0.0;
        some.then(|| {
            json!([i, round(l.battle()), round(l.sick + l.frostbitten), round(l.tanks), round(l.guns)])
        })
    };
    json!({
        "minute": f.at.0,
        "date": scenario.calendar.date(f.at).strftime("%-d %b %Y, %H:%M").to_string(),
        "held": f.holders.iter().map(|h| if h.index() == 0 { '0' } else { '1' }).collect::<String>(),
        "units": f.stands.iter().map(|s| stand(scenario, view, s)).collect::<Vec<_>>(),
        "front": lines.iter().map(|l| flat(l)).collect::<Vec<_>>(),
        "band": ensemble.map(|e| e.0),
        "holding": ensemble.map(|e| e.1),
        "lost": f.lost.iter().enumerate().filter_map(lost).collect::<Vec<_>>(),
        "weather": f.weather.map(|(t, snow, mud)| json!([two(t), round(snow), mud])),
        "bridges_down": f.bridges_down,
        "rails_cut": f.rails_cut,
        "supply": f.supply.each_ref().map(|loads| {
            let loads = loads.iter().filter(|l| l.asked >= 0.5);
            loads.map(|l| json!([l.link, round(l.came), round(l.asked)])).collect::<Vec<_>>()
        }),
    })
}

fn stand(scenario: &Scenario, view: &View, s: &Stand) -> Value {
    let theatre = &scenario.theatre;
    let at = s.on.map_or(theatre.place(s.place).at, |(link, km)| theatre.point_on(link, km));
    let at = view.at(at);
    let link = s.on.map_or(-1, |(link, _)| i64::from(link.0));
    let shares = [s.supply, s.food, s.ammunition, s.fuel, s.fodder, s.fatigue, s.cohesion];
    let shares = shares.map(|x| round(100.0 * x));
    json!([
        s.unit.index(),
        round(at.0),
        round(at.1),
        s.place.index(),
        link,
        round(s.men),
        round(s.tanks),
        round(s.guns),
        shares,
        doing(s.doing),
        u8::from(s.cut_off),
        scenario.formation(s.under).name
    ])
}

fn doing(doing: Doing) -> &'static str {
    match doing {
        Doing::Holding => "holds",
        Doing::Marching => "marches",
        Doing::Attacking => "attacks",
        Doing::Waiting => "waits before the enemy",
        Doing::Retreating => "goes back",
        Doing::Reserve => "in reserve",
    }
}

/// The lines between the places that the record names on either side, by date.
fn documented_fronts(shown: &Shown<'_, '_>, view: &View) -> Vec<Value> {
    let measures = shown.record.map_or(&[][..], |r| &r.measures);
    let fronts = measures.iter().filter_map(|m| {
        let Kind::Front { on, held } = &m.kind else { return None };
        let theatre = &shown.scenario.theatre;
        let named: Vec<Point> = held.iter().map(|(p, _)| view.at(theatre.place(*p).at)).collect();
        let net = Net::over(theatre, named, view);
        let holders = held.iter().map(|(_, side)| *side).collect();
        let picture =
            Picture { holders, marks: Vec::new(), contacts: Vec::new(), ..Picture::at_start(shown.scenario) };
        let lines = front_on(&net, &picture, view);
        let named: Vec<[usize; 2]> = held.iter().map(|(p, s)| [p.index(), s.index()]).collect();
        Some(json!({ "id": m.key, "minute": on.0, "lines": lines.iter().map(|l| flat(l)).collect::<Vec<_>>(),
                     "held": named }))
    });
    fronts.collect()
}

fn charts(shown: &Shown<'_, '_>) -> Vec<Value> {
    let fans = shown.fold.fans();
    let rows = shown.series.charts.iter().enumerate().map(|(i, c)| {
        let fan = fans.get(i).map(|f| f.each_ref().map(|line| line.iter().map(|x| short(*x)).collect::<Vec<_>>()));
        let run: Vec<Value> = shown.story.values.iter().map(|turn| short(f64::from(turn[i]))).collect();
        let documented: Vec<Value> = c.documented.iter().map(|b| json!([b.id, b.day, b.best, b.low, b.high])).collect();
        json!({ "title": c.title, "group": c.group, "unit": c.unit, "side": c.side.map(SideId::index), "fan": fan,
                "run": run, "documented": documented })
    });
    rows.collect()
}

fn bin_days(scenario: &Scenario) -> f64 {
    let calendar = &scenario.calendar;
    (calendar.duration_days() / BINS as f64).max(calendar.turn as f64 / DAY as f64 / 2.0)
}

/// How the dates of each dated measure are spread: runs by bin, and runs in which it never happened.
fn dates(shown: &Shown<'_, '_>) -> Vec<Value> {
    let measures = shown.record.map_or(&[][..], |r| &r.measures);
    let (wide, never) = (bin_days(shown.scenario), never(&shown.scenario.calendar));
    let count = (shown.scenario.calendar.duration_days() / wide).ceil() as usize + 1;
    let rows = measures.iter().enumerate().filter(|(_, m)| m.scale == Scale::Days).map(|(i, m)| {
        let mut bins = vec![0_u32; count];
        let mut never_count = 0_u32;
        for day in shown.values.iter().filter_map(|run| run.get(i)) {
            if *day >= never - 1e-9 {
                never_count += 1;
            } else {
                bins[((day / wide) as usize).min(count - 1)] += 1;
            }
        }
        json!({ "id": m.key, "text": m.text, "bins": bins, "never": never_count })
    });
    rows.collect()
}
