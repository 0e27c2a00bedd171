//! A set of small numbers.

/// A set of the variables of a frame, one bit each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    /// Room for `len` variables, none of them in the set.
    pub fn new(len: usize) -> Self {
        Self(vec![0; len.div_ceil(64)])
    }

    /// True if `bit` is in the set.
    pub fn has(&self, bit: usize) -> bool {
        self.0[bit / 64] & (1 << (bit % 64)) != 0
    }

    pub fn insert(&mut self, bit: usize) {
        self.0[bit / 64] |= 1 << (bit % 64);
    }

    pub fn remove(&mut self, bit: usize) {
        self.0[bit / 64] &= !(1 << (bit % 64));
    }

    pub fn set(&mut self, bit: usize, value: bool) {
        if value { self.insert(bit) } else { self.remove(bit) }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// The largest first.
    pub fn descending(&self) -> impl Iterator<Item = usize> {
        let words = self.0.iter().enumerate().rev().filter(|(_, word)| **word != 0);
        let members = |word: u64| (0..64).rev().filter(move |bit| word & (1 << bit) != 0);
        words.flat_map(move |(at, &word)| members(word).map(move |bit| at * 64 + bit))
    }

    pub fn union(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a |= b);
    }

    pub fn intersect(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= b);
    }
}

#[cfg(test)]
mod tests {
    use super::Bits;

    #[test]
    fn members_in_descending_order() {
        let mut bits = Bits::new(200);
        [0, 63, 64, 130, 199].into_iter().for_each(|bit| bits.insert(bit));
        bits.remove(130);
        assert_eq!(bits.descending().collect::<Vec<_>>(), [199, 64, 63, 0]);
        assert_eq!(bits.len(), 4);
    }
}
