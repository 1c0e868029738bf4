//! Tests of the crate over a small invented operation.
#![expect(
    clippy::disallowed_methods,
    reason = "expected values come from the standard library, not from the code under test"
)]

mod baselines;
mod checking;
mod folding;
mod sample;
mod scoring;
