"""View models: pure functions that turn what is stored into frozen objects that templates print."""
