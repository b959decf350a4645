"""A small model of the programme, written a second time, and random lives in which the service is held against it."""
