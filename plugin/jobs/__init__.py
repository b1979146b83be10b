"""Work in the background: claim deliveries lane by lane, run errands, keep the table tidy."""
