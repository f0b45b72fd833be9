"""What somebody else's file holds: sheets of cells, and what people mean by what they write into one."""
