//! Reads `.rmpkg` bundles and gives the verdict on them, without I/O.
