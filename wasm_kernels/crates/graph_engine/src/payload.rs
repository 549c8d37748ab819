//! Where the bodies of packets are, in whose memory, and how many still need them.
//!
//! A value that only native nodes see never comes here: it travels as an [`Rc`]. All others have a
//! slot, which counts its uses and knows every memory that holds a copy.

use alloc::collections::BTreeMap;
use alloc::rc::Rc;
use alloc::vec::Vec;

use crate::packet::Value;
use crate::room::Room;
use crate::wire::{CHOSEN_BY_ENGINE, Form, Kind, Outbox, Owner, PacketOut, pack_json};

/// Index of a slot; on the wire the id of an engine-owned body. Never 0.
pub(crate) type SlotId = u32;

/// Where a packet stands in its stream.
#[derive(Clone, Copy)]
pub(crate) struct Stamp<'a> {
    pub timestamp: f64,
    pub sequence: u64,
    pub metadata: &'a str,
}

enum Slot {
    Free,
    /// Allocated by the host, which is still filling it.
    Room(Room),
    Payload(Payload),
}

struct Payload {
    form: Form,
    /// Queued packets and outstanding calls that name it.
    uses: u32,
    shared: bool,
    engine: Option<EngineCopy>,
    /// Its id in each outside memory that has it, by [`Owner::outside_index`].
    outside: [Option<u32>; 2],
    /// MATERIALISE to the engine is out and not answered.
    awaited: bool,
    /// Nodes in the engine that wait for that.
    waiting: Vec<usize>,
}

impl Payload {
    fn new(form: Form, engine: Option<EngineCopy>, outside: [Option<u32>; 2]) -> Self {
        Self { form, uses: 0, shared: false, engine, outside, awaited: false, waiting: Vec::new() }
    }
}

/// A body in the engine's memory.
struct EngineCopy {
    value: Rc<Value>,
    /// A JSON body with arrays is not one run of bytes in the value itself.
    packed: Option<Vec<u8>>,
}

impl EngineCopy {
    fn bytes(&self) -> &[u8] {
        match (&self.packed, &*self.value) {
            (Some(packed), _) => packed,
            (None, Value::Json { text, .. } | Value::Text(text)) => text.as_bytes(),
            (None, Value::Audio(audio)) => bytemuck::cast_slice(&audio.samples),
            (None, Value::Tensor(tensor)) => &tensor.data,
            (None, Value::Bytes(bytes)) => bytes,
        }
    }
}

/// All slots of a run.
pub(crate) struct Payloads {
    slots: Vec<Slot>,
    free: Vec<SlotId>,
    /// Slots by the ids that hosts chose.
    by_handle: BTreeMap<(Owner, u32), SlotId>,
    /// Slots that nobody used at some moment of this step.
    unused: Vec<SlotId>,
    /// Bodies that the last outbox may still point to, with the ids that they had.
    retired: Vec<(SlotId, EngineCopy)>,
    awaited: usize,
    /// MATERIALISE commands so far, and their bytes.
    pub crossings: (u64, u64),
}

impl Payloads {
    pub(crate) fn new() -> Self {
        Self {
            slots: alloc::vec![Slot::Free],
            free: Vec::new(),
            by_handle: BTreeMap::new(),
            unused: Vec::new(),
            retired: Vec::new(),
            awaited: 0,
            crossings: (0, 0),
        }
    }

    /// Whether the host owes an answer to a MATERIALISE.
    pub(crate) fn is_awaiting(&self) -> bool {
        self.awaited > 0
    }

    /// Puts a body that the host will fill into a slot; nothing where memory does not suffice.
    pub(crate) fn allocate(&mut self, room: Room) -> Option<SlotId> {
        self.insert(Slot::Room(room))
    }

    /// The bytes of an allocated or engine-owned body, also of one that has ended in this step.
    pub(crate) fn body(&self, id: SlotId) -> Option<&[u8]> {
        match self.slots.get(id as usize)? {
            Slot::Room(room) => Some(room.bytes()),
            Slot::Payload(payload) => payload.engine.as_ref().map(EngineCopy::bytes),
            Slot::Free => self.retired.iter().find(|(ended, _)| *ended == id).map(|(_, copy)| copy.bytes()),
        }
    }

    /// The bytes of an allocated body, to be filled.
    pub(crate) fn room_mut(&mut self, id: SlotId) -> Option<&mut [u8]> {
        match self.slots.get_mut(id as usize)? {
            Slot::Room(room) => Some(room.bytes_mut()),
            _ => None,
        }
    }

    /// Takes an allocated body out of its slot.
    pub(crate) fn take_room(&mut self, id: SlotId) -> Option<Room> {
        let slot = self.slots.get_mut(id as usize)?;
        match core::mem::replace(slot, Slot::Free) {
            Slot::Room(room) => {
                self.free.push(id);
                Some(room)
            }
            other => {
                *slot = other;
                None
            }
        }
    }

