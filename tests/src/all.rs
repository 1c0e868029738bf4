//! Every test over the whole of verst, in one binary.

mod broken;
mod broken_cases;
mod broken_values;
mod command_line;
mod conservation;
mod determinism;
mod engagements;
mod golden;
mod hard_input;
mod interrupt;
mod laboratory;
mod laboratory_people;
mod march_cap;
mod march_order;
mod operation;
mod placebo;
mod properties;
mod readme;
mod redrawn;
mod reset;
mod result_json;
mod round_length;
mod tidy;
