"""What is written about a person, whoever writes it down: names and numbers checked, and names spelled."""
