"""Settings, root urls, the list of installed modules."""
