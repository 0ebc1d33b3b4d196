"""账号: people who sign in and their posts."""
