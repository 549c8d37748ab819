//! Reads `.rmpkg` bundles and gives the verdict on them, without I/O.
//!
//! A [`Bundle`] is told the size of a file and then polled. While it wants bytes, the host reads
//! them and hands them over; once it is ready, its [`Report`] holds the verdict, the reasons and the
//! entries, and [`Bundle::extract`] delivers entries that were checked. Memory stays flat: at most
//! [`limits::WINDOW_BYTES`] of the file are held, whatever the size of the bundle.
//!
//! The whole of this crate reads hostile input. It never panics on bytes, it stops at the limits in
//! [`limits`], and what it does not understand it refuses with a [`Reason`].

mod bundle;
mod checking;
mod content;
mod delivery;
mod diagnostic;
mod judging;
pub mod limits;
mod names;
mod oci;
mod opening;
mod provenance;
mod python;
mod reason;
mod report;
mod top_folder;
mod window;
mod zip;

pub use bundle::{Bundle, Poll};
pub use diagnostic::Diagnostic;
pub use python::{DeclaredPort, DeclaredPorts, NodeClass, node_classes};
pub use reason::{Reason, Severity};
pub use report::{EntryReport, Layout, OciReport, OciTarget, Report, Signer, Verdict};
