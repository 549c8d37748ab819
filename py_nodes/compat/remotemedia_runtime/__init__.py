"""The name of the SDK's native module; `runtime_data` alone is here."""
