"""Import names of the older RemoteMedia SDK, for node files that were written for it.

While a bundle is open this folder is on the import path, so that ``from remotemedia.core.node import
Node`` finds what lies here: the base classes with their sessions, `RuntimeData`, decorators, exceptions and
a `Pipeline` for chains inside a node file. The SDK's own node classes are not here: manifests name them.
"""
