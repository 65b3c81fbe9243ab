"""A plan by HiGHS. Arguments: the folder of the programme, seconds of processor time, threads, settings. Prints which variables
are 1, the bound, the processor's seconds of the search (reading and building not counted) and the version."""
import json
import sys
import time

import highspy
import numpy as np

where, seconds, workers = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
read = lambda name, kind: np.fromfile(f"{where}/{name}", kind)
lp = highspy.HighsLp()
lp.col_cost_, lp.col_lower_ = read("cost", "<f8"), read("low", "<f8")
lp.num_col_ = len(lp.col_cost_)
lp.col_upper_ = np.ones(lp.num_col_)
lp.integrality_ = [highspy.HighsVarType.kInteger] * lp.num_col_
lp.row_upper_ = read("high", "<f8")
lp.num_row_ = len(lp.row_upper_)
lp.row_lower_ = np.full(lp.num_row_, -highspy.kHighsInf)
lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = read("begin", "<i4"), read("index", "<i4"), read("weight", "<f8")

h = highspy.Highs()
h.setOptionValue("output_flag", False)
h.setOptionValue("threads", workers)
h.setOptionValue("parallel", "on")
h.setOptionValue("mip_rel_gap", 0.0)
for setting in sys.argv[4:]:
    name, value = setting.split("=")
    kind = type(h.getOptionValue(name)[1])
    h.setOptionValue(name, value == "true" if kind is bool else kind(value))
h.passModel(lp)
begun = highspy.HighsSolution()
begun.col_value = read("start", "<f8")
h.setSolution(begun)
began = time.process_time()


def clock(event):
    if time.process_time() - began > seconds:
        event.interrupt()


for callback in (h.cbMipInterrupt, h.cbSimplexInterrupt, h.cbIpmInterrupt):
    callback.subscribe(clock)
h.run()
took = time.process_time() - began
info, x = h.getInfo(), np.array(h.getSolution().col_value)
found = info.primal_solution_status == 2 and len(x) == lp.num_col_
print(json.dumps({"ones": np.flatnonzero(x > 0.5).tolist() if found else [], "found": found, "bound": info.mip_dual_bound,
                  "seconds": took, "status": str(h.modelStatusToString(h.getModelStatus())), "version": h.version()}))
