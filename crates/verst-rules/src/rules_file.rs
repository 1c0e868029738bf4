//! The rules file: one set of coefficients for every operation, read from `scenarios/rules/standard.ron`.

use std::sync::Arc;

use bevy_ecs::resource::Resource;
use serde::Deserialize;

use crate::armies::{ArmyTerms, ArmyYears};
use crate::coefficient::Seen;

/// Every coefficient, by rule.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulesFile {
    /// Version of the format: 1.
    pub format: u32,
    /// Name of the set.
    pub name: String,
    /// Weather, ground and ice.
    pub weather: crate::weather::Params,
    /// Command delay.
    pub orders: crate::orders::Params,
    /// Moving up before the hour of an attack.
    pub jump_off: crate::jump_off::Params,
    /// Route planning.
    pub plan: crate::plan::Params,
    /// What a side knows of the other.
    pub knowledge: crate::knowledge::Params,
    /// Doctrine where no order stands.
    pub doctrine: crate::doctrine::Params,
    /// Company of small bodies of troops.
    pub company: crate::company::Params,
    /// Counterstroke.
    pub counterstroke: crate::counterstroke::Params,
    /// What staffs know of the enemy's reach.
    pub reach: crate::reach::Params,
    /// Withdrawal.
    pub withdraw: crate::withdraw::Params,
    /// Reaction forces.
    pub reaction: crate::reaction::Params,
    /// Railways.
    pub rail: crate::rail::Params,
    /// Supply.
    pub supply: crate::supply::Params,
    /// Stocks.
    pub stocks: crate::stocks::Params,
    /// Fodder.
    pub fodder: crate::fodder::Params,
    /// March.
    pub march: crate::pace::Params,
    /// Cover of contacts.
    pub cover: crate::cover::Params,
    /// Detection.
    pub contact: crate::contact::Params,
    /// Air power.
    pub air: crate::air::Params,
    /// Artillery in support.
    pub fires: crate::fires::Params,
    /// The decision to attack.
    pub attack: crate::attack::Params,
    /// Who fights.
    pub battle: crate::battle::Params,
    /// Surprise.
    pub surprise: crate::surprise::Params,
    /// Conduct of engagements.
    pub combat: crate::combat::Params,
    /// The law of engagement.
    pub engagement: crate::engagement::Params,
    /// Quality by army and year.
    pub armies: Vec<ArmyYears>,
    /// Losses by kind.
    pub losses: crate::losses::Params,
    /// Losses out of combat.
    pub attrition: crate::attrition::Params,
    /// Losses of those who follow the enemy.
    pub following: crate::following::Params,
    /// Breakdown of tanks.
    pub breakdown: crate::breakdown::Params,
    /// Cohesion and fatigue.
    pub cohesion: crate::cohesion::Params,
    /// Rout.
    pub rout: crate::rout::Params,
    /// Retreat.
    pub retreat: crate::retreat::Params,
    /// Control.
    pub control: crate::control::Params,
    /// Pockets.
    pub pockets: crate::pockets::Params,
    /// Entrenchment.
    pub entrenchment: crate::entrenchment::Params,
    /// Rivers between enemies and on supply roads.
    pub crossings: crate::crossings::Params,
    /// Demolition and repair of bridges.
    pub bridges: crate::bridges::Params,
    /// Bridging.
    pub bridging: crate::bridging::Params,
    /// Irregulars.
    pub irregulars: crate::irregulars::Params,
    /// Replacements and convalescents.
    pub replacements: crate::replacements::Params,
    /// The file as written, where its coefficients were drawn.
    #[serde(skip)]
    pub written: Option<Arc<RulesFile>>,
}

/// The rules file as the systems see it.
#[derive(Resource, Clone)]
pub struct Laws(pub Arc<RulesFile>);

/// The newest format that this version reads.
pub const FORMAT: u32 = 1;

