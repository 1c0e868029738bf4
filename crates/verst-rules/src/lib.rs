//! The laws of war: one file each, and the rules file that holds their coefficients.
//!
//! Floor 2. Each law file has four parts in this order: its coefficients, the pure law, the system that applies it, its
//! tests. [`list::standard`] is the one ordered list; nothing else decides who acts first.

pub mod coefficient;
