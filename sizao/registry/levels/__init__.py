"""应急响应: response levels with their measure bundles."""
