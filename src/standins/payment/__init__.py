"""The payment stand-in: Stripe's documented HTTP shapes over books of its own."""
