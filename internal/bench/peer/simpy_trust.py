"""One trust, patient by patient: 62 come a day, five kinds of stay, some then wait for one of nine starts of home care a
day; 56 days from empty. Prints the mean number there on the last day, and the seconds that a replicate takes."""
import json
import random
import sys
import time

import simpy

DAYS, COME, STARTS = 56, 62, 9
STAGES = [(0.38, 0.42, 0.02), (0.22, 0.13, 0.10), (0.08, 0.055, 0.42), (0.22, 0.38, 0.02), (0.10, 0.10, 0.42)]


def poisson(rng, mean):
    n, t = 0, rng.expovariate(1)
    while t < mean:
        n, t = n + 1, t + rng.expovariate(1)
    return n


def patient(env, rng, here, queue):
    here[0] += 1
    _, hazard, needs = rng.choices(STAGES, weights=[s[0] for s in STAGES])[0]
    nights = 1
    while rng.random() >= hazard:
        nights += 1
    yield env.timeout(nights - 0.5)  # gone before the next morning's count
    if rng.random() < needs:
        queue.append(1)
    else:
        here[0] -= 1


def mornings(env, rng, here, queue):
    while True:
        for _ in range(min(STARTS, len(queue))):
            queue.pop()
            here[0] -= 1
        for _ in range(poisson(rng, COME)):
            env.process(patient(env, rng, here, queue))
        yield env.timeout(1)


replicates, total = int(sys.argv[1]), 0
began = time.process_time()
for r in range(replicates):
    env, rng, here, queue = simpy.Environment(), random.Random(r), [0], []
    env.process(mornings(env, rng, here, queue))
    env.run(until=DAYS - 0.75)  # after the last day's arrivals, before anybody leaves
    total += here[0]
print(json.dumps({"mean": total / replicates, "seconds": (time.process_time() - began) / replicates, "version": simpy.__version__}))
