//! verst: replays historical military operations and holds them against the record.

mod diary;
mod open;

use std::sync::Arc;
use verst_engine::journal::Detail;
use verst_engine::run::Engine;

fn main() {
    let lib = open::library(None).unwrap_or_else(|p| panic!("{p}"));
    let name = std::env::args().nth(1).unwrap_or("kaluga-1941".into());
    let seed: u64 = std::env::args().nth(2).unwrap_or("1".into()).parse().unwrap();
    let loaded = match open::operation(&lib, &name) { Ok(l) => l, Err(p) => { println!("{p}"); std::process::exit(2) } };
    let rules = match open::rules(&lib, &loaded.folder, None) { Ok(l) => l, Err(p) => { println!("{p}"); std::process::exit(2) } };
    let scenario = Arc::new(loaded.scenario);
    let mut engine = Engine::new(Arc::new(verst_rules::list::standard(&rules.file)));
    let mut diary = diary::Diary::new(&scenario);
    let end = engine.run(&scenario, seed, if std::env::var("W").is_ok() {Detail::Factors} else {Detail::Facts}, &mut |e| { if let (Ok(w), verst_domain::journal::What::Factors{of: verst_domain::journal::Applied::MarchKmPerDay(u), applied, factors}) = (std::env::var("W"), &e.what) { if scenario.unit(*u).key==w { println!("   {:?} {applied:.1} {:?}", scenario.calendar.date(e.at), factors.iter().map(|f| format!("{} {:.2}", f.name, f.value)).collect::<Vec<_>>()); } } if let (Ok(w), verst_domain::journal::What::Stand(s)) = (std::env::var("W"), &e.what) { if scenario.unit(s.unit).key==w { println!("   {:?} {} on {:?} {:?} men {:.0} sup {:.2} fat {:.2}", scenario.calendar.date(e.at), scenario.place_name(s.place), s.on.map(|o| (scenario.theatre.link(o.0).key.clone(), o.1)), s.doing, s.men, s.supply, s.fatigue); } } if let Some(t) = diary.see(e) { println!("{t}"); } });
    println!("{:?}", end.events);
    if std::env::args().nth(3).is_some() {
        let t = std::time::Instant::now();
        for s in 0..200 { engine.run(&scenario, s, Detail::Facts, &mut |_| {}); }
        println!("{} ms/run", t.elapsed().as_secs_f64()*1000.0/200.0);
    }
}
