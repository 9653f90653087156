"""What people may ask of the Fund. Each function is `(unit, request) -> answer` and has no effect outside its unit."""
