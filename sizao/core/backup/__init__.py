"""备份: one folder that holds everything of an installation, checked part by part before anything is restored."""
