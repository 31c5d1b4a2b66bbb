"""From a decision or a domain value to a reply; every word that users see is here."""
