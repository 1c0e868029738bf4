//! The laws of war: one file each, and the rules file that holds their coefficients.
//!
//! Floor 2. Each law file has four parts in this order: its coefficients, the pure law, the system that applies it, its
//! tests. [`list::standard`] is the one ordered list; nothing else decides who acts first.

pub mod area;
pub mod armies;
pub mod arrival;
pub mod attack;
pub mod attrition;
pub mod battle;
pub mod breakdown;
pub mod coefficient;
pub mod cohesion;
pub mod combat;
pub mod contact;
pub mod control;
mod convalescents;
pub mod cover;
pub mod covering;
pub mod engaged;
pub mod engagement;
mod engagements;
pub mod entrenchment;
pub mod facts;
mod found;
mod gain;
pub mod gather;
mod haulage;
pub mod irregulars;
pub mod list;
pub mod losses;
pub mod march;
pub mod orders;
pub mod pace;
pub mod parties;
pub mod path;
pub mod plan;
pub mod ranks;
pub mod reach;
pub mod reaction;
pub mod replacements;
pub mod retreat;
mod route;
pub mod rules_file;
pub mod staff;
mod steps;
pub mod stocks;
pub mod supply;
pub mod terms;
pub mod uncertainty;
pub mod weather;
pub mod withdraw;
