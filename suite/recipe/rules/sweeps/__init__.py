"""Rules of sweeps: what is tried, and what is stopped early."""
