"""`python -m standins.carrier --home DIR [--port N]`."""

from standins.carrier.app import CarrierStandIn
from standins.process import run_standin

if __name__ == "__main__":
    run_standin(name="carrier", build=CarrierStandIn)
