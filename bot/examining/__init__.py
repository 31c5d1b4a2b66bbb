"""The parts of an installation, each looked at for real (:mod:`bot.doctor` puts them together)."""
