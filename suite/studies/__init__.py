"""The lectures as experiments: studies, their claims and verdicts."""
