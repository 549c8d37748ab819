//! How bytes go in and out: the room for an argument, and where a call leaves an answer.

use wasm_bindgen::prelude::wasm_bindgen;

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

/// Room for a `&[u8]` argument of the next call, which takes it over: for hosts without
/// wasm-bindgen's glue, whose own allocator has a name that changes from build to build.
#[wasm_bindgen]
#[must_use]
pub fn argument(bytes: u32) -> u32 {
    Box::into_raw(vec![0_u8; bytes as usize].into_boxed_slice()).cast::<u8>() as usize as u32
}
