//! `verst show`: an operation for people.

use std::fmt::Write;

use verst_domain::forces::{Known, Start, Transport, Unit};
use verst_domain::ids::{FormationId, SideId};
use verst_domain::orders::{Addressee, Task};
use verst_domain::quantity::Quantity;
use verst_domain::scenario::Scenario;
use verst_domain::theatre::RoadClass;
use verst_domain::time::{HOUR, Minute};
use verst_files::library::Library;
use verst_files::load::Loaded;
use verst_report::{Picture, svg};
use verst_study::settings;

use crate::args::Show;
use crate::condition;
use crate::failure::Failure;
use crate::open;
use crate::output::{print, write_whole};

/// Shows an operation, lists its knobs, or draws its map.
///
/// # Errors
/// Bad input, a pattern that matches nothing, a file that cannot be written.
pub fn show(library: &Library, arguments: &Show) -> Result<(), Failure> {
    let loaded = open::operation(library, &arguments.scenario)?;
    let scenario = &loaded.scenario;
    if let Some(path) = &arguments.map {
        write_whole(path, svg(&Picture::at_start(scenario)).as_bytes())?;
        if arguments.knobs.is_none() {
            return print(&format!("{} shows {} at the start\n", path.display(), scenario.title));
        }
    }
    if let Some(pattern) = &arguments.knobs {
        return knobs(library, &loaded, pattern);
    }
    let mut text = format!("{}\n\n{}\n", scenario.title, scenario.summary.trim());
    calendar(&mut text, scenario);
    order_of_battle(&mut text, scenario);
    orders(&mut text, scenario);
    theatre(&mut text, scenario);
    sources(&mut text, &loaded);
    coefficients(&mut text, library, &loaded)?;
    print(&text)
}

fn knobs(library: &Library, loaded: &Loaded, pattern: &str) -> Result<(), Failure> {
    let rules = open::rules(library, &loaded.folder, None)?;
    let found = settings::list(&loaded.scenario, &rules.file, pattern);
    if found.is_empty() {
        return Err(Failure::Usage(format!(
            "no quantity matches \"{pattern}\": try --knobs '*' or 'units.*.men'"
        )));
    }
    let wide = found.iter().map(|k| k.path.len()).max().unwrap_or(0);
    let lines = found.iter().map(|k| format!("{:<wide$}  {} {}\n", k.path, range(k.quantity), k.unit));
    print(&lines.collect::<String>())
}

fn range(q: Quantity) -> String {
    if q.is_exact() { format!("{}", q.best) } else { format!("{} ({} to {})", q.best, q.low, q.high) }
}

fn heading(text: &mut String, title: &str) {
    let _ = write!(text, "\n{title}\n{}\n", "-".repeat(title.len()));
}

/// A date and hour of an operation.
pub fn date(scenario: &Scenario, minute: f64) -> String {
    let date = scenario.calendar.date(Minute(minute.round() as i64));
    format!("{} {:02}:{:02}", date.date(), date.hour(), date.minute())
}

fn calendar(text: &mut String, scenario: &Scenario) {
    heading(text, "Calendar");
    let c = &scenario.calendar;
    let _ = writeln!(
        text,
        "{} to {}, turns of {} h, rounds of {} h",
        date(scenario, 0.0),
        date(scenario, c.end.0 as f64),
        c.turn / HOUR,
        c.round / HOUR
    );
    for (day, w) in scenario.weather.iter().enumerate() {
        let at = c.date(Minute::from_days(day as f64)).date();
        let _ =
            writeln!(text, "  {at}  {:+.0} °C, snow {:.0} cm, {:?}", w.temp_c.best, w.snow_cm.best, w.sky);
    }
}

fn order_of_battle(text: &mut String, scenario: &Scenario) {
    heading(text, "Order of battle at the start");
    for side in SideId::BOTH {
        let units = scenario.units.iter().filter(|u| u.side == side);
        let (count, men) = units.fold((0, 0.0), |(n, men), u| (n + 1, men + u.men.best));
        let _ =
            writeln!(text, "{}: {count} units, {men:.0} men, arrivals included", scenario.side(side).name);
        let all = (0..scenario.formations.len()).map(FormationId::new);
        for top in
            all.filter(|f| scenario.formation(*f).side == side && scenario.formation(*f).under.is_none())
        {
            branch(text, scenario, top, 1);
        }
    }
}

fn branch(text: &mut String, scenario: &Scenario, at: FormationId, depth: usize) {
    let formation = scenario.formation(at);
    let transport = formation.transport.as_ref().map_or_else(String::new, |t| transport(scenario, t));
    let _ = writeln!(text, "{}{} [{}]{transport}", "  ".repeat(depth), formation.name, formation.key);
    for unit in scenario.units.iter().filter(|u| u.under == at) {
        let _ = writeln!(text, "{}{}", "  ".repeat(depth + 1), unit_line(scenario, unit));
    }
    let below = (0..scenario.formations.len()).map(FormationId::new);
    for next in below.filter(|f| scenario.formation(*f).under == Some(at)) {
        branch(text, scenario, next, depth + 1);
    }
}

fn transport(scenario: &Scenario, transport: &Transport) -> String {
    let whole =
        transport.whole.map_or_else(String::new, |w| format!(", all of it by {}", date(scenario, w.best)));
    format!(": with {:.0} % of its transport{whole}", 100.0 * transport.present.best)
}

