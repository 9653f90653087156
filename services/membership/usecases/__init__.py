"""What people may ask of membership. Each function is `(unit, request) -> answer` and has no effect outside its unit."""
