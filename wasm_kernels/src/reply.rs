//! Where a call leaves an answer that is more than a number.

/// The last answer, as bytes that stay put until the next call on the same object.
#[derive(Default)]
pub struct Reply(Vec<u8>);

impl Reply {
    /// Keeps `bytes` and returns their length.
    pub fn put(&mut self, bytes: Vec<u8>) -> u32 {
        self.0 = bytes;
        self.0.len() as u32
    }

    /// Address in linear memory.
    pub fn address(&self) -> u32 {
        self.0.as_ptr() as usize as u32
    }
}
