//! Which nodes may have something to do.

use alloc::vec::Vec;

/// A set of nodes that gives out the one furthest down the graph first.
pub(super) struct Stirred {
    /// A bit for each place in the topological order.
    words: Vec<u64>,
    /// A bit for each word that is not zero, so that a long graph is not searched from its end.
    summary: Vec<u64>,
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
        let words = order.len().div_ceil(64);
        Self { words: alloc::vec![0; words], summary: alloc::vec![0; words.div_ceil(64)], rank, order: order.to_vec() }
    }

    #[inline]
    pub(super) fn add(&mut self, node: usize) {
        let rank = self.rank[node] as usize;
        self.words[rank / 64] |= 1 << (rank % 64);
        self.summary[rank / 4096] |= 1 << (rank / 64 % 64);
    }

    #[inline]
    pub(super) fn remove(&mut self, node: usize) {
        let rank = self.rank[node] as usize;
        let word = &mut self.words[rank / 64];
        *word &= !(1 << (rank % 64));
        if *word == 0 {
            self.summary[rank / 4096] &= !(1 << (rank / 64 % 64));
        }
    }

    /// The one furthest from the inputs.
    #[inline]
    pub(super) fn last(&self) -> Option<usize> {
        let group = self.summary.iter().rposition(|word| *word != 0)?;
        let word = group * 64 + highest(self.summary[group]);
        Some(self.order[word * 64 + highest(self.words[word])])
    }

    /// All nodes, those that feed others first.
    pub(super) fn order(&self) -> &[usize] {
        &self.order
    }
}

/// The highest bit of a word that is not zero.
#[inline]
fn highest(word: u64) -> usize {
    63 - word.leading_zeros() as usize
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::Stirred;

    #[test]
    fn the_last_of_the_order_comes_first_however_long_it_is() {
        let order: Vec<usize> = (0..10_000).rev().collect();
        let mut stirred = Stirred::new(&order);
        for node in [9_999, 0, 5_000, 63, 64] {
            stirred.add(node);
        }
        let mut given = Vec::new();
        while let Some(node) = stirred.last() {
            given.push(node);
            stirred.remove(node);
        }
        assert_eq!(given, [0, 63, 64, 5_000, 9_999]);
    }
}
