"""The CPython host: the engine of the page under wasmtime, with Python nodes on this interpreter."""