    /// A slot for a value of the engine's own.
    pub(crate) fn hold_value(&mut self, value: Rc<Value>) -> SlotId {
        let copy = engine_copy(value);
        let form = form_of(&copy);
        self.hold(Payload::new(form, Some(copy), [None; 2]))
    }

    /// The slot of a body in an outside memory: the one that it has already, or a new one.
    pub(crate) fn hold_foreign(&mut self, owner: Owner, id: u32, form: Form) -> SlotId {
        if let Some(slot) = self.find(owner, id) {
            return slot;
        }
        let mut outside = [None; 2];
        if let Some(index) = owner.outside_index() {
            outside[index] = Some(id);
        }
        let slot = self.hold(Payload::new(form, None, outside));
        self.by_handle.insert((owner, id), slot);
        slot
    }

    /// The slot that a handle names.
    pub(crate) fn find(&self, owner: Owner, id: u32) -> Option<SlotId> {
        if id & CHOSEN_BY_ENGINE == 0 {
            return self.by_handle.get(&(owner, id)).copied();
        }
        let slot = id & !CHOSEN_BY_ENGINE;
        let payload = self.get(slot)?;
        (payload.outside[owner.outside_index()?] == Some(id)).then_some(slot)
    }

    /// Counts `uses` more uses. Once there has been more than one, it is shared for good.
    pub(crate) fn add_uses(&mut self, slot: SlotId, uses: usize) {
        if let Some(payload) = self.get_mut(slot) {
            payload.shared |= payload.uses as usize + uses > 1;
            payload.uses += uses as u32;
            if payload.uses == 0 {
                self.unused.push(slot);
            }
        }
    }

    /// Takes back one use.
    pub(crate) fn drop_use(&mut self, slot: SlotId) {
        if let Some(payload) = self.get_mut(slot) {
            payload.uses = payload.uses.saturating_sub(1);
            if payload.uses == 0 {
                self.unused.push(slot);
            }
        }
    }

    /// Whether more than one consumer was given it.
    pub(crate) fn mark_shared(&mut self, slot: SlotId) {
        if let Some(payload) = self.get_mut(slot) {
            payload.shared = true;
        }
    }

    /// Length of the body.
    pub(crate) fn bytes(&self, slot: SlotId) -> u32 {
        self.get(slot).map_or(0, |payload| payload.form.bytes)
    }

    /// What its body holds.
    pub(crate) fn kind(&self, slot: SlotId) -> Option<Kind> {
        self.get(slot).map(|payload| payload.form.kind)
    }

    /// The value, where the engine has it.
    pub(crate) fn value(&self, slot: SlotId) -> Option<Rc<Value>> {
        self.get(slot)?.engine.as_ref().map(|copy| Rc::clone(&copy.value))
    }

    /// Whether the engine has the value.
    pub(crate) fn is_here(&self, slot: SlotId) -> bool {
        self.get(slot).is_some_and(|payload| payload.engine.is_some())
    }

    /// Sees to it that the engine gets the value, for `node`: asks for it once.
    pub(crate) fn fetch(&mut self, slot: SlotId, node: usize, stamp: Stamp<'_>, outbox: &mut Outbox) {
        let Some(payload) = self.get_mut(slot).filter(|payload| payload.engine.is_none()) else { return };
        payload.waiting.push(node);
        if payload.awaited {
            return;
        }
        payload.awaited = true;
        self.awaited += 1;
        self.materialise(Owner::Engine, 0, slot, stamp, outbox);
    }

    /// Sees to it that `owner` has the value: orders the copy once.
    pub(crate) fn bring(&mut self, owner: Owner, slot: SlotId, stamp: Stamp<'_>, outbox: &mut Outbox) {
        let Some(index) = owner.outside_index() else { return };
        if self.get(slot).is_none_or(|payload| payload.outside[index].is_some()) {
            return;
        }
        let id = CHOSEN_BY_ENGINE | slot;
        self.materialise(owner, id, slot, stamp, outbox);
        if let Some(payload) = self.get_mut(slot) {
            payload.outside[index] = Some(id);
        }
    }

    fn materialise(&mut self, to: Owner, id: u32, slot: SlotId, stamp: Stamp<'_>, outbox: &mut Outbox) {
        if let Some(packet) = self.anywhere(slot, stamp) {
            let bytes = u64::from(packet.form.bytes);
            outbox.materialise(to, id, &packet);
            self.crossings = (self.crossings.0 + 1, self.crossings.1 + bytes);
        }
    }

    /// The answer to a [`Payloads::fetch`]; gives the nodes that waited for it.
    pub(crate) fn arrived(&mut self, slot: SlotId, value: Rc<Value>) -> Vec<usize> {
        let Some(payload) = self.get_mut(slot).filter(|payload| payload.awaited) else { return Vec::new() };
        payload.awaited = false;
        payload.engine = Some(engine_copy(value));
        let waiting = core::mem::take(&mut payload.waiting);
        let is_unused = payload.uses == 0;
        self.awaited -= 1;
        if is_unused {
            self.unused.push(slot);
        }
        waiting
    }

