"""Nineteen places held for four days on average, four come a day: the queue of Erlang's formula. Prints the mean number
waiting, and the seconds for a thousand days."""
import json
import sys
import time
from importlib.metadata import version

import ciw

days = int(sys.argv[1])
began = time.process_time()
network = ciw.create_network(
    arrival_distributions=[ciw.dists.Exponential(rate=4.0)],
    service_distributions=[ciw.dists.Exponential(rate=0.25)],
    number_of_servers=[19],
)
ciw.seed(1)
simulation = ciw.Simulation(network)
simulation.simulate_until_max_time(days)
records = [r for r in simulation.get_all_records() if r.arrival_date > days / 10]
waiting = 4.0 * sum(r.waiting_time for r in records) / len(records)
print(json.dumps({"mean": waiting, "seconds": (time.process_time() - began) * 1000 / days, "version": version("ciw")}))
