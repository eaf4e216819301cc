"""`python -m standins.payment --home DIR [--port N]`."""

from standins.payment.app import PaymentStandIn
from standins.process import run_standin

if __name__ == "__main__":
    run_standin(name="payment", build=PaymentStandIn)
