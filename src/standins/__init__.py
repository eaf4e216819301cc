"""The payment and carrier stand-ins: processes of our own that speak the real providers' HTTP shapes.

`python -m standins.payment --home DIR [--port N]` and `python -m standins.carrier --home DIR [--port N]` serve on
127.0.0.1, keep their books in DIR and follow the house's clock in DIR/clock.json. They know nothing of the product.
"""
