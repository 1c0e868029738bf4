//! Found: ways that a rule has searched for in its step, kept for the next unit that asks the same.
//!
//! Used by route.rs and retreat.rs.

use verst_domain::ids::{LinkId, PlaceId};

/// What can be asked for: ways are kept by where they begin, for a large theatre asks for thousands.
pub(crate) trait Asked: PartialEq {
    /// Where the way begins.
    fn from(&self) -> PlaceId;
}

impl Asked for crate::retreat::Back {
    fn from(&self) -> PlaceId {
        self.anchor
    }
}

/// No further one.
const NONE: u32 = u32::MAX;

/// What was asked, and the answer.
#[derive(Debug)]
struct Answer<A> {
    asked: A,
    /// Where its way begins and ends in the links of all.
    begin: usize,
    end: usize,
    /// The one asked before it for a way from the same place.
    before: u32,
}

/// Ways by what was asked. They hold as long as nothing changes that the searches look at: within one step of one rule.
#[derive(Debug)]
pub(crate) struct Found<A> {
    answers: Vec<Answer<A>>,
    /// By place, as far as any was asked for: the last answer for a way from there.
    last: Vec<u32>,
    links: Vec<LinkId>,
    way: Vec<LinkId>,
}

impl<A> Default for Found<A> {
    fn default() -> Self {
        Self { answers: Vec::new(), last: Vec::new(), links: Vec::new(), way: Vec::new() }
    }
}

impl<A: Asked> Found<A> {
    /// Forgets all: a new step.
    pub(crate) fn clear(&mut self) {
        for answer in self.answers.drain(..) {
            self.last[answer.asked.from().index()] = NONE;
        }
        self.links.clear();
    }

    /// The way asked for; `search` writes it where nobody has asked before.
    pub(crate) fn way(&mut self, asked: A, search: impl FnOnce(&mut Vec<LinkId>)) -> &[LinkId] {
        let from = asked.from().index();
        if from >= self.last.len() {
            self.last.resize(from + 1, NONE);
        }
        let before = self.last[from];
        let mut next = before;
        while let Some(answer) = self.answers.get(next as usize) {
            if answer.asked == asked {
                return &self.links[answer.begin..answer.end];
            }
            next = answer.before;
        }
        self.way.clear();
        search(&mut self.way);
        let begin = self.links.len();
        self.links.extend_from_slice(&self.way);
        self.last[from] = self.answers.len() as u32;
        self.answers.push(Answer { asked, begin, end: self.links.len(), before });
        &self.links[begin..]
    }
}
