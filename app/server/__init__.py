"""The national server: `create_app()` mounts sync's routes beside the national pages."""
