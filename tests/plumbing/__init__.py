"""What tests run on: a database server, a data folder for each worker, and the stand-ins."""
