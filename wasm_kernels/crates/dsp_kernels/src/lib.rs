//! Signal processing on plain slices; nothing here knows the engine.
