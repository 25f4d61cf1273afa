"""The nightly quality inspection of a call centre, on the customer's own machine."""

import os

__version__ = "0.1.0"

# Prefect, Hugging Face, ModelScope, OpenMP and openpyxl read these when they are imported, so they are set
# before any of them can be: nothing leaves the machine unless the operator says so in the environment.
for _name, _value in {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
    # a cold start on a busy machine passes Prefect's default of 20 s
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    # threads that wait for each other sleep: by default they spin, and one other busy process on the cores
    # makes several threads many times slower than one
    "OMP_WAIT_POLICY": "PASSIVE",
    # openpyxl takes lxml wherever it is installed, and here it is for Word alone: its error about a full
    # disk is no OSError
    "OPENPYXL_LXML": "False",
}.items():
    os.environ.setdefault(_name, _value)
