//! Names that a manifest gives the ports of its nodes itself, as the SDK's Android form does.

use manifest::canonical::PortNames;

use super::types::OpenPorts;
use crate::plan::Port;

/// Which side of a node an end names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Input,
    Output,
}

/// The index of the port that `named` means, where no port is called that itself: the port at the same
/// position as the name has in the node's own list; without a list, the only port there is.
pub(crate) fn position(
    own: &PortNames,
    ports: &[Port],
    open_ports: OpenPorts,
    side: Side,
    named: &str,
) -> Option<usize> {
    if side == Side::Input && matches!(open_ports, OpenPorts::Inputs | OpenPorts::Listed) {
        return None;
    }
    let listed = if side == Side::Input { &own.inputs } else { &own.outputs };
    if listed.is_empty() {
        return (own.is_free && open_ports == OpenPorts::None && ports.len() == 1).then_some(0);
    }
    // Of a class that says nothing of its ports only the first is known; it goes by any further names itself.
    let known = if open_ports == OpenPorts::Both { ports.len().min(1) } else { ports.len() };
    listed.iter().position(|name| name == named).filter(|index| *index < known)
}
