"""What is right in a spec and yet looks like a mistake: warnings, and the comments that allow them."""
