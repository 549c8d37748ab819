//! Facts that came from the host.

use alloc::format;

use super::Run;
use super::calls::value_of;
use super::failure::cause_of;
use super::traffic::{Loose, Targets};
use crate::diagnostic::Diagnostic;
use crate::wire::{Event, Events, Outbox, Owner, PacketIn, PacketOut};

impl Run {
    /// Handles events until they end or the run does.
    pub(super) fn handle_all(&mut self, events: Events<'_>) {
        for event in events {
            match event {
                Ok(event) => self.handle(event),
                Err(malformed) => self.fail_protocol(&malformed.0),
            }
            if self.has_ended {
                return;
            }
        }
    }

    fn handle(&mut self, event: Event<'_>) {
        match event {
            Event::Push { input, packet } => self.push(input, packet),
            Event::Close { input } => self.close(input),
            Event::Complete { call, outputs } => {
                if let Some(node) = self.node_of_call(call) {
                    self.complete(node, outputs);
                }
            }
            Event::Emit { call, port, packet } => {
                if let Some(node) = self.node_of_call(call) {
                    self.emit(node, port, packet);
                }
            }
            Event::Fail { call, cause } => {
                if let Some(node) = self.node_of_call(call) {
                    self.trace_answer(node);
                    let problem = self.raised(node, cause);
                    self.call_failed(node, problem);
                }
            }
            Event::Spent { call, seconds } => {
                if let Some(node) = self.node_of_call(call) {
                    self.spent(node, seconds);
                }
            }
            Event::Mark { what, about, began, ended, label } => self.trace_mark(what, about, began, ended, label),
            Event::Materialised { owner, id, packet } => self.materialised(owner, id, &packet),
            Event::NotMaterialised { owner, id, cause } => self.not_materialised(owner, id, cause),
            Event::Cancel => self.cancel(),
        }
    }

    /// As [`Run::node_of`]; a call that never was fails the run.
    fn node_of_call(&mut self, call: u32) -> Option<usize> {
        let node = self.node_of(call);
        if node.is_none() && (call == 0 || call >= self.next_call) {
            self.fail_protocol(&format!("there never was a call {call}"));
        }
        node
    }

    fn push(&mut self, index: u32, packet: PacketIn<'_>) {
        let Some(input) = self.inputs.get_mut(index as usize) else {
            return self.fail_protocol(&format!("there is no input {index}"));
        };
        let edge = input.edge;
        if self.traffic.edges[edge].is_closed() {
            return self.fail_protocol(&format!("input {index} was closed and is pushed to"));
        }
        if input.refused.is_some() || !self.traffic.takes_input(edge, packet.form.bytes) {
            input.refused.get_or_insert(packet.form.bytes);
            self.refused.insert(index as usize);
            let address = (packet.owner == Owner::Engine).then(|| self.traffic.payloads.body(packet.id)).flatten();
            let address = address.map_or(0, |body| body.as_ptr() as usize as u32);
            return refuse(&mut self.traffic.outbox, index, &packet, address);
        }
        if let Some(trace) = self.traffic.tracing.recorder() {
            trace.now_from_host();
        }
        let metadata = self.traffic.metadata(packet.metadata);
        let loose = Loose { timestamp: packet.timestamp, metadata: &metadata };
        let stays_inside = self.traffic.edges[edge].to_native;
        let targets = Targets { edges: alloc::vec![edge], outputs: alloc::vec::Vec::new(), stays_inside };
        if packet.owner != Owner::Engine {
            let slot = self.traffic.payloads.hold_foreign(packet.owner, packet.id, packet.form);
            return self.traffic.send_slot(&targets, slot, &loose);
        }
        match value_of(&mut self.traffic.payloads, &packet) {
            Ok(value) => self.traffic.send_value(&targets, value, &loose),
            Err(what) => {
                let name = &self.plan.inputs[index as usize].name;
                let message = format!("A packet for the input \"{name}\" makes no sense: {what}.");
                self.fail(&Diagnostic::error("bad-packet", message));
            }
        }
    }

    fn close(&mut self, index: u32) {
        let edge = self.inputs.get(index as usize).map(|input| input.edge);
        match edge {
            Some(edge) if !self.traffic.edges[edge].is_closed() => {
                self.open_inputs -= 1;
                self.refused.remove(&(index as usize));
                self.traffic.close(edge);
            }
            Some(_) => self.fail_protocol(&format!("input {index} is closed twice")),
            None => self.fail_protocol(&format!("there is no input {index}")),
        }
    }

    fn materialised(&mut self, owner: Owner, id: u32, packet: &PacketIn<'_>) {
        let slot = self.traffic.payloads.find(owner, id).filter(|slot| self.traffic.payloads.is_awaited(*slot));
        let Some(slot) = slot else {
            return self.fail_protocol(&format!("nobody asked for the body {id} of owner {}", owner as u32));
        };
        match value_of(&mut self.traffic.payloads, packet) {
            Ok(value) => {
                for node in self.traffic.payloads.arrived(slot, value) {
                    self.traffic.stirred.add(node);
                }
            }
            Err(what) => {
                let message = format!("A packet that was copied into the engine makes no sense: {what}.");
                self.fail(&Diagnostic::error("bad-packet", message));
            }
        }
    }

    fn not_materialised(&mut self, owner: Owner, id: u32, cause: &str) {
        let is_asked = self.traffic.payloads.find(owner, id).is_some_and(|slot| self.traffic.payloads.is_awaited(slot));
        if !is_asked {
            return self.fail_protocol(&format!("nobody asked for the body {id} of owner {}", owner as u32));
        }
        let cause = cause_of(cause);
        let mut problem = Diagnostic::error(
            "copy-failed",
            format!("A packet could not be copied into the engine: {}", cause.message),
        );
        problem.cause = Some(cause);
        self.fail(&problem);
    }
}

fn refuse(outbox: &mut Outbox, input: u32, packet: &PacketIn<'_>, address: u32) {
    let PacketIn { owner, id, ref form, timestamp, metadata } = *packet;
    outbox.refused(input, &PacketOut { owner, id, address, shared: false, form, timestamp, sequence: 0, metadata });
}
