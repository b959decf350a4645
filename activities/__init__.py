"""What Temporal may run on our behalf; every failure is given its kind here."""
