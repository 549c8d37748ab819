"""Python nodes: the SDK that node authors use, the standard nodes, and what joins them to a host."""
