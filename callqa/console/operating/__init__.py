"""What operations look after: runs, the machine, the audit log."""
