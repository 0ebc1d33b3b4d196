"""Pages of concerns: telling one, the queue of a school, one concern being judged, cards of the day."""
