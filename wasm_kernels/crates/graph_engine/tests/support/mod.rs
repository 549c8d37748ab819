//! What the engine's tests share: a host's side of the wire, written from `WIRE.md` alone, and a few
//! small native nodes.
#![allow(dead_code)] // each test file uses its own part of this

pub mod commands;
pub mod events;
pub mod graph;
pub mod host;
pub mod model;
pub mod nodes;
pub mod playbook;
