"""The mark that ends a stream inside the older SDK's queues."""

_SENTINEL = object()
