//! Every test over the whole of verst, in one binary.

mod broken;
mod broken_cases;
mod broken_values;
mod command_line;
mod determinism;
mod tidy;
