"""What handlers decide, shown by recorded bodies beside their decisions."""
