"""The user interface: templates, one stylesheet, small scripts, and the geometry of charts."""
