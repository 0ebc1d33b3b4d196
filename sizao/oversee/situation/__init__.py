"""态势: what the system knows of a jurisdiction, published; first of all what it costs those who fill it in."""
