"""平时预防: be ready before anything happens."""
