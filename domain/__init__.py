"""The rules as pure functions: decide, evolve, agenda, dates, policy, authority."""
