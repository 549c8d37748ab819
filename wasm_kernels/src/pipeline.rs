//! [`Pipeline`]: one graph, driven by records in an inbox and an outbox.

use graph_engine::Engine;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::reply::Reply;

/// See `WIRE.md`: a host needs nothing else to know how to drive this.
#[wasm_bindgen]
pub struct Pipeline {
    engine: Engine,
    reply: Reply,
}

#[wasm_bindgen]
impl Pipeline {
    /// An empty pipeline.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::new_without_default)] // nobody calls it from Rust
    #[must_use]
    pub fn new() -> Self {
        Self { engine: Engine::new(native_nodes::TYPES), reply: Reply::default() }
    }

    /// Reads and plans; the length of the answer at [`Pipeline::reply_address`].
    pub fn open(&mut self, manifest: &[u8], context: &[u8]) -> u32 {
        self.reply.put(wheel_choice::amend(self.engine.open(manifest, context), context))
    }

    /// The canonical form of a manifest, and what that changes; the length of the answer at
    /// [`Pipeline::reply_address`].
    pub fn migrate(&mut self, manifest: &[u8], context: &[u8]) -> u32 {
        self.reply.put(graph_engine::migrate(manifest, context, native_nodes::TYPES))
    }

    /// Room for a body, as an id.
    pub fn allocate(&mut self, bytes: u32, kind: u8) -> u32 {
        self.engine.allocate(bytes, kind)
    }

    /// Where an allocated body is; 0 for an id that is none.
    #[must_use]
    pub fn address(&self, id: u32) -> u32 {
        self.engine.body(id).map_or(0, |body| body.as_ptr() as usize as u32)
    }

    /// Gives back an allocated body that no event will name.
    pub fn release(&mut self, id: u32) {
        self.engine.release(id);
    }

    /// Address of the inbox, with room for that many bytes.
    pub fn inbox(&mut self, bytes: u32) -> u32 {
        self.engine.inbox(bytes as usize).as_ptr() as usize as u32
    }

    /// Handles events, works, fills the outbox.
    pub fn step(&mut self, inbox_bytes: u32, budget: u32, now: f64) -> u32 {
        self.engine.step(inbox_bytes as usize, budget, now)
    }

    /// When the last step returned.
    pub fn stepped(&mut self, now: f64) {
        self.engine.stepped(now);
    }

    /// When to step again even if nothing happens: see `WIRE.md`.
    #[must_use]
    pub fn due(&self) -> f64 {
        self.engine.due()
    }

    /// Where the commands of the last step are.
    #[must_use]
    pub fn outbox_address(&self) -> u32 {
        self.engine.outbox().as_ptr() as usize as u32
    }

    /// How long they are.
    #[must_use]
    pub fn outbox_bytes(&self) -> u32 {
        self.engine.outbox().len() as u32
    }

    /// Figures of the run; the length of the answer at [`Pipeline::reply_address`].
    pub fn metrics(&mut self) -> u32 {
        self.reply.put(self.engine.metrics())
    }

    /// The next piece of the trace, where the context asked for one: its length at
    /// [`Pipeline::reply_address`], 0 after the last.
    pub fn trace(&mut self) -> u32 {
        self.reply.put(self.engine.trace().into_bytes())
    }

    /// Where the last answer is.
    #[must_use]
    pub fn reply_address(&self) -> u32 {
        self.reply.address()
    }
}
