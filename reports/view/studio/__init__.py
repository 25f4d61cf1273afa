"""What is shown of a recording of the studio, before it is a page or a file. Pure: no disk, no clock."""
