"""Ten years of the whole agency as one script: seven clusters, their means, what parliament asks, and the people."""
