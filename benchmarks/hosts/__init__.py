"""Several hosts on one machine, and what happens when one of them, or the network, fails."""
