"""N replicas compute what one device computes: strategy, shares of the data, agreement."""
