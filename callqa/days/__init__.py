"""A day as a whole: its ledger, summary, anomalies, plan, manifest."""
