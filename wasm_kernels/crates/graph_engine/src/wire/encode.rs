//! Commands: writing the outbox.

use alloc::vec::Vec;

use super::{Form, Owner, command};

/// A packet as a command names it.
#[derive(Clone, Copy)]
pub(crate) struct PacketOut<'a> {
    pub owner: Owner,
    pub id: u32,
    /// In the engine's memory, or 0.
    pub address: u32,
    /// More than one consumer has it.
    pub shared: bool,
    pub form: &'a Form,
    pub timestamp: f64,
    pub sequence: u64,
    pub metadata: &'a str,
}

/// The commands of one step, one record after the other.
#[derive(Default)]
pub(crate) struct Outbox {
    bytes: Vec<u8>,
}

impl Outbox {
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
    }

    pub(crate) fn call<'p>(
        &mut self,
        call: u32,
        node: u32,
        reason: u32,
        packets: impl ExactSizeIterator<Item = (u32, PacketOut<'p>)>,
    ) {
        let start = self.begin(command::CALL);
        self.words(&[call, node, reason, packets.len() as u32]);
        for (port, packet) in packets {
            self.words(&[port]);
            self.packet(&packet);
        }
        self.end(start);
    }

    /// `id`: what the copy is called where it goes; 0 for the engine, which answers to MATERIALISED.
    pub(crate) fn materialise(&mut self, to: Owner, id: u32, packet: &PacketOut<'_>) {
        let start = self.begin(command::MATERIALISE);
        self.words(&[to as u32, id]);
        self.packet(packet);
        self.end(start);
    }

    pub(crate) fn release(&mut self, owner: Owner, id: u32) {
        self.record(command::RELEASE, &[owner as u32, id]);
    }

    pub(crate) fn output(&mut self, output: u32, packet: &PacketOut<'_>) {
        let start = self.begin(command::OUTPUT);
        self.words(&[output]);
        self.packet(packet);
        self.end(start);
    }

    pub(crate) fn ready(&mut self, input: u32) {
        self.record(command::READY, &[input]);
    }

    pub(crate) fn refused(&mut self, input: u32, packet: &PacketOut<'_>) {
        let start = self.begin(command::REFUSED);
        self.words(&[input]);
        self.packet(packet);
        self.end(start);
    }

    pub(crate) fn done(&mut self, how: u32) {
        self.record(command::DONE, &[how]);
    }

    pub(crate) fn failed(&mut self, diagnostic: &str) {
        let start = self.begin(command::FAILED);
        self.string(diagnostic);
        self.end(start);
    }

    pub(crate) fn abort(&mut self, call: u32) {
        self.record(command::ABORT, &[call]);
    }

    pub(crate) fn note(&mut self, diagnostic: &str) {
        let start = self.begin(command::NOTE);
        self.string(diagnostic);
        self.end(start);
    }

    pub(crate) fn go_on(&mut self, call: u32) {
        self.record(command::GO_ON, &[call]);
    }

    fn record(&mut self, tag: u8, words: &[u32]) {
        let start = self.begin(tag);
        self.words(words);
        self.end(start);
    }

    /// Writes a header whose size [`Outbox::end`] fills in.
    fn begin(&mut self, tag: u8) -> usize {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(&[0, 0, 0, 0, tag, 0, 0, 0]);
        start
    }

    fn end(&mut self, start: usize) {
        let size = (self.bytes.len() - start) as u32;
        self.bytes[start..start + 4].copy_from_slice(&size.to_le_bytes());
    }

    fn words(&mut self, words: &[u32]) {
        for word in words {
            self.bytes.extend_from_slice(&word.to_le_bytes());
        }
    }

    fn string(&mut self, text: &str) {
        self.words(&[text.len() as u32]);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    fn packet(&mut self, packet: &PacketOut<'_>) {
        let form = packet.form;
        self.bytes.extend_from_slice(&[
            packet.owner as u8,
            form.kind as u8,
            u8::from(packet.shared),
            form.dims.len() as u8,
        ]);
        self.words(&[packet.id, packet.address, form.bytes, u32::from(form.dtype), form.arrays]);
        self.bytes.extend_from_slice(&packet.timestamp.to_le_bytes());
        self.bytes.extend_from_slice(&packet.sequence.to_le_bytes());
        self.bytes.extend_from_slice(&form.sample_rate.to_le_bytes());
        self.words(&form.dims);
        self.string(packet.metadata);
    }
}
