//! Tests of the map: what is on it, where it lies, and that the file is sound.

pub(crate) mod sample;

use verst_domain::ids::{PlaceId, SideId};
use verst_domain::scenario::Scenario;
use verst_domain::theatre::Theatre;

use self::sample::{EAST, KINDS, WEST, grid, operation, row};
use crate::front::front;
use crate::ground::is_drawn;
use crate::layout::Layout;
use crate::mesh::Mesh;
use crate::shape::{Point, cross, distance, turn};
use crate::svg::{escape, number};
use crate::view::View;
use crate::{Picture, svg};

/// Checks that tags are balanced, attributes quoted and text escaped; returns the names of all elements.
fn elements(xml: &str) -> Vec<String> {
    let body = xml.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>").expect("a declaration");
    let (mut open, mut names): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for (i, part) in body.split('<').enumerate() {
        let (tag, text) = if i == 0 { ("", part) } else { part.split_once('>').expect("a closed tag") };
        assert!(!text.contains('>'), "a bare > in {text:?}");
        for entity in text.split('&').skip(1).chain(tag.split('&').skip(1)) {
            let known = ["amp;", "lt;", "gt;", "quot;", "#39;"];
            assert!(known.iter().any(|e| entity.starts_with(e)), "a bare & before {entity:?}");
        }
        if i == 0 {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name));
            continue;
        }
        assert_eq!(tag.matches('"').count() % 2, 0, "quotes in {tag}");
        let name = tag.trim_end_matches('/').split(' ').next().expect("a name");
        names.push(String::from(name));
        if !tag.ends_with('/') {
            open.push(String::from(name));
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
    names
}

fn class_count(map: &str, class: &str) -> usize {
    map.matches(&format!("<g class=\"{class}\"")).count()
}

fn lines_of(scenario: &Scenario) -> (View, Vec<Vec<Point>>) {
    let view = View::of(&scenario.theatre);
    (view, front(&Picture::at_start(scenario), &view))
}

fn crossings(lines: &[Vec<Point>], a: Point, b: Point) -> usize {
    lines.iter().flat_map(|l| l.windows(2)).filter(|w| cross(w[0], w[1], a, b)).count()
}

#[test]
fn the_file_is_well_formed() {
    for scenario in [grid(), row(), operation(Theatre::default(), Vec::new())] {
        let names = elements(&svg(&Picture::at_start(&scenario)));
        assert_eq!(names.iter().filter(|n| *n == "svg").count(), 1);
    }
}

#[test]
fn hostile_names_come_out_as_text() {
    let evil = "</svg><script>alert('x & \"y\"')</script>\u{1}";
    let mut scenario = grid();
    let plain = elements(&svg(&Picture::at_start(&scenario)));
    scenario.title = String::from(evil);
    scenario.sides[0].name = String::from(evil);
    scenario.theatre.places[3].name = String::from(evil);
    scenario.theatre.rivers[0].name = String::from(evil);
    scenario.units[0].name = String::from(evil);
    scenario.units[0].key = String::from("<b>&");
    let map = svg(&Picture::at_start(&scenario));
    let mut names = elements(&map);
    names.dedup();
    assert!(!names.iter().any(|n| n == "script" || n == "b"), "{names:?}");
    assert!(plain.len() > 100 && map.contains("&lt;/svg&gt;&lt;script&gt;") && !map.contains('\u{1}'));
}

#[test]
fn everything_is_drawn_once() {
    let scenario = grid();
    let map = svg(&Picture::at_start(&scenario));
    let theatre = &scenario.theatre;
    let written = theatre.links.iter().filter(|l| is_drawn(l)).count();
    assert_eq!(written, theatre.links.len() - 1, "the off-road link stays off");
    assert_eq!(class_count(&map, "link"), written);
    assert_eq!(class_count(&map, "place"), theatre.places.len());
    for place in &theatre.places {
        assert_eq!(map.matches(&format!("<title>{}, held by", place.name)).count(), 1, "{}", place.name);
    }
    for link in theatre.links.iter().filter(|l| is_drawn(l)) {
        let tip = format!("<title>{} – {}: ", theatre.place(link.a).name, theatre.place(link.b).name);
        assert_eq!(map.matches(&tip).count(), 1, "{tip}");
    }
    assert_eq!(class_count(&map, "river"), 1);
    assert_eq!(class_count(&map, "work"), theatre.works.len());
    assert_eq!(class_count(&map, "source"), 1);
    assert_eq!(class_count(&map, "unit"), scenario.units.len() - 1, "the unit that enters later is left off");
    assert!(map.contains("<title>Unit a0 (a0): 5,500 men, 7 tanks</title>"));
    assert!(
        map.contains("Place 00 – Place 01: 10.0 km, highway, railway 9.0 km; crosses Long River (no bridge)")
    );
}

#[test]
fn names_units_and_places_do_not_overlap() {
    let scenario = grid();
    let picture = Picture::at_start(&scenario);
    let (view, lines) = lines_of(&scenario);
    let layout = Layout::of(&picture, &view, &lines);
    let mut areas: Vec<_> = layout.labels.iter().map(|l| l.area).collect();
    areas.extend(layout.stacks.iter().map(|s| s.area));
    areas.extend(layout.sources.iter().copied());
    for (i, place) in scenario.theatre.places.iter().enumerate() {
        let reach = crate::sites::reach(&picture, PlaceId::new(i));
        areas.push(crate::shape::Rect::around(view.at(place.at), reach));
    }
    for (i, one) in areas.iter().enumerate() {
        assert!((view.frame.overlap(one) - one.w * one.h).abs() < 1e-6, "inside the frame: {one:?}");
        for other in &areas[i + 1..] {
            assert!(one.overlap(other) < 1e-6, "{one:?} and {other:?}");
        }
        for river in layout.rivers.iter().flat_map(|r| &r.area) {
            assert!(one.overlap(river) < 1e-6, "{one:?} and a river's name");
        }
    }
    assert!(layout.labels.len() > 30 && layout.rivers.len() == 1);
    assert_eq!(layout.stacks.len(), 4, "one per side and spot");
    assert_eq!(layout.stacks.iter().map(|s| s.len()).sum::<usize>(), 2 * KINDS.len() + 2);
}

