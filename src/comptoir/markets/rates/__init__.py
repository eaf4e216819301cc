"""Who publishes reference rates of currencies; `base` is the contract, the other files translate."""
