//! Found: ways that a rule has searched for in its step, kept for the next unit that asks the same.
//!
//! Used by route.rs and retreat.rs.

use verst_domain::ids::LinkId;

/// Ways by what was asked. They hold as long as nothing changes that the searches look at: within one step of one rule.
#[derive(Debug)]
pub(crate) struct Found<Asked> {
    /// Each with where its way begins and ends in `links`.
    asked: Vec<(Asked, usize, usize)>,
    links: Vec<LinkId>,
    way: Vec<LinkId>,
}

impl<Asked> Default for Found<Asked> {
    fn default() -> Self {
        Self { asked: Vec::new(), links: Vec::new(), way: Vec::new() }
    }
}

impl<Asked: PartialEq> Found<Asked> {
    /// Forgets all: a new step.
    pub(crate) fn clear(&mut self) {
        self.asked.clear();
        self.links.clear();
    }

    /// The way asked for; `search` writes it where nobody has asked before.
    pub(crate) fn way(&mut self, asked: Asked, search: impl FnOnce(&mut Vec<LinkId>)) -> &[LinkId] {
        if let Some(&(_, begin, end)) = self.asked.iter().find(|known| known.0 == asked) {
            return &self.links[begin..end];
        }
        self.way.clear();
        search(&mut self.way);
        let begin = self.links.len();
        self.links.extend_from_slice(&self.way);
        self.asked.push((asked, begin, self.links.len()));
        &self.links[begin..]
    }
}
