//! Tests of the crate over a small invented operation.

mod baselines;
mod checking;
mod folding;
mod sample;
mod scoring;
