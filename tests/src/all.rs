//! Every test over the whole of verst, in one binary.

mod command_line;
mod determinism;
mod tidy;
