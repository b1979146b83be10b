"""What people write into cells, read as what they meant: steps of a scale, shares, money, days, people."""
