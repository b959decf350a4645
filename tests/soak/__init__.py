"""The long tests: the short ones' bodies, many times over."""
