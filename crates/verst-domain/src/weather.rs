//! Weather as it was, day by day: what nature did, not what it did to anyone.

use serde::{Deserialize, Serialize};

use crate::quantity::Quantity;

/// What falls from the sky, or does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sky {
    /// Clear or part cloud: aircraft fly.
    Clear,
    /// Overcast: few aircraft fly.
    Overcast,
    /// Rain.
    Rain,
    /// Snowfall.
    Snow,
    /// Snow driven by wind: roads close.
    Blizzard,
    /// Fog.
    Fog,
}

/// One civil day of weather over the whole theatre.
#[derive(Clone, Copy, Debug)]
pub struct WeatherDay {
    /// Mean air temperature in degrees Celsius.
    pub temp_c: Quantity,
    /// Snow on the ground in cm.
    pub snow_cm: Quantity,
    /// Sky.
    pub sky: Sky,
    /// The ground is soaked by rain or thaw: mud on anything but a highway.
    pub mud: bool,
}
