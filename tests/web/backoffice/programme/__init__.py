"""The programme in the back office."""
