//! Running nodes that live outside.

use alloc::boxed::Box;
use alloc::format;
use alloc::rc::Rc;
use alloc::string::String;

use super::failure::Failed;
use super::node::{Call, Phase, Reason, Work};
use super::traffic::Loose;
use super::{Run, failure};
use crate::diagnostic::Diagnostic;
use crate::edge::{Body, Item};
use crate::plan::OnError;
use crate::wire::{Owner, PacketIn};

impl Run {
    /// Asks the host to run `node`. `failures`: how often this very call has failed.
    pub(super) fn call(&mut self, index: usize, reason: Reason, item: Option<(usize, Item)>, failures: u32) {
        let id = self.next_call;
        self.next_call += 1;
        let node = &mut self.nodes[index];
        let Work::Outside { owner, call } = &mut node.work else { return };
        let traffic = &mut self.traffic;
        if let Some((_, Item { body: Body::Slot(slot), .. })) = &item {
            let stamp = item.as_ref().map(|(_, item)| item.stamp());
            if let Some(stamp) = stamp {
                traffic.payloads.bring(*owner, *slot, stamp, &mut traffic.outbox);
            }
        }
        let packet = item.as_ref().and_then(|(port, item)| match &item.body {
            Body::Slot(slot) => Some((*port as u32, traffic.payloads.packet_at(*owner, *slot, item.stamp())?)),
            Body::Value(_) => None,
        });
        traffic.outbox.call(id, index as u32, reason as u32, packet.into_iter());
        node.figures.calls += 1;
        let since = traffic.now;
        let began = self.clock.now();
        *call = Some(Call {
            id,
            reason,
            item,
            has_emitted: false,
            resting: 0,
            failures,
            since,
            is_timed: false,
            began,
            worked: 0.0,
        });
        self.calls.insert(id, index);
        self.trace_call(index, reason);
    }

    /// The node that a call is with, unless it was given up.
    pub(super) fn node_of(&self, call: u32) -> Option<usize> {
        self.calls.get(&call).copied()
    }

    /// A node says how long it has worked on a call since it last said so.
    pub(super) fn spent(&mut self, index: usize, seconds: f64) {
        if !(seconds.is_finite() && seconds >= 0.0) {
            return;
        }
        self.clock.work(seconds);
        let node = &mut self.nodes[index];
        if let Some(Some(call)) = node.call_slot() {
            call.is_timed = true;
            call.worked += seconds;
            node.figures.work(seconds);
        }
    }

