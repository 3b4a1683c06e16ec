"""Whether replicas and workers compute what one device computes."""
