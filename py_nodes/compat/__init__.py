"""Import names of the older RemoteMedia SDK, for node files that were written for it.

While a bundle is open this folder is on the import path, so that ``from remotemedia.core.node import
Node`` finds what lies here. Only what a plain node file needs is there; sessions, RuntimeData and the
SDK's own node classes are not.
"""
