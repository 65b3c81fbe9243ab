"""A plan by CP-SAT. Arguments: the folder of the programme, seconds of processor time, workers, settings. Prints which variables
are 1, the bound, the processor's seconds of the search (reading and building not counted) and the version."""
import json
import sys
import threading
import time

import numpy as np
import ortools
from ortools.sat.python import cp_model

where, seconds, workers = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
read = lambda name, kind: np.fromfile(f"{where}/{name}", kind)
cost, low, start = read("cost", "<f8"), read("low", "<f8"), read("start", "<f8")
begin, index, weight, high = read("begin", "<i4"), read("index", "<i4"), read("weight", "<f8"), read("high", "<f8")

CENTS, PARTS = 100, 1000  # it knows whole numbers only: costs are rounded, limits erred on the strict side
model = cp_model.CpModel()
x = [model.new_bool_var("") for _ in cost]
for v in np.flatnonzero(low):
    model.add(x[v] == 1)
for r, top in enumerate(high):
    i, w = index[begin[r]:begin[r + 1]], weight[begin[r]:begin[r + 1]]
    if w[-1] < 0:  # the slot must be open for anybody to be in it
        for v in i[:-1]:
            model.add_implication(x[v], x[i[-1]])
        i, w, top = i[:-1], w[:-1], -w[-1]
    if top == 1 and (w == 1).all():
        model.add_at_most_one([x[v] for v in i])
        continue
    whole = np.ceil(w * PARTS - 1e-3).astype(int)
    if whole.sum() > top * PARTS:
        # What is fixed may fill a limit to its brim; rounding must not make that impossible.
        model.add(cp_model.LinearExpr.weighted_sum([x[v] for v in i], whole.tolist()) <= max(int(top * PARTS + 1e-3), int(whole[low[i] > 0].sum())))
model.minimize(cp_model.LinearExpr.weighted_sum(x, np.rint(cost * CENTS).astype(int).tolist()))
for v, value in enumerate(start):
    model.add_hint(x[v], int(value))

solver = cp_model.CpSolver()
p = solver.parameters
p.num_workers = workers
for setting in sys.argv[4:]:
    name, value = setting.split("=")
    setattr(p, name, type(getattr(p, name))(float(value)) if not isinstance(getattr(p, name), list) else value.split(","))
began, over = time.process_time(), threading.Event()


def clock():
    while time.process_time() - began < seconds and not over.wait(0.05):
        pass
    while not over.is_set():
        solver.stop_search()
        over.wait(0.5)


watch = threading.Thread(target=clock, daemon=True)
watch.start()
status = solver.solve(model)
took = time.process_time() - began
over.set()
watch.join()
found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
print(json.dumps({"ones": [v for v in range(len(x)) if solver.boolean_value(x[v])] if found else [], "found": found,
                  "bound": solver.best_objective_bound / CENTS, "seconds": took, "status": solver.status_name(status),
                  "version": ortools.__version__}))
