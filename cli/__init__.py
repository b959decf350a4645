"""The `clusterpact` command, a thin edge over the gateway."""
