"""The web application: a door of their own for supervisors and operations, on the customer's machine."""
