"""When a trial is stopped because others were better by then: a rule per file."""
