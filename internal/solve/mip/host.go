package mip

import (
	"context"
	"math"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"headroom/internal/fault"
)

// thrown is what the solver throws out of: it was built without a way to catch, so nothing of it goes on afterwards.
type thrown struct{ what string }

// host gives the solver the few things of a machine that it asks for: clocks, memory, and files that it is refused.
func host(ctx context.Context, r wazero.Runtime) error {
	b := r.NewHostModuleBuilder("a")
	start := time.Now()
	export := func(name string, f any) { b = b.NewFunctionBuilder().WithFunc(f).Export(name) }
	stop := func(what string) { panic(thrown{what}) }
	const refused, ok = 44, 0
	export("a", func(_, _, _ uint32) { stop("an error was thrown") })
	export("b", func(_ uint32) { stop("it left") })
	export("c", func() float64 { return float64(time.Since(start)) / 1e6 })
	export("d", func(_ uint32) uint32 { return ok })
	export("e", func(_, _, _ uint32) uint32 { return ok })
	export("f", written)
	export("g", func(_ context.Context, m api.Module, _, _, _, n uint32) uint32 {
		m.Memory().WriteUint32Le(n, 0)
		return ok
	})
	export("h", func(_, _, _ uint32) uint32 { return ok })
	export("i", func(_, _, _, _ uint32) int32 { return -refused })
	export("j", func() float64 { return float64(time.Now().UnixMilli()) })
	export("k", func() { stop("it gave up") })
	export("l", func(_ uint32, _ float64) uint32 { return ok })
	export("m", func(_ context.Context, m api.Module, zone, daylight, _, _ uint32) {
		m.Memory().WriteUint32Le(zone, 0)
		m.Memory().WriteUint32Le(daylight, 0)
	})
	export("n", func(_, _ uint32) uint32 { return ok })
	export("o", func(_ context.Context, m api.Module, count, size uint32) uint32 {
		m.Memory().WriteUint32Le(count, 0)
		m.Memory().WriteUint32Le(size, 0)
		return ok
	})
	export("p", func(_ context.Context, m api.Module, _ uint32, _ uint64, at uint32) uint32 {
		m.Memory().WriteUint64Le(at, uint64(time.Since(start)))
		return ok
	})
	export("q", grown)
	export("r", func(_ uint32) { stop("it left") })
	export("s", func() {})
	export("t", func(_ context.Context, m api.Module, _ uint32, _ uint64, _, at uint32) uint32 {
		m.Memory().WriteUint64Le(at, 0)
		return ok
	})
	if _, err := b.Instantiate(ctx); err != nil {
		return fault.Wrap(err, fault.Internal, "The exact solver could not be given what it asks of a machine.")
	}
	return nil
}

// written takes what the solver would print and says that it was printed.
func written(_ context.Context, m api.Module, _, list, count, n uint32) uint32 {
	total := uint32(0)
	for k := range count {
		size, _ := m.Memory().ReadUint32Le(list + 8*k + 4)
		total += size
	}
	m.Memory().WriteUint32Le(n, total)
	return 0
}

// grown gives the solver's memory so many bytes, and a fifth more so that it need not ask again at once.
func grown(_ context.Context, m api.Module, size uint32) uint32 {
	const page = 1 << 16
	want := uint64(size) + uint64(m.Memory().Size())/5
	pages := (min(want, math.MaxUint32-page) + page - 1) / page
	have := uint64(m.Memory().Size()) / page
	if pages <= have {
		return 1
	}
	if _, ok := m.Memory().Grow(uint32(pages - have)); !ok {
		if _, ok = m.Memory().Grow(uint32((uint64(size)+page-1)/page - have)); !ok {
			return 0
		}
	}
	return 1
}
