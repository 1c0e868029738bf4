//! The one ordered list of rules. Their order here is who acts first; nothing else decides it.

use std::sync::Arc;

use verst_engine::phase::Phase;
use verst_engine::run::{RuleList, boxed};

use crate::air::Air;
use crate::combat::{Fought, Resolved};
use crate::company::Company;
use crate::cover::Cover;
use crate::crossings::Crossings;
use crate::doctrine::Doctrine;
use crate::engagements::Engagements;
use crate::facts::Facts;
use crate::fires::Fires;
use crate::irregulars::Irregulars;
use crate::knowledge::Knowledge;
use crate::path::Network;
use crate::reach::Reach;
use crate::replacements::Depots;
use crate::rules_file::{Laws, RulesFile};
use crate::staff::Staff;
use crate::supply::SupplyMap;
use crate::{
    air, arrival, attack, attrition, breakdown, bridges, cohesion, combat, company, contact, control,
    covering, crossings, doctrine, engagements, entrenchment, fires, following, irregulars, knowledge, march,
    orders, plan, pockets, rail_move, rail_net, rail_traffic, reach, reaction, replacements, retreat, rout,
    staff, supply, weather, withdraw,
};

/// Every law of war.
#[must_use]
pub fn standard(laws: &Arc<RulesFile>) -> RuleList {
    base(laws)
        .rule(Phase::Weather, "weather", || boxed(weather::weather))
        .rule(Phase::Weather, "staff", || boxed(staff::staff))
        .rule_at_events(Phase::Command, "orders", || boxed(orders::orders))
        .rule(Phase::Command, "cover", || boxed(covering::covering))
        .rule(Phase::Command, "knowledge", || boxed(knowledge::knowledge))
        .rule(Phase::Command, "doctrine", || boxed(doctrine::doctrine))
        .rule_at_events(Phase::Command, "plan", || boxed(plan::plan))
        .rule(Phase::Command, "company", || boxed(company::company))
        .rule(Phase::Command, "reach", || boxed(reach::reach))
        .rule(Phase::Command, "withdraw", || boxed(withdraw::withdraw))
        .rule(Phase::Command, "reaction", || boxed(reaction::reaction))
        .rule(Phase::Rail, "rail", || boxed(rail_move::rail))
        .rule(Phase::Supply, "supply", || boxed(supply::supply))
        .rule_at_events(Phase::March, "march", || boxed(march::march))
        .rule(Phase::Contact, "cover", || boxed(covering::covering))
        .rule(Phase::Contact, "contact", || boxed(contact::contact))
        .rule_where(Phase::Contact, "air", || boxed(air::air), |scenario| !scenario.air.is_empty())
        .rule_where(Phase::Contact, "lay", || boxed(fires::lay), fires::are_ordered)
        .rule(Phase::Contact, "attack", || boxed(attack::attack))
        .rule_where(Phase::Fires, "fire", || boxed(fires::fire), fires::are_ordered)
        .rule(Phase::Combat, "combat", || boxed(combat::combat))
        .rule(Phase::Attrition, "attrition", || boxed(attrition::attrition))
        .rule(Phase::Attrition, "following", || boxed(following::following))
        .rule(Phase::Attrition, "breakdown", || boxed(breakdown::breakdown))
        .rule(Phase::Cohesion, "cohesion", || boxed(cohesion::cohesion))
        .rule(Phase::Cohesion, "retreat", || boxed(retreat::retreat))
        .rule(Phase::Cohesion, "rout", || boxed(rout::rout))
        .rule(Phase::Cohesion, "cover", || boxed(covering::recount))
        .rule_at_events(Phase::Control, "control", || boxed(control::control))
        .rule(Phase::Control, "pockets", || boxed(pockets::pockets))
        .rule(Phase::Engineers, "bridges", || boxed(bridges::bridges))
        .rule(Phase::Engineers, "staff", || boxed(staff::staff))
        .rule(Phase::Engineers, "entrenchment", || boxed(entrenchment::entrenchment))
        .rule_where(Phase::Irregulars, "irregulars", || boxed(irregulars::irregulars), irregulars::are_there)
        .rule_at_events(Phase::Arrival, "arrival", || boxed(arrival::arrival))
        .rule(Phase::Arrival, "replacements", || boxed(replacements::replacements))
}

/// Orders carried out by the march law with nobody in the way: the `plan` baseline.
#[must_use]
pub fn unopposed(laws: &Arc<RulesFile>) -> RuleList {
    base(laws)
        .rule(Phase::Weather, "weather", || boxed(weather::weather))
        .rule(Phase::Weather, "staff", || boxed(staff::staff))
        .rule_at_events(Phase::Command, "orders", || boxed(orders::orders))
        .rule_at_events(Phase::Command, "plan", || boxed(plan::plan))
        .rule(Phase::Rail, "rail", || boxed(rail_move::rail))
        .rule_at_events(Phase::March, "march", || boxed(march::march))
        .rule_at_events(Phase::Arrival, "arrival", || boxed(arrival::arrival))
}

fn base(laws: &Arc<RulesFile>) -> RuleList {
    let (laws, of_rail) = (Arc::clone(laws), Arc::clone(laws));
    RuleList::default()
        .start(move |world, _| world.insert_resource(Laws(Arc::clone(&laws))))
        .start(weather::start)
        .start(orders::start)
        .start(move |world, scenario| rail_net::start(world, scenario, &of_rail.rail))
        .start(rail_traffic::start)
        .start(|world, scenario| {
            let laws = Arc::clone(&world.resource::<Laws>().0);
            world.insert_resource(Facts::of(scenario, &laws));
            world.get_resource_or_init::<Cover>().restart(scenario);
            let crossings = Crossings::of(scenario, &world.resource::<Laws>().0);
            world.insert_resource(crossings);
            world.init_resource::<covering::Work>();
            world.insert_resource(Network::of(&scenario.theatre));
            world.insert_resource(Engagements::start(scenario));
            world.insert_resource(Air::start(scenario));
            world.insert_resource(Fires::start(scenario));
            world.insert_resource(Resolved::default());
            world.insert_resource(Fought::default());
            world.insert_resource(Reach::default());
            world.insert_resource(Company::default());
            world.get_resource_or_init::<Knowledge>().restart(scenario.units.len());
            world.get_resource_or_init::<Doctrine>().restart(scenario.units.len());
            world.get_resource_or_init::<Staff>().restart();
            world.get_resource_or_init::<SupplyMap>().restart();
            world.get_resource_or_init::<Irregulars>().restart(scenario, &laws.irregulars);
            world.get_resource_or_init::<Depots>().restart(scenario, &laws.replacements);
        })
        .digest(weather::digest)
        .digest(orders::digest)
        .digest(engagements::digest)
        .digest(crossings::digest)
        .digest(knowledge::digest)
        .digest(doctrine::digest)
        .digest(rail_net::digest)
        .digest(rail_traffic::digest)
        .digest(air::digest)
        .digest(fires::digest)
        .digest(irregulars::digest)
        .digest(replacements::digest)
}
