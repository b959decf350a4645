"""What we measure, side by side with others, on one machine and in one run."""
