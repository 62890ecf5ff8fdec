"""表格：lists of people out of Excel and into it. Only `grid` and `book` know the libraries."""
