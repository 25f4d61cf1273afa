"""What supervisors say: about hits (`verdicts`), how right rules are by it, and what was missed."""
