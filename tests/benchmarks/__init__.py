"""What the system costs, as ratios against the bare cryptography measured in the same run."""
