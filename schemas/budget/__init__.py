"""The means of one budget year: envelope, reservations, residual pool, commitments of funds and payments, in cents.

The rungs of the ladder (foreseen, approved; reserved, committed, paid, released) are never added up across.
"""
