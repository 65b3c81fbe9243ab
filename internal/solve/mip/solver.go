package mip

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"headroom/internal/fault"
)

// dist is what the build copied. It holds only a .gitignore until then, and the program still builds.
//
//go:embed all:dist
var dist embed.FS

// Digest is the SHA-256 of the solver that this package knows the functions of: highs 1.15.3.
const Digest = "528be4365bea1d4188988646b244263f50320df55782e14d6af5bce7cd45c840"

// The functions of that release, by the names that its build gave them.
const (
	fnMalloc     = "uc"
	fnStart      = "v"
	fnCreate     = "F"
	fnPass       = "V"
	fnRun        = "N"
	fnStatus     = "Ga"
	fnSolution   = "Ea"
	fnDouble     = "Ba"
	fnInt        = "Aa"
	fnSetBool    = "ia"
	fnSetInt     = "ja"
	fnSetDouble  = "ka"
	fnMemory     = "u"
	rowwise      = 2
	minimised    = 1
	statusOpt    = 7
	statusInf    = 8
	statusEither = 9
	statusTime   = 13
	feasible     = 2
)

// Solver is HiGHS, ready to be asked any number of times, by several at once.
type Solver struct {
	runtime wazero.Runtime
	code    wazero.CompiledModule
	cache   wazero.CompilationCache
}

// New readies the solver: some ten seconds the first time on a machine, a fraction of one afterwards, as its machine code
// is kept in the user's cache folder (and made anew where there is none). A Missing fault says that this build has no solver.
func New(ctx context.Context) (*Solver, error) {
	wasm, err := dist.ReadFile("dist/highs.wasm")
	if err != nil {
		return nil, fault.Wrap(err, fault.NotFound, "This build has no exact solver. Build it with make, which fetches it.")
	}
	if sum := sha256.Sum256(wasm); hex.EncodeToString(sum[:]) != Digest {
		return nil, fault.New(fault.Internal, "The exact solver in this build is another release than the one it was written for. Build it again with make.")
	}
	s := &Solver{cache: wazero.NewCompilationCache()}
	if dir, err := os.UserCacheDir(); err == nil {
		if c, err := wazero.NewCompilationCacheWithDir(filepath.Join(dir, "headroom")); err == nil {
			s.cache = c
		}
	}
	s.runtime = wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfig().WithCompilationCache(s.cache).WithCloseOnContextDone(true))
	if err := host(ctx, s.runtime); err != nil {
		return nil, err
	}
	if s.code, err = s.runtime.CompileModule(ctx, wasm); err != nil {
		return nil, fault.Wrap(err, fault.Internal, "The exact solver could not be made ready.")
	}
	return s, nil
}

// Close gives back what the solver holds.
func (s *Solver) Close(ctx context.Context) error {
	if err := s.runtime.Close(ctx); err != nil {
		return fmt.Errorf("closing the exact solver: %w", err)
	}
	if err := s.cache.Close(ctx); err != nil {
		return fmt.Errorf("closing the exact solver's cache: %w", err)
	}
	return nil
}

// Solve solves a model within a time; zero means without an end. The solver looks at its clock only now and then: what runs half
// as long again and five seconds more is ended, and has found nothing. The same model has the same answer unless the clock cut it.
// A model with something wrong is an Invalid fault that names it; a stopped context is its own error.
func (s *Solver) Solve(ctx context.Context, m Model, within time.Duration) (Answer, error) {
	if err := m.check(); err != nil {
		return Answer{}, err
	}
	if err := ctx.Err(); err != nil {
		return Answer{}, fmt.Errorf("solving: %w", err)
	}
	parent := ctx
	if within > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeout(ctx, within*3/2+5*time.Second)
		defer stop()
	}
	i, err := s.runtime.InstantiateModule(ctx, s.code, wazero.NewModuleConfig().WithName("").WithStartFunctions())
	if err != nil {
		return Answer{}, fault.Wrap(err, fault.Internal, "The exact solver could not be started.")
	}
	defer i.Close(context.WithoutCancel(ctx)) //nolint:errcheck // its memory is dropped either way
	c := &call{ctx: ctx, m: i}
	a := c.solve(m, within)
	if stop := parent.Err(); stop != nil {
		return Answer{}, fmt.Errorf("solving: %w", stop)
	}
	if ctx.Err() != nil {
		return Answer{Status: Cut, Cost: math.Inf(1), Bound: math.Inf(-1)}, nil
	}
	if c.err != nil {
		return Answer{}, fault.Wrap(c.err, fault.Internal, "The exact solver gave up.")
	}
	return a, nil
}

// call is one instance at work; the first error stops it.
type call struct {
	ctx context.Context
	m   api.Module
	err error
}

