"""Who may do what: every command and every button, pressed by everybody."""
