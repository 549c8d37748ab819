//! [`Bundle`]: a `.rmpkg` file, opened and checked from bytes that the host reads.
