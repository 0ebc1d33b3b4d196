"""The house's rules, each held by a test that is itself tried with a planted fault."""