impl RulesFile {
    /// Shows every coefficient, always in the same order.
    pub fn visit(&mut self, see: &mut dyn FnMut(Seen<'_>)) {
        self.weather.visit(see);
        self.orders.visit(see);
        self.jump_off.visit(see);
        self.plan.visit(see);
        self.knowledge.visit(see);
        self.doctrine.visit(see);
        self.company.visit(see);
        self.counterstroke.visit(see);
        self.reach.visit(see);
        self.withdraw.visit(see);
        self.reaction.visit(see);
        self.rail.visit(see);
        self.supply.visit(see);
        self.stocks.visit(see);
        self.fodder.visit(see);
        self.march.visit(see);
        self.cover.visit(see);
        self.contact.visit(see);
        self.air.visit(see);
        self.fires.visit(see);
        self.attack.visit(see);
        self.battle.visit(see);
        self.surprise.visit(see);
        self.combat.visit(see);
        self.engagement.visit(see);
        self.armies.iter_mut().for_each(|a| a.visit(see));
        self.losses.visit(see);
        self.attrition.visit(see);
        self.following.visit(see);
        self.breakdown.visit(see);
        self.cohesion.visit(see);
        self.rout.visit(see);
        self.retreat.visit(see);
        self.control.visit(see);
        self.pockets.visit(see);
        self.entrenchment.visit(see);
        self.crossings.visit(see);
        self.bridges.visit(see);
        self.bridging.visit(see);
        self.irregulars.visit(see);
        self.replacements.visit(see);
    }

    /// The coefficients that staffs reckon with: the best values, whatever was drawn for the run.
    #[must_use]
    pub fn reckoned(&self) -> &Self {
        self.written.as_deref().unwrap_or(self)
    }

    /// Quality of an army in a year.
    #[must_use]
    pub fn army(&self, army: &str, year: i32) -> ArmyTerms {
        crate::armies::terms(&self.armies, army, year)
    }

    /// Whether the table has an army in a year.
    #[must_use]
    pub fn knows_army(&self, army: &str, year: i32) -> bool {
        self.armies.iter().any(|a| a.army == army && (a.from..=a.until).contains(&year))
    }

    /// Everything wrong with the file beyond its types: (path, message, hint).
    pub fn check(&mut self, sources: &dyn Fn(&str) -> bool) -> Vec<(String, String, String)> {
        let mut found = Vec::new();
        // The table of armies is a list: its rows are written without names.
        let rows: Vec<String> = self.armies.iter().map(|a| format!("{}-{}", a.army, a.from)).collect();
        self.visit(&mut |seen| {
            let path = match rows.iter().position(|row| row == seen.owner) {
                Some(i) => format!("{}[{i}].{}", seen.group, seen.field),
                None => seen.path(),
            };
            let q = *seen.quantity;
            let odd = [("is", q.best), ("range", q.low), ("range", q.high)];
            if let Some((field, number)) = odd.into_iter().find(|(_, number)| !number.is_finite()) {
                found.push((
                    format!("{path}.{field}"),
                    String::from(if number.is_nan() {
                        "this is no number"
                    } else {
                        "this number is infinite or too large"
                    }),
                    format!("a value in {} with a range on both sides", seen.unit),
                ));
            } else if !q.is_ordered() {
                found.push((
                    format!("{path}.is"),
                    format!("{} lies outside its range {} to {}", q.best, q.low, q.high),
                    String::from("range: (low, high) with low <= value <= high"),
                ));
            }
            if !sources(&seen.citation.source) {
                found.push((
                    format!("{path}.source"),
                    format!("no source \"{}\" in sources.ron", seen.citation.source),
                    String::from("add the source to scenarios/sources.ron or correct the key"),
                ));
            }
        });
        found
    }
}

/// The rules file as it lies in the repository, for tests of laws.
#[cfg(test)]
pub(crate) fn shipped() -> RulesFile {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/rules/standard.ron");
    let text = std::fs::read_to_string(path).expect("the rules file lies in the repository");
    let options = ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
    options.from_str(&text).expect("the rules file reads")
}
