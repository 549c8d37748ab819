//! Which nodes may have something to do.

use alloc::vec::Vec;

/// A set of nodes that gives out the one furthest down the graph first.
pub(super) struct Stirred {
    words: Vec<u64>,
    /// Place of each node in the topological order.
    rank: Vec<u32>,
    order: Vec<usize>,
}

impl Stirred {
    pub(super) fn new(order: &[usize]) -> Self {
        let mut rank = alloc::vec![0; order.len()];
        for (place, node) in order.iter().enumerate() {
            rank[*node] = place as u32;
        }
        Self { words: alloc::vec![0; order.len().div_ceil(64)], rank, order: order.to_vec() }
    }

    #[inline]
    pub(super) fn add(&mut self, node: usize) {
        let rank = self.rank[node];
        self.words[rank as usize / 64] |= 1 << (rank % 64);
    }

    #[inline]
    pub(super) fn remove(&mut self, node: usize) {
        let rank = self.rank[node];
        self.words[rank as usize / 64] &= !(1 << (rank % 64));
    }

    /// The one furthest from the inputs.
    #[inline]
    pub(super) fn last(&self) -> Option<usize> {
        let word = self.words.iter().rposition(|word| *word != 0)?;
        let bit = 63 - self.words[word].leading_zeros() as usize;
        Some(self.order[word * 64 + bit])
    }

    /// All nodes, those that feed others first.
    pub(super) fn order(&self) -> &[usize] {
        &self.order
    }
}
