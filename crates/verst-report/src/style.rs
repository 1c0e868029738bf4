//! Colours, type and text measures.

use verst_domain::forces::UnitKind;
use verst_domain::ids::SideId;
use verst_domain::theatre::RoadClass;

pub(crate) const FONT: &str = "DejaVu Sans, Verdana, Helvetica, Arial, sans-serif";
pub(crate) const PAPER: &str = "#f7f4ec";
pub(crate) const INK: &str = "#26241f";
pub(crate) const FAINT: &str = "#6d675c";
pub(crate) const WATER: &str = "#7fb2d9";
pub(crate) const WATER_INK: &str = "#2d6f9f";
pub(crate) const RAIL: &str = "#4a4640";

/// Dark colour of a side: frames and lines. Blue and vermilion differ in hue for every kind of colour vision and in
/// lightness, so that a grey print tells them apart too.
pub(crate) fn side_ink(side: SideId) -> &'static str {
    ["#1d4e79", "#b5301c"][side.index() % 2]
}
/// Full colour of a side: places, the front.
pub(crate) fn side_fill(side: SideId) -> &'static str {
    ["#2f6695", "#dd5a3f"][side.index() % 2]
}
/// Pale colour of a side: unit symbols.
pub(crate) fn side_pale(side: SideId) -> &'static str {
    ["#cfdfee", "#fbd8cf"][side.index() % 2]
}

/// Casing colour and width, then surface colour and width, of a road; a track has no casing.
pub(crate) struct RoadStyle {
    pub(crate) casing: Option<(&'static str, f64)>,
    pub(crate) surface: (&'static str, f64),
    pub(crate) dash: Option<&'static str>,
}

pub(crate) fn road_style(class: RoadClass) -> RoadStyle {
    match class {
        RoadClass::Highway => {
            RoadStyle { casing: Some(("#8f6d33", 5.0)), surface: ("#f3c36b", 3.2), dash: None }
        }
        RoadClass::Road => {
            RoadStyle { casing: Some(("#a5977d", 3.2)), surface: ("#ece1c8", 1.6), dash: None }
        }
        RoadClass::Track | RoadClass::OffRoad => {
            RoadStyle { casing: None, surface: ("#9a8b70", 1.3), dash: Some("5 3.5") }
        }
    }
}

pub(crate) fn road_name(class: RoadClass) -> &'static str {
    match class {
        RoadClass::Highway => "Highway",
        RoadClass::Road => "Road",
        RoadClass::Track => "Track",
        RoadClass::OffRoad => "Off the road",
    }
}

pub(crate) fn kind_name(kind: UnitKind) -> &'static str {
    match kind {
        UnitKind::Rifle => "Rifle, infantry",
        UnitKind::Motorized => "Motorized",
        UnitKind::Tank => "Tank",
        UnitKind::Cavalry => "Cavalry",
        UnitKind::Ski => "Ski",
        UnitKind::Garrison => "Garrison, rear",
        UnitKind::Security => "Security",
        UnitKind::Artillery => "Artillery",
    }
}

/// Width of text in px, on the wide side: the font at hand may not be ours.
pub(crate) fn text_width(text: &str, size: f64) -> f64 {
    let em: f64 = text
        .chars()
        .map(|c| match c {
            'i' | 'j' | 'l' | '\'' | '’' | '.' | ',' | ':' | ';' | '|' | '!' | ' ' => 0.33,
            'f' | 't' | 'r' | '(' | ')' | '-' | '/' => 0.42,
            'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.98,
            'A'..='Z' => 0.73,
            'a'..='z' | '0'..='9' => 0.63,
            '\u{2e80}'.. => 1.05,
            _ => 0.7,
        })
        .sum();
    em * size
}

/// Text cut to at most `longest` characters.
pub(crate) fn shortened(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return String::from(text);
    }
    let kept: String = text.chars().take(longest.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// A whole number with commas.
pub(crate) fn count(value: f64) -> String {
    let digits = format!("{:.0}", value.max(0.0));
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}
