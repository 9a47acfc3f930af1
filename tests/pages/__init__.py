"""What is held against every page of a site: tests call it, and commands on a whole release."""