    pub(super) fn complete(&mut self, index: usize, outputs: alloc::vec::Vec<(u32, PacketIn<'_>)>) {
        self.trace_answer(index);
        let mut outputs = outputs.into_iter();
        if self.came_late(index) {
            outputs.for_each(|(_, packet)| self.give_up(packet));
            let problem = self.too_slow(index);
            return self.call_failed(index, problem);
        }
        while let Some((port, packet)) = outputs.next() {
            if let Err(problem) = self.accept(index, port, packet) {
                outputs.for_each(|(_, packet)| self.give_up(packet));
                return self.call_failed(index, *problem);
            }
        }
        let Some(call) = self.take_call(index) else { return };
        if let Some((_, item)) = &call.item {
            self.traffic.let_go(item);
        }
        self.after(index, call.reason);
    }

    pub(super) fn emit(&mut self, index: usize, port: u32, packet: PacketIn<'_>) {
        self.trace_answer(index);
        let accepted = if self.came_late(index) {
            self.give_up(packet);
            Err(Box::new(self.too_slow(index)))
        } else {
            self.accept(index, port, packet)
        };
        if let Err(problem) = accepted {
            if let Some(Some(call)) = self.nodes[index].call_slot() {
                self.traffic.outbox.abort(call.id);
            }
            return self.call_failed(index, *problem);
        }
        let now = self.traffic.now;
        let node = &mut self.nodes[index];
        let Work::Outside { call: Some(call), .. } = &mut node.work else { return };
        call.has_emitted = true;
        call.resting += 1;
        self.resting.insert(index);
        if !core::mem::take(&mut call.is_timed) {
            node.figures.work(now - call.since);
        }
    }

    /// The host could not run the call: `problem` says why.
    pub(super) fn call_failed(&mut self, index: usize, problem: Diagnostic) {
        let Some(call) = self.take_call(index) else { return };
        let node = &mut self.nodes[index];
        node.figures.errors += 1;
        let may_retry = node.on_error == OnError::Retry && call.failures < node.retries && !call.has_emitted;
        let sequence = call.item.as_ref().map(|(_, item)| item.sequence);
        let failed = Failed { sequence, may_retry, has_emitted: call.has_emitted };
        self.node_failed(index, problem, &failed);
        if self.has_ended {
            return;
        }
        if may_retry {
            return self.call(index, call.reason, call.item, call.failures + 1);
        }
        if let Some((_, item)) = &call.item {
            self.traffic.let_go(item);
        }
        self.after(index, call.reason);
    }

    fn take_call(&mut self, index: usize) -> Option<Call> {
        let now = self.traffic.now;
        let node = &mut self.nodes[index];
        let call = node.call_slot()?.take()?;
        if !call.is_timed {
            node.figures.work(now - call.since);
        }
        self.calls.remove(&call.id);
        self.resting.remove(&index);
        Some(call)
    }

    /// What follows a call that is over.
    fn after(&mut self, index: usize, reason: Reason) {
        match reason {
            Reason::Process => {}
            Reason::Produce => self.nodes[index].phase = Phase::Streaming,
            Reason::Finish => self.end_node(index),
        }
        self.traffic.stirred.add(index);
    }

    /// Takes over a packet that a node gave out.
    fn accept(&mut self, index: usize, port: u32, packet: PacketIn<'_>) -> Result<(), Box<Diagnostic>> {
        if port as usize >= self.nodes[index].targets.len() {
            let ports = self.nodes[index].targets.len();
            self.give_up(packet);
            let message = format!("it gave a packet to its output {port}, and it has {ports}");
            return Err(Box::new(Diagnostic::error("bad-packet", message)));
        }
        if let Some(problem) = self.wrong_output(index, port as usize, &packet) {
            self.give_up(packet);
            return Err(problem);
        }
        let node = &mut self.nodes[index];
        let targets = &node.targets[port as usize];
        let metadata = self.traffic.metadata(packet.metadata);
        let loose = Loose { timestamp: packet.timestamp, metadata: &metadata };
        if packet.owner == Owner::Engine {
            let value = value_of(&mut self.traffic.payloads, &packet).map_err(|what| {
                Diagnostic::error("bad-packet", format!("it gave out a packet that makes no sense: {what}"))
            })?;
            self.traffic.send_value(targets, value, &loose);
        } else {
            let slot = self.traffic.payloads.hold_foreign(packet.owner, packet.id, packet.form);
            self.traffic.send_slot(targets, slot, &loose);
        }
        node.figures.packets_out += 1;
        Ok(())
    }
}

impl Run {
    /// Takes over a packet that goes nowhere, so that it is let go.
    fn give_up(&mut self, packet: PacketIn<'_>) {
        let payloads = &mut self.traffic.payloads;
        if packet.owner == Owner::Engine {
            payloads.take_room(packet.id);
        } else {
            let slot = payloads.hold_foreign(packet.owner, packet.id, packet.form);
            payloads.add_uses(slot, 0);
        }
    }
}

/// The value of a packet whose body the host wrote into the engine's memory.
pub(super) fn value_of(
    payloads: &mut crate::payload::Payloads,
    packet: &PacketIn<'_>,
) -> Result<Rc<crate::packet::Value>, String> {
    if let Some(room) = payloads.take_room(packet.id) {
        return room.into_value(&packet.form).map(Rc::new);
    }
    // A host may send on what it was shown of the engine's own.
    payloads.value(packet.id).ok_or_else(|| failure::unknown_body(packet.id))
}
