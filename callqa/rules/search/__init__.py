"""A call as the rules read it, and what can be looked for in it: phrases, sounds, patterns."""
