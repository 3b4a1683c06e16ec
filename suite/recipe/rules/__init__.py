"""Settings that are right one by one and contradict each other, by theme."""
