"""How the stand-in plays Forge: tokens, events, schedules, the proxy of a Custom UI and its origin."""
