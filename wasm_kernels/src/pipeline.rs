//! [`Pipeline`]: one graph, driven by records in an inbox and an outbox.