#[test]
fn the_least_important_name_is_dropped_first() {
    let mut theatre = Theatre::default();
    for i in 0..60_u32 {
        let at = (54.0 + f64::from(i / 8) * 0.001, 36.0 + f64::from(i % 8) * 0.001);
        theatre.places.push(sample::place(&format!("Village number {i}"), at, WEST));
    }
    theatre.places.push(sample::place("Far", (55.0, 38.0), WEST));
    theatre.places[27].key_place = true;
    let scenario = operation(theatre, Vec::new());
    let map = svg(&Picture::at_start(&scenario));
    assert!(class_count(&map, "name") < 61);
    assert!(map.contains(">Village number 27<") && map.contains(">Far<"));
}

#[test]
fn the_front_passes_between_the_sides() {
    let scenario = grid();
    let (view, lines) = lines_of(&scenario);
    let picture = Picture::at_start(&scenario);
    assert_eq!(lines.len(), 1, "one unbroken line");
    for link in &scenario.theatre.links {
        let ends = [link.a, link.b].map(|p| view.at(scenario.theatre.place(p).at));
        let mixed = picture.holder(link.a) != picture.holder(link.b);
        // A point of contact lies on its link, so the crossing is tested a little beside it.
        let (dx, dy) = (0.013, 0.017);
        let [a, b] = ends.map(|p| (p.0 + dx, p.1 + dy));
        assert_eq!(crossings(&lines, a, b) % 2, usize::from(mixed), "{}", link.key);
    }
    let place = |id: u16| view.at(scenario.theatre.place(PlaceId(id)).at);
    let mark = crate::shape::between(place(14), place(15), 0.7);
    assert!(lines[0].iter().any(|p| distance(*p, mark) < 1e-6), "it goes through the marked contact");
    for w in lines[0].windows(2) {
        assert!(turn(w[0], w[1], place(12)) < 0.0, "side 0 is on the left");
    }
}

#[test]
fn a_pocket_has_a_closed_front() {
    let mut scenario = grid();
    scenario.units.clear();
    let mut picture = Picture::at_start(&scenario);
    picture.holders = vec![WEST; 36];
    picture.holders[14] = EAST;
    let view = View::of(&scenario.theatre);
    let lines = front(&picture, &view);
    assert_eq!(lines.len(), 1);
    assert!(lines[0].len() > 4 && lines[0].first() == lines[0].last());
}

#[test]
fn without_triangles_the_front_is_a_line_across_the_link() {
    let scenario = row();
    let (view, lines) = lines_of(&scenario);
    let [a, b] = [1, 2].map(|i: usize| view.at(scenario.theatre.places[i].at));
    // The line has a point on the link, so the crossing is tested a little beside it.
    assert_eq!((lines.len(), crossings(&lines, (a.0, a.1 + 0.3), (b.0, b.1 + 0.3))), (1, 1));
    assert!(turn(lines[0][0], lines[0][1], a) < 0.0, "side 0 is on the left");
}

#[test]
fn units_on_a_link_push_the_front() {
    let mut scenario = grid();
    scenario.theatre.front[0].km = verst_domain::quantity::Quantity::exact(2.0);
    let (view, lines) = lines_of(&scenario);
    let place = |id: u16| view.at(scenario.theatre.place(PlaceId(id)).at);
    let foremost = crate::shape::between(place(14), place(15), 0.6);
    assert!(lines[0].iter().any(|p| distance(*p, foremost) < 1e-6), "not behind the unit at km 6");
}

#[test]
fn a_theatre_held_by_one_side_has_no_front() {
    let mut scenario = row();
    scenario.theatre.places.iter_mut().for_each(|p| p.holder = SideId(1));
    assert!(lines_of(&scenario).1.is_empty());
}

#[test]
fn the_same_picture_gives_the_same_bytes() {
    let (one, other) = (grid(), grid());
    assert_eq!(svg(&Picture::at_start(&one)), svg(&Picture::at_start(&other)));
}

#[test]
fn the_mesh_has_no_crossing_edges_and_no_gap() {
    let points: Vec<Point> = (0..40_u32).map(|i| (f64::from(i * 37 % 101), f64::from(i * 53 % 97))).collect();
    let mesh = Mesh::over(&points, &[(0, 39)], f64::INFINITY);
    let edges: Vec<_> = mesh.edges.iter().copied().collect();
    for (i, &(a, b)) in edges.iter().enumerate() {
        for &(c, d) in &edges[i + 1..] {
            assert!(!cross(points[a], points[b], points[c], points[d]));
        }
    }
    assert!(mesh.edges.contains(&(0, 39)), "a wanted edge comes first");
    // Euler: faces with the outer one = edges - points + 2.
    assert_eq!(mesh.triangles.len() + 1, edges.len() + 2 - points.len());
}

#[test]
fn numbers_and_text_are_plain() {
    assert_eq!([number(-0.04), number(1.25), number(f64::NAN)], ["0.0", "1.2", "0.0"]);
    assert_eq!(escape("a<b>&\"c'\n\u{0}"), "a&lt;b&gt;&amp;&quot;c&#39; \u{fffd}");
    assert_eq!(
        [0.0, 999.0, 12_345.6, 1_000_000.0].map(crate::style::count),
        ["0", "999", "12,346", "1,000,000"]
    );
}