func (c *call) do(fn string, args ...uint64) uint64 {
	if c.err != nil {
		return 0
	}
	var out []uint64
	out, c.err = c.m.ExportedFunction(fn).Call(c.ctx, args...)
	if c.err != nil || len(out) == 0 {
		return 0
	}
	return out[0]
}

// room is so many bytes of the instance's memory.
func (c *call) room(bytes int) uint32 { return uint32(c.do(fnMalloc, uint64(max(bytes, 8)))) }

func (c *call) floats(v []float64) uint64 {
	at := c.room(8 * len(v))
	for k, x := range v {
		c.m.Memory().WriteUint64Le(at+uint32(8*k), math.Float64bits(x))
	}
	return uint64(at)
}

func (c *call) ints(v []int32) uint64 {
	at := c.room(4 * len(v))
	for k, x := range v {
		c.m.Memory().WriteUint32Le(at+uint32(4*k), uint32(x))
	}
	return uint64(at)
}

func (c *call) text(s string) uint64 {
	at := c.room(len(s) + 1)
	c.m.Memory().WriteString(at, s)
	c.m.Memory().WriteByte(at+uint32(len(s)), 0)
	return uint64(at)
}

func (c *call) read(at uint64, n int) []float64 {
	out := make([]float64, n)
	for k := range out {
		bits, _ := c.m.Memory().ReadUint64Le(uint32(at) + uint32(8*k))
		out[k] = math.Float64frombits(bits)
	}
	return out
}

// number is one of the doubles that the solver tells of its search.
func (c *call) number(h uint64, name string) float64 {
	at := c.floats([]float64{math.NaN()})
	c.do(fnDouble, h, c.text(name), at)
	return c.read(at, 1)[0]
}

// whole is one of the whole numbers that the solver tells of its search.
func (c *call) whole(h uint64, name string) int32 {
	at := c.ints([]int32{0})
	c.do(fnInt, h, c.text(name), at)
	v, _ := c.m.Memory().ReadUint32Le(uint32(at))
	return int32(v)
}

// solve passes a model, runs and reads what came of it.
func (c *call) solve(m Model, within time.Duration) Answer {
	c.do(fnStart)
	h := c.do(fnCreate)
	c.do(fnSetBool, h, c.text("output_flag"), 0)
	c.do(fnSetInt, h, c.text("threads"), 1)
	c.do(fnSetDouble, h, c.text("mip_rel_gap"), api.EncodeF64(0))
	c.do(fnSetDouble, h, c.text("mip_abs_gap"), api.EncodeF64(1e-7))
	if within > 0 {
		c.do(fnSetDouble, h, c.text("time_limit"), api.EncodeF64(within.Seconds()))
	}
	c.pass(h, m)
	c.do(fnRun, h)
	status := c.do(fnStatus, h)
	out := Answer{Cost: math.Inf(1), Bound: math.Inf(-1)}
	whole := false
	for _, v := range m.Variables {
		whole = whole || v.Whole
	}
	if whole {
		out.Bound = c.number(h, "mip_dual_bound")
	}
	switch status {
	case statusInf, statusEither:
		out.Status, out.Bound = Infeasible, math.Inf(1)
		return out
	case statusOpt:
		out.Status = Optimal
	case statusTime:
		out.Status = Cut
	default:
		if c.err == nil {
			c.err = fmt.Errorf("the solver ended with status %d", status)
		}
		return out
	}
	cost := c.number(h, "objective_function_value")
	if c.whole(h, "primal_solution_status") == feasible {
		n, rows := len(m.Variables), len(m.Rows)
		at := c.room(8 * n)
		c.do(fnSolution, h, uint64(at), uint64(c.room(8*n)), uint64(c.room(8*rows)), uint64(c.room(8*rows)))
		out.Values, out.Cost = c.read(uint64(at), n), cost
	}
	if status == statusOpt && !whole {
		out.Bound = cost
	}
	return out
}

// pass hands the model over, row by row.
func (c *call) pass(h uint64, m Model) {
	var cost, low, high, rowLow, rowHigh, weight []float64
	var whole, starts, index []int32
	for _, v := range m.Variables {
		cost, low, high = append(cost, v.Cost), append(low, v.Low), append(high, v.High)
		w := int32(0)
		if v.Whole {
			w = 1
		}
		whole = append(whole, w)
	}
	for _, r := range m.Rows {
		starts = append(starts, int32(len(index)))
		rowLow, rowHigh = append(rowLow, r.Low), append(rowHigh, r.High)
		for _, t := range r.Terms {
			index, weight = append(index, int32(t.Variable)), append(weight, t.Weight)
		}
	}
	c.do(fnPass, h, uint64(len(cost)), uint64(len(rowLow)), uint64(len(index)), rowwise, minimised, api.EncodeF64(0),
		c.floats(cost), c.floats(low), c.floats(high), c.floats(rowLow), c.floats(rowHigh),
		c.ints(starts), c.ints(index), c.floats(weight), c.ints(whole))
}
