"""对接: ways out of the platform, each complete in its own folder."""
