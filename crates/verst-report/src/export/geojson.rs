//! GeoJSON (RFC 7946): one collection of layers, each feature with the interval in which it holds.

use serde_json::{Value, json};
use verst_domain::geo::{LatLon, distance_km};
use verst_domain::ids::{PlaceId, SideId, UnitId};
use verst_domain::time::Minute;

use super::front_lines::front_lines;
use super::moment::{Moment, Status, intervals};
use super::story::Story;
use super::words::{self, COUNT, SHARE, degrees, iso, position, rounded};

/// The run as text: a `FeatureCollection`, one feature a line.
#[must_use]
pub fn geojson(story: &Story<'_>) -> String {
    let mut features = Features { story, all: Vec::new(), bounds: [180.0, 90.0, -180.0, -90.0] };
    features.links();
    features.rivers();
    features.places();
    features.fronts();
    features.units();
    features.tracks();
    features.engagements();
    features.captures();
    features.text()
}

/// Features with the box around them.
struct Features<'a> {
    story: &'a Story<'a>,
    all: Vec<Value>,
    /// West, south, east, north.
    bounds: [f64; 4],
}

impl Features<'_> {
    fn text(&self) -> String {
        let (scenario, origin) = (self.story.scenario, &self.story.origin);
        let head = json!({
            "type": "FeatureCollection",
            "name": scenario.key,
            "title": scenario.title,
            "verst": { "version": origin.verst_version, "seed": origin.seed, "orders": origin.orders,
                       "inputs": origin.inputs, "changes": origin.changes,
                       "scenario_digest": origin.scenario_digest, "rules_digest": origin.rules_digest },
            "bbox": self.bounds,
        });
        let head = head.to_string();
        let features: Vec<String> = self.all.iter().map(Value::to_string).collect();
        let open = head.strip_suffix('}').unwrap_or(&head);
        format!("{open},\"features\":[\n{}\n]}}\n", features.join(",\n"))
    }

    /// Adds a feature: its layer, the rest of its id, its interval, points and properties.
    fn add(&mut self, layer: &str, id: &str, time: (Minute, Minute), points: &[LatLon], more: Value) {
        for p in points {
            let (lon, lat) = (degrees(p.lon), degrees(p.lat));
            let [west, south, east, north] = self.bounds;
            self.bounds = [west.min(lon), south.min(lat), east.max(lon), north.max(lat)];
        }
        let geometry = match points {
            [one] => json!({ "type": "Point", "coordinates": position(*one) }),
            line => {
                let line: Vec<Value> = line.iter().map(|p| position(*p)).collect();
                json!({ "type": "LineString", "coordinates": line })
            }
        };
        let calendar = &self.story.scenario.calendar;
        let mut properties =
            json!({ "layer": layer, "t_start": iso(calendar, time.0), "t_end": iso(calendar, time.1) });
        if let (Value::Object(all), Value::Object(more)) = (&mut properties, more) {
            all.extend(more);
        }
        let id = format!("{layer}.{id}");
        self.all.push(json!({ "type": "Feature", "id": id, "geometry": geometry, "properties": properties }));
    }

    fn side(&self, side: SideId) -> &str {
        &self.story.scenario.side(side).key
    }

    fn place(&self, place: PlaceId) -> &verst_domain::theatre::Place {
        self.story.scenario.theatre.place(place)
    }

    /// From the first minute to the last.
    fn always(&self) -> (Minute, Minute) {
        (Minute(0), self.story.horizon())
    }

    fn links(&mut self) {
        let theatre = &self.story.scenario.theatre;
        for link in &theatre.links {
            let (a, b) = (theatre.place(link.a), theatre.place(link.b));
            let more = json!({ "link": link.key, "a": a.key, "b": b.key, "km": rounded(link.km.best, SHARE),
                "road": words::road(link.road), "rail_km": link.rail_km, "tracks": link.rail_km.map(|_| link.tracks),
                "terrain": words::terrain(link.terrain) });
            self.add("link", &link.key, self.always(), &[a.at, b.at], more);
        }
    }

    fn rivers(&mut self) {
        for river in self.story.scenario.theatre.rivers.iter().filter(|r| r.line.len() > 1) {
            let more =
                json!({ "river": river.key, "name": river.name, "width_m": rounded(river.width_m.best, 0) });
            self.add("river", &river.key, self.always(), &river.line, more);
        }
    }

    /// Places by holder.
    fn places(&mut self) {
        let story = self.story;
        for (place, holds) in story.scenario.theatre.places.iter().zip(&story.holds) {
            let ends = holds.iter().skip(1).map(|h| h.since).chain([story.horizon()]);
            for (n, (hold, end)) in holds.iter().zip(ends).enumerate() {
                let more = json!({ "place": place.key, "name": place.name, "holder": self.side(hold.side),
                    "terrain": words::terrain(place.terrain), "key_place": place.key_place });
                let id = format!("{}.{n}", place.key);
                self.add("place", &id, (hold.since, end), &[place.at], more);
            }
        }
    }

    fn fronts(&mut self) {
        let story = self.story;
        let ends = story.turns.iter().skip(1).map(|t| t.at).chain([story.horizon()]);
        let [left, right] = SideId::BOTH.map(|side| self.side(side).to_string());
        for ((turn, end), lines) in story.turns.iter().zip(ends).zip(front_lines(story)) {
            for (n, line) in lines.iter().enumerate() {
                let more = json!({ "turn": turn.number, "left": left, "right": right });
                self.add("front", &format!("{}.{n}", turn.number), (turn.at, end), line, more);
            }
        }
    }

    /// Units by interval.
    fn units(&mut self) {
        let story = self.story;
        for (index, moments) in story.moments.iter().enumerate() {
            for (n, (moment, end)) in intervals(moments, story.horizon()).enumerate() {
                let Some(spot) = moment.spot else { continue };
                let at = spot.point(&story.scenario.theatre);
                let (more, key) = (self.unit(UnitId::new(index), moment), &story.scenario.units[index].key);
                self.add("unit", &format!("{key}.{n}"), (moment.at, end), &[at], more);
            }
        }
    }

    fn unit(&self, id: UnitId, moment: &Moment) -> Value {
        let scenario = self.story.scenario;
        let unit = scenario.unit(id);
        let under = moment.stand.map_or(unit.under, |s| s.under);
        let about = match moment.status {
            Status::About(doing) => Some(words::doing(doing)),
            _ => None,
        };
        json!({ "unit": unit.key, "name": unit.name, "side": self.side(unit.side), "kind": words::kind(unit.kind),
            "under": scenario.formation(under).key, "place": moment.spot.map(|s| &self.place(s.place).key),
            "men": rounded(moment.strength.men, COUNT), "tanks": rounded(moment.strength.tanks, COUNT),
            "guns": rounded(moment.strength.guns, COUNT), "doing": about,
            "supply": moment.stand.map(|s| rounded(s.supply, SHARE)), "cut_off": moment.stand.map(|s| s.cut_off) })
    }

    /// Tracks of units from when they come on the map to when they leave it.
    fn tracks(&mut self) {
        let story = self.story;
        for (unit, moments) in story.scenario.units.iter().zip(&story.moments) {
            let on_map = moments.split(|m| m.spot.is_none());
            for (n, piece) in on_map.filter(|piece| !piece.is_empty()).enumerate() {
                let points =
                    piece.iter().filter_map(|m| Some((m.at, m.spot?.point(&story.scenario.theatre))));
                let mut track: Vec<(Minute, LatLon)> = points.collect();
                // A unit that stands still adds no points.
                track.dedup_by(|next, kept| position(next.1) == position(kept.1));
                let (Some(first), Some(last)) = (track.first(), track.last()) else { continue };
                if track.len() < 2 {
                    continue;
                }
                let line: Vec<LatLon> = track.iter().map(|t| t.1).collect();
                let km: f64 = line.windows(2).map(|w| distance_km(w[0], w[1])).sum();
                let times: Vec<String> = track.iter().map(|t| iso(&story.scenario.calendar, t.0)).collect();
                let more = json!({ "unit": unit.key, "name": unit.name, "side": self.side(unit.side),
                    "kind": words::kind(unit.kind), "km": rounded(km, SHARE), "times": times });
                self.add("track", &format!("{}.{n}", unit.key), (first.0, last.0), &line, more);
            }
        }
    }

    fn engagements(&mut self) {
        let story = self.story;
        for (n, e) in story.engagements.iter().enumerate() {
            let place = self.place(e.place);
            let more = json!({ "place": place.key, "name": place.name, "attacker": self.side(e.attacker),
                "attacker_men": rounded(e.attacker_men, COUNT), "defender_men": rounded(e.defender_men, COUNT),
                "success": e.resolved.map(|r| r.1) });
            let (at, end) = (place.at, e.resolved.map_or(story.horizon(), |r| r.0));
            self.add("engagement", &n.to_string(), (e.opened, end), &[at], more);
        }
    }

    /// Captures, each in sight for a turn.
    fn captures(&mut self) {
        let story = self.story;
        for (n, c) in story.captures.iter().enumerate() {
            let place = self.place(c.place);
            let unit = c.unit.map(|u| story.scenario.unit(u));
            let more = json!({ "place": place.key, "name": place.name, "by": self.side(c.by), "from": self.side(c.from),
                "unit": unit.map(|u| &u.key), "unit_name": unit.map(|u| &u.name) });
            let (at, end) = (place.at, c.at + story.scenario.calendar.turn);
            self.add("capture", &n.to_string(), (c.at, end), &[at], more);
        }
    }
}
