"""审计: the pages of those who oversee: who did what to which object, the chain, taking entries out."""
