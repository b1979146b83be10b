"""Shapes on the wire, one module a resource: what is taken, what is answered; unknown names are refused."""
