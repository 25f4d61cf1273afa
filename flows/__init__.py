"""The nightly quality inspection of a call centre, on the customer's own machine."""

__version__ = "0.1.0"
