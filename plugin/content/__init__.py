"""What the app brings along to begin with: speciality packs as data files, and the code that reads them."""
