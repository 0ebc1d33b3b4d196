"""Golden cases are run from a folder, `pytest tests/conformance --oracles DIR`, or from the copies beside this file."""
