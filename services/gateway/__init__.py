"""The edge: HTTP on one side, requests to the services on the other, and no business rules in between."""
