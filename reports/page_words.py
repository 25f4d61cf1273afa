"""The Chinese texts of the page itself: headings, buttons, explanations."""
