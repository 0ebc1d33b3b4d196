"""转学: pupils who change schools."""
