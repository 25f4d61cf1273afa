"""What a rule can look for, one operator a file; `callqa.rules.conditions.operator` finds them all."""
