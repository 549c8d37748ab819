//! Bits into bytes, the highest first.

/// Grows as it is written to.
#[derive(Default)]
pub struct BitWriter {
    bytes: Vec<u8>,
    /// Bits that make no whole byte yet, at the low end.
    held: u64,
    count: u32,
}

impl BitWriter {
    /// Writes the low `count` bits of `value`, at most 32.
    pub fn put(&mut self, value: u64, count: u32) {
        self.held = self.held << count | value & ((1 << count) - 1);
        self.count += count;
        while self.count >= 8 {
            self.count -= 8;
            self.bytes.push((self.held >> self.count) as u8);
        }
    }

    /// The low `count` bits of a number with a sign.
    pub fn put_signed(&mut self, value: i64, count: u32) {
        self.put(value as u64, count);
    }

    /// So many zeros, then a one.
    pub fn put_unary(&mut self, mut zeros: u64) {
        while zeros >= 32 {
            self.put(0, 32);
            zeros -= 32;
        }
        self.put(1, zeros as u32 + 1);
    }

    /// Zeros up to the next whole byte.
    pub fn align(&mut self) {
        if self.count > 0 {
            self.put(0, 8 - self.count);
        }
    }

    /// What was written, in whole bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The same, taken.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}
