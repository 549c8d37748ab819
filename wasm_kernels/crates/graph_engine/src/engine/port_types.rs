//! What passes through ports that the manifest or a bundle's own class has given a type. Native and standard
//! nodes see to theirs themselves.

use alloc::boxed::Box;
use alloc::format;

use super::Run;
use super::failure::Failed;
use super::passing::Passing;
use crate::diagnostic::Diagnostic;
use crate::edge::Item;
use crate::plan::{Origin, Port};
use crate::wire::PacketIn;

impl Run {
    /// Why a packet that `node` gave out is none that its class says it gives there.
    pub(super) fn wrong_output(&self, node: usize, port: usize, packet: &PacketIn<'_>) -> Option<Box<Diagnostic>> {
        let port = self.own_port(node, |plan| plan.outputs.get(port))?;
        let given = Passing::of_packet(&self.traffic.payloads, packet);
        (!given.fits(port.kind)).then(|| {
            let (wanted, came) = (port.kind.word(), given.word());
            let message = format!("its output {:?} is of type {wanted}, and it gave {came} to it", port.name);
            let help = format!("Have it give {wanted} there, or correct \"outputs\" in its class.");
            Box::new(Diagnostic::error("wrong-output-type", message).with_help(help))
        })
    }

    /// Lets a node outside have a packet, unless its class says that it takes no such.
    pub(super) fn give(&mut self, node: usize, port: usize, item: Item) -> Option<Item> {
        let Some(problem) = self.wrong_input(node, port, &item) else { return Some(item) };
        self.nodes[node].figures.errors += 1;
        let failed = Failed { sequence: Some(item.sequence), may_retry: false, has_emitted: false };
        self.node_failed(node, problem, &failed);
        if !self.has_ended {
            self.traffic.let_go(&item);
        }
        None
    }

    fn wrong_input(&self, node: usize, port: usize, item: &Item) -> Option<Diagnostic> {
        let port = self.own_port(node, |plan| plan.inputs.get(port))?;
        let came = Passing::of(&self.traffic.payloads, &item.body).filter(|came| !came.fits(port.kind))?;
        let wanted = port.kind.word();
        let message = format!("its input {:?} is of type {wanted}, and {} came", port.name, came.word());
        let help = format!("Connect it to a node or an input that gives {wanted}, or correct \"inputs\" in its class.");
        Some(Diagnostic::error("wrong-input-type", message).with_help(help))
    }

    /// A port of a bundle's own class.
    fn own_port<'a>(
        &'a self,
        node: usize,
        port: impl Fn(&'a crate::plan::PlanNode) -> Option<&'a Port>,
    ) -> Option<&'a Port> {
        let plan = &self.plan.nodes[node];
        if plan.origin == Origin::Bundle { port(plan) } else { None }
    }

    /// Ends the run where the next packet of an input is none of the type that the manifest gives it. Told when its
    /// turn has come, so that what came before it comes out on every host. Whether it does.
    #[inline]
    pub(super) fn refuses_type(&mut self, edge: usize) -> bool {
        match edge.checked_sub(self.plan.edges.len()) {
            Some(input) if self.plan.inputs[input].narrowed.is_some() => self.fail_wrong_input(input, edge),
            _ => false,
        }
    }

    fn fail_wrong_input(&mut self, input: usize, edge: usize) -> bool {
        let end = &self.plan.inputs[input];
        let came = self.traffic.edges[edge].front().and_then(|item| Passing::of(&self.traffic.payloads, &item.body));
        let (Some(place), Some(came)) = (&end.narrowed, came.filter(|came| !came.fits(end.kind))) else { return false };
        let (name, wanted) = (&end.name, end.kind.word());
        let message = format!("The input \"{name}\" is of type {wanted}, and it was given {}.", came.word());
        let help = format!("Give it {wanted}, or correct its \"type\".");
        let problem = self.located(place, Diagnostic::error("wrong-input-type", message).with_help(help));
        self.fail(&problem);
        true
    }

    /// A packet is none of the type which the manifest gives that output.
    pub(super) fn wrong_to_leave(&self, output: usize, came: Passing) -> Option<Diagnostic> {
        let end = &self.plan.outputs[output];
        let place = end.narrowed.as_ref()?;
        let (name, wanted, id) = (&end.name, end.kind.word(), &self.plan.nodes[end.node].id);
        let message =
            format!("The output \"{name}\" is of type {wanted}, and node \"{id}\" gave {} to it.", came.word());
        let help = format!("Put a node before it that gives {wanted}, or correct its \"type\".");
        Some(self.located(place, Diagnostic::error("wrong-output-type", message).with_help(help)))
    }
}
