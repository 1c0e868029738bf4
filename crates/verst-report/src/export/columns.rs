//! The columns of the tables: name, unit and meaning of each, in order. They are written beside the tables.

/// A column.
pub(crate) struct Column {
    pub(crate) name: &'static str,
    /// Unit or kind of value.
    pub(crate) unit: &'static str,
    pub(crate) meaning: &'static str,
}

/// Files of the tables in order, each with its columns; the last one explains the others.
pub(crate) const TABLES: [(&str, &[Column]); 9] = [
    ("forces.csv", FORCES),
    ("units.csv", UNITS),
    ("supply.csv", SUPPLY),
    ("losses.csv", LOSSES),
    ("engagements.csv", ENGAGEMENTS),
    ("captures.csv", CAPTURES),
    ("places.csv", PLACES),
    ("front.csv", FRONT),
    ("columns.csv", OF_COLUMNS),
];

const fn column(name: &'static str, unit: &'static str, meaning: &'static str) -> Column {
    Column { name, unit, meaning }
}

const TURN: Column = column("turn", "number", "turn, from 1; 0 is the start");
const DATE: Column = column("date", "date-time", "end of the turn, civil time of the theatre written as UTC");
const UNIT: Column = column("unit", "key", "unit, as in units of forces.ron");
const SIDE: Column = column("side", "key", "its side");
const PLACE: Column = column("place", "key", "place, as in places of theatre.ron");
const NAME: Column = column("name", "text", "name of the place");
const LAT: Column = column("lat", "degrees north", "WGS 84");
const LON: Column = column("lon", "degrees east", "WGS 84");
const ON_LINK_KM: &str = "km from the link's first place";

/// `forces.csv`: one row a unit.
const FORCES: &[Column] = &[
    UNIT,
    column("name", "text", "name of the unit"),
    SIDE,
    column("under", "key", "its formation at the start"),
    column("under_name", "text", "name of that formation"),
    column("kind", "word", "Rifle, Motorized, Tank, Cavalry, Ski, Garrison, Security or Artillery"),
    column("army", "key", "army whose quality applies to it"),
    column("men", "men", "men at the start or when all of it has come, as the run drew them"),
    column("tanks", "tanks", "likewise, fit to fight"),
    column("guns", "guns", "guns and mortars, likewise"),
];

/// `units.csv`: one row a unit in the theatre and turn.
const UNITS: &[Column] = &[
    TURN,
    DATE,
    UNIT,
    SIDE,
    column("under", "key", "its formation at the time"),
    LAT,
    LON,
    column("place", "key", "place where it is, or the one behind it on its link"),
    column("link", "key", "link that it is on; empty: at the place"),
    column("km", "km", ON_LINK_KM),
    column("men", "men", "men"),
    column("tanks", "tanks", "tanks fit to fight"),
    column("guns", "guns", "guns and mortars"),
    column("fatigue", "share", "0 fresh to 1"),
    column("cohesion", "share", "0 to 1"),
    column(
        "doing",
        "word",
        "Holding, Marching, Attacking, Waiting, Retreating or Reserve; empty at the start",
    ),
];

/// `supply.csv`: one row a unit in the theatre and turn, from turn 1.
const SUPPLY: &[Column] = &[
    TURN,
    DATE,
    UNIT,
    SIDE,
    column("supply", "share", "what reaches it of its needs"),
    column("food", "share", "food carried, of a full load"),
    column("ammunition", "share", "ammunition carried, of a full load"),
    column("fuel", "share", "fuel carried, of a full load; 1 where it burns none"),
    column("fodder", "share", "fodder carried, of a full load; 1 where it has no horses"),
    column("cut_off", "true/false", "whether it has no road to a source"),
];

/// `losses.csv`: one row a unit and turn in which it lost something.
const LOSSES: &[Column] = &[
    TURN,
    DATE,
    UNIT,
    SIDE,
    column("killed", "men", "killed in the turn"),
    column("wounded", "men", "wounded and brought back"),
    column("missing", "men", "missing and captured"),
    column("sick", "men", "sick"),
    column("frostbitten", "men", "frostbitten"),
    column("tanks", "tanks", "destroyed or left behind, beyond repair"),
    column("tanks_damaged", "tanks", "out for repair, less those of them that were given up"),
    column("guns", "guns", "guns and mortars"),
];

/// `engagements.csv`: one row a fight for a position.
const ENGAGEMENTS: &[Column] = &[
    PLACE,
    NAME,
    column("attacker", "key", "attacking side"),
    column("opened", "date-time", "when it began"),
    column("attacker_men", "men", "effective men of the attacker then"),
    column("defender_men", "men", "effective men of the defender then"),
    column("resolved", "date-time", "when it was decided; empty: not by the end"),
    column("success", "true/false", "whether for the attacker; empty: not decided"),
];

/// `captures.csv`: one row a change of hands.
const CAPTURES: &[Column] = &[
    column("turn", "number", "turn in which it fell"),
    column("date", "date-time", "when it fell, to the minute"),
    PLACE,
    NAME,
    column("by", "key", "side that took it"),
    column("from", "key", "side that lost it"),
    column("unit", "key", "unit that took it; empty: a rear area that fell without a fight"),
];

/// `places.csv`: one row a place and turn.
const PLACES: &[Column] = &[TURN, DATE, PLACE, NAME, LAT, LON, column("holder", "key", "side that holds it")];

/// `front.csv`: one row a contact and turn, from turn 1.
const FRONT: &[Column] = &[
    TURN,
    DATE,
    column("link", "key", "link whose ends are held by different sides"),
    column("a", "key", "its first place, from which km are counted"),
    column("b", "key", "its other place"),
    column("holder_a", "key", "side that holds the first place"),
    column("link_km", "km", "length of the link, as the run drew it"),
    column("line_a", "km", "foremost line of the side that holds the first place"),
    column("line_b", "km", "foremost line of the side that holds the other"),
];

/// `columns.csv`: this list.
const OF_COLUMNS: &[Column] = &[
    column("table", "file", "table"),
    column("column", "word", "column of the table, in order"),
    column("unit", "text", "its unit or kind of value"),
    column("meaning", "text", "what it tells"),
];
