"""The read models: rows computed from the states of streams, written with every append, and computed again at will."""
