//! Coefficients: numbers of the rules file with a named unit, a range, a basis and a source.

use std::marker::PhantomData;
use std::sync::Arc;

use serde::{Deserialize, Deserializer};
use verst_domain::quantity::{Basis, Citation, Quantity};

/// A unit of measure: a newtype over `f64` whose name RON checks.
pub trait Measure: Copy {
    /// Unit for people.
    const UNIT: &'static str;
    /// The number.
    fn number(self) -> f64;
}

/// Defines a unit of measure.
macro_rules! define_measure {
    ($($(#[$doc:meta])* $name:ident = $unit:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Deserialize)]
        pub struct $name(f64);

        impl Measure for $name {
            const UNIT: &'static str = $unit;
            fn number(self) -> f64 {
                self.0
            }
        }
    )*};
}

define_measure! {
    /// Kilometres.
    Km = "km";
    /// Kilometres a day.
    KmPerDay = "km/day";
    /// Days.
    Days = "days";
    /// Hours.
    Hours = "hours";
    /// Share between 0 and 1.
    Share = "share";
    /// Share per day.
    PerDay = "1/day";
    /// Share in 100 km.
    Per100Km = "1/100 km";
    /// A multiplier.
    Times = "x";
    /// A number without unit: an exponent, a slope, a level.
    Pure = "-";
    /// A sum in decimal logarithms.
    Log10 = "log10";
    /// A sum in natural logarithms.
    Ln = "ln";
    /// Standard deviations of the hidden superiority.
    Sigma = "sigma";
    /// Men per kilometre of front.
    MenPerKm = "men/km";
    /// Men per thousand square kilometres.
    MenPer1000Km2 = "men/1000 km2";
    /// Men.
    Men = "men";
    /// Sorties a day and kilometre of front.
    SortiesPerKm = "sorties/day/km";
    /// Kilograms per gun.
    KgPerGun = "kg/gun";
    /// Kilograms per gun and day.
    KgPerGunDay = "kg/gun/day";
    /// Horses per man.
    HorsesPerMan = "horses/man";
    /// Kilograms per horse and day.
    KgPerHorseDay = "kg/horse/day";
    /// Kilograms per man.
    KgPerMan = "kg/man";
    /// Kilograms per man and day.
    KgPerManDay = "kg/man/day";
    /// Kilograms that are carried a kilometre, per man and day.
    Haul = "kg km/man/day";
    /// Metric tons.
    Tons = "t";
    /// Trains a day.
    TrainsPerDay = "trains/day";
    /// Men, guns or tanks that fill a train.
    PerTrain = "per train";
    /// Metric tons a day.
    TonsPerDay = "t/day";
    /// Degrees Celsius.
    Celsius = "degrees C";
    /// Centimetres.
    Cm = "cm";
    /// Metres.
    Metres = "m";
    /// Metres a day.
    MetresPerDay = "m/day";
}

/// A coefficient: a value with its unit, range, basis and source.
#[derive(Clone, Debug)]
pub struct Coefficient<M> {
    value: Quantity,
    /// Apart, so that the values of a rule lie close together.
    cited: Arc<Cited>,
    measure: PhantomData<M>,
}

/// What readers of the rules file want to know of a coefficient, and rules do not.
#[derive(Debug)]
struct Cited {
    citation: Citation,
    note: Option<String>,
}

impl<M: Measure> Coefficient<M> {
    /// The value in the unit of its type.
    #[must_use]
    pub fn get(&self) -> f64 {
        self.value.best
    }

    /// Shows the coefficient to a visitor as a knob; `owner` is its row where the rule has a table, else empty.
    pub fn visit(
        &mut self,
        group: &'static str,
        owner: &str,
        field: &'static str,
        see: &mut dyn FnMut(Seen<'_>),
    ) {
        let Cited { citation, note } = &*self.cited;
        let (quantity, note) = (&mut self.value, note.as_deref());
        see(Seen { group, owner, field, unit: M::UNIT, quantity, citation, note });
    }
}

/// What a visitor of the rules file sees of a coefficient.
pub struct Seen<'a> {
    /// The rule it belongs to.
    pub group: &'static str,
    /// Its row in a table; empty where there is none.
    pub owner: &'a str,
    /// Its name.
    pub field: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// Value and range.
    pub quantity: &'a mut Quantity,
    /// Where it comes from.
    pub citation: &'a Citation,
    /// What else a reader should know.
    pub note: Option<&'a str>,
}

impl Seen<'_> {
    /// Its path within the rules file, such as `march.foot`.
    #[must_use]
    pub fn path(&self) -> String {
        path(self.group, self.owner, self.field)
    }
}

/// The path of a coefficient within the rules file.
#[must_use]
pub fn path(group: &str, owner: &str, field: &str) -> String {
    if owner.is_empty() { format!("{group}.{field}") } else { format!("{group}.{owner}.{field}") }
}

impl<'de, M: Measure + Deserialize<'de>> Deserialize<'de> for Coefficient<M> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields, rename = "Coefficient")]
        struct Written<M> {
            is: M,
            range: (f64, f64),
            basis: Basis,
            source: String,
            #[serde(default)]
            note: Option<String>,
        }
        let w = Written::<M>::deserialize(from)?;
        Ok(Self {
            value: Quantity::new(w.is.number(), w.range.0, w.range.1),
            cited: Arc::new(Cited { citation: Citation { basis: w.basis, source: w.source }, note: w.note }),
            measure: PhantomData,
        })
    }
}

/// Defines the coefficients of a rule: a struct with a `visit` that shows each field in order.
#[macro_export]
macro_rules! coefficients {
    ($(#[$doc:meta])* $name:ident in $group:literal { $($(#[$field_doc:meta])* $field:ident: $measure:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $crate::coefficient::Coefficient<$measure>,)*
        }

        impl $name {
            /// Shows every coefficient, in order.
            pub fn visit(&mut self, see: &mut dyn FnMut($crate::coefficient::Seen<'_>)) {
                $(self.$field.visit($group, "", stringify!($field), see);)*
            }
        }
    };
}
