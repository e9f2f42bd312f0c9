"""Help for teachers: check what a class handed in, and print worksheets."""
