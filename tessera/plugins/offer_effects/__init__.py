"""What offers can do, one file each."""
