"""A deterministic simulator of laptops, a hub and couriers: every history comes from one seed."""
