"""Media pipelines as bundles: build, inspect, verify and run `.rmpkg` files."""