fn unit_line(scenario: &Scenario, unit: &Unit) -> String {
    let whence = match unit.start {
        Start::At(place) => format!("at {}", scenario.place_name(place)),
        Start::OnLink { link, km } => {
            let l = scenario.theatre.link(link);
            format!(
                "{:.0} km from {} towards {}",
                km.best,
                scenario.place_name(l.a),
                scenario.place_name(l.b)
            )
        }
        Start::Enters { at, on, known, .. } => {
            format!("enters at {} on {}{}", scenario.place_name(at), date(scenario, on.best), told(known))
        }
    };
    let leaves = unit
        .leaves
        .map_or_else(String::new, |l| format!(", leaves {}{}", date(scenario, l.on.best), told(l.known)));
    let tanks = if unit.tanks.best > 0.0 { format!(", {:.0} tanks", unit.tanks.best) } else { String::new() };
    format!(
        "{} [{}]: {:.0} men{tanks}, {:.0} guns, {whence}{leaves}",
        unit.name, unit.key, unit.men.best, unit.guns.best
    )
}

fn told(known: Known) -> &'static str {
    match known {
        Known::Opening => "",
        Known::Reaction => " (decided during the operation)",
    }
}

fn orders(text: &mut String, scenario: &Scenario) {
    heading(text, "Orders");
    for order in &scenario.orders {
        let to = match order.to {
            Addressee::Formation(f) => &scenario.formation(f).name,
            Addressee::Unit(u) => &scenario.unit(u).name,
        };
        let until = order
            .until
            .as_ref()
            .map_or_else(String::new, |c| format!(", until {}", condition::words(scenario, c)));
        let when = order
            .when
            .as_ref()
            .map_or_else(String::new, |c| format!(", once {}", condition::words(scenario, c)));
        let _ = writeln!(
            text,
            "{}  {to}: {}{when}{until}{} [{}; {}]",
            date(scenario, order.issued.best),
            task(scenario, &order.task),
            told(order.known),
            order.key,
            order.citation.source
        );
    }
}

fn task(scenario: &Scenario, task: &Task) -> String {
    let names = |places: &[verst_domain::ids::PlaceId]| {
        places.iter().map(|p| scenario.place_name(*p)).collect::<Vec<_>>().join(", ")
    };
    match task {
        Task::Attack { along, press, .. } => {
            format!("attack along {}{}", names(along), if *press { " without regard to odds" } else { "" })
        }
        Task::March { via, then, .. } => {
            format!("march by {}, then {}", names(via), format!("{then:?}").to_lowercase())
        }
        Task::Hold { at, stand_fast } => {
            let at =
                at.map_or_else(|| String::from("where it stands"), |p| scenario.place_name(p).to_string());
            format!("hold {at}{}", if *stand_fast { ", no step back" } else { "" })
        }
        Task::Delay { along } => format!("delay along {}", names(along)),
        Task::Withdraw { along } => format!("withdraw along {}", names(along)),
        Task::Reserve { at } => at.map_or_else(
            || String::from("stay in reserve"),
            |p| format!("reserve at {}", scenario.place_name(p)),
        ),
        Task::Rail { to } => format!("ride by train to {}", scenario.place_name(*to)),
        Task::Support { formation } => {
            format!("support {} with its guns", scenario.formation(*formation).name)
        }
        Task::Join { to } => format!("come under {}", scenario.formation(*to).name),
    }
}

fn theatre(text: &mut String, scenario: &Scenario) {
    heading(text, "Theatre");
    let t = &scenario.theatre;
    let count = |class: RoadClass| t.links.iter().filter(|l| l.road == Some(class)).count();
    let rail = t.links.iter().filter(|l| l.rail_km.is_some()).count();
    let _ = writeln!(
        text,
        "{} places; {} highways, {} roads, {} tracks, {rail} railways; {} ways across country between neighbours without road",
        t.places.len(),
        count(RoadClass::Highway),
        count(RoadClass::Road),
        count(RoadClass::Track),
        count(RoadClass::OffRoad)
    );
    for river in &t.rivers {
        let _ = writeln!(
            text,
            "  {}: {:.0} m wide, ice {:.0} cm",
            river.name, river.width_m.best, river.ice_cm.best
        );
    }
    for works in &t.works {
        let side = &scenario.side(works.side).name;
        let _ = writeln!(
            text,
            "  works at {}: {:?}, {:.1} km deep ({side})",
            scenario.place_name(works.at),
            works.class,
            works.depth.best
        );
    }
    for source in &t.sources {
        let side = &scenario.side(source.side).name;
        let _ = writeln!(text, "  supply of the {side} at {}", scenario.place_name(source.at));
    }
}

fn sources(text: &mut String, loaded: &Loaded) {
    heading(text, "Sources");
    for (key, count) in &loaded.cited {
        let title = loaded.sources.get(key).map_or("", |s| s.title.as_str());
        let _ = writeln!(text, "{key} (cited {count} times): {title}");
    }
    heading(text, "Free choices");
    for choice in &loaded.free_choices {
        let _ = writeln!(text, "- {choice}");
    }
    if loaded.free_choices.is_empty() {
        text.push_str("none stated\n");
    }
}

fn coefficients(text: &mut String, library: &Library, loaded: &Loaded) -> Result<(), Failure> {
    heading(text, "Rules");
    let mut rules = open::rules(library, &loaded.folder, None)?;
    let mut by_basis = std::collections::BTreeMap::new();
    rules.file.visit(&mut |seen| {
        *by_basis.entry(format!("{:?}", seen.citation.basis).to_lowercase()).or_insert(0) += 1
    });
    let parts: Vec<String> = by_basis.iter().map(|(basis, n)| format!("{n} {basis}")).collect();
    let total: usize = by_basis.values().sum();
    let _ = writeln!(
        text,
        "{total} coefficients of the rules file \"{}\": {}",
        rules.file.name,
        parts.join(", ")
    );
    Ok(())
}
