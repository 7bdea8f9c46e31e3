"""What things cost on this machine: measured and compared, never asserted (docs/measurements.md)."""
