"""The same pipelines on every host; their outputs must be equal."""