    /// Whether [`Payloads::arrived`] is due for this slot.
    pub(crate) fn is_awaited(&self, slot: SlotId) -> bool {
        self.get(slot).is_some_and(|payload| payload.awaited)
    }

    /// The packet as `owner` has it.
    pub(crate) fn packet_at<'a>(&'a self, owner: Owner, slot: SlotId, stamp: Stamp<'a>) -> Option<PacketOut<'a>> {
        let payload = self.get(slot)?;
        let (id, address) = match owner.outside_index() {
            Some(index) => (payload.outside[index]?, 0),
            None => (slot, payload.engine.as_ref()?.bytes().as_ptr() as usize as u32),
        };
        let Stamp { timestamp, sequence, metadata } = stamp;
        Some(PacketOut {
            owner,
            id,
            address,
            shared: payload.shared,
            form: &payload.form,
            timestamp,
            sequence,
            metadata,
        })
    }

    /// The packet as the engine has it, else wherever it is.
    pub(crate) fn anywhere<'a>(&'a self, slot: SlotId, stamp: Stamp<'a>) -> Option<PacketOut<'a>> {
        let owners = [Owner::Engine, Owner::Python, Owner::Host];
        owners.into_iter().find_map(|owner| self.packet_at(owner, slot, stamp))
    }

    /// Ends what nobody uses any more. Last in a step, so that a handle which is let go and named
    /// again by the next event lives on.
    pub(crate) fn release_unused(&mut self, outbox: &mut Outbox) {
        let mut unused = core::mem::take(&mut self.unused);
        for slot in unused.drain(..) {
            if self.get(slot).is_some_and(|payload| payload.uses == 0 && !payload.awaited) {
                self.end(slot, outbox);
            }
        }
        self.unused = unused;
    }

    /// Ends everything.
    pub(crate) fn release_all(&mut self, outbox: &mut Outbox) {
        for slot in 0..self.slots.len() as SlotId {
            self.end(slot, outbox);
            self.take_room(slot);
        }
        self.awaited = 0;
    }

    /// Frees what the last outbox pointed to.
    pub(crate) fn forget_retired(&mut self) {
        self.retired.clear();
    }

    fn end(&mut self, id: SlotId, outbox: &mut Outbox) {
        let slot = &mut self.slots[id as usize];
        if !matches!(slot, Slot::Payload(_)) {
            return;
        }
        if let Slot::Payload(payload) = core::mem::replace(slot, Slot::Free) {
            for (owner, handle) in Owner::OUTSIDE.into_iter().zip(payload.outside) {
                if let Some(handle) = handle {
                    outbox.release(owner, handle);
                    self.by_handle.remove(&(owner, handle));
                }
            }
            self.retired.extend(payload.engine.map(|copy| (id, copy)));
            self.free.push(id);
        }
    }

    fn hold(&mut self, payload: Payload) -> SlotId {
        // 2^31 packets do not fit into any memory.
        self.insert(Slot::Payload(payload)).unwrap_or_default()
    }

    fn insert(&mut self, slot: Slot) -> Option<SlotId> {
        if let Some(id) = self.free.pop() {
            self.slots[id as usize] = slot;
            return Some(id);
        }
        let id = self.slots.len() as SlotId;
        (id & CHOSEN_BY_ENGINE == 0).then(|| {
            self.slots.push(slot);
            id
        })
    }

    fn get(&self, slot: SlotId) -> Option<&Payload> {
        match self.slots.get(slot as usize)? {
            Slot::Payload(payload) => Some(payload),
            _ => None,
        }
    }

    fn get_mut(&mut self, slot: SlotId) -> Option<&mut Payload> {
        match self.slots.get_mut(slot as usize)? {
            Slot::Payload(payload) => Some(payload),
            _ => None,
        }
    }
}

fn engine_copy(value: Rc<Value>) -> EngineCopy {
    let packed = match &*value {
        Value::Json { text, arrays } if !arrays.is_empty() => Some(pack_json(text, arrays)),
        _ => None,
    };
    EngineCopy { value, packed }
}

fn form_of(copy: &EngineCopy) -> Form {
    use crate::wire::Kind;
    let bytes = copy.bytes().len() as u32;
    let plain = |kind| Form { kind, dtype: 0, bytes, arrays: 0, sample_rate: 0.0, dims: Vec::new() };
    match &*copy.value {
        Value::Json { arrays, .. } => Form { arrays: arrays.len() as u32, ..plain(Kind::Json) },
        Value::Text(_) => plain(Kind::Text),
        Value::Bytes(_) => plain(Kind::Bytes),
        Value::Audio(audio) => Form {
            dtype: crate::packet::DType::Float32 as u8,
            sample_rate: audio.sample_rate,
            dims: alloc::vec![audio.channels, audio.frames() as u32],
            ..plain(Kind::Audio)
        },
        Value::Tensor(tensor) => Form { dtype: tensor.dtype as u8, dims: tensor.shape.clone(), ..plain(Kind::Tensor) },
    }
}
