"""Reading members and memberships."""
