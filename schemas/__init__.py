"""Data only: the names, commands, events, states and call models of clusterpact."""
