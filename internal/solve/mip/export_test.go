package mip

import (
	"context"
	"time"

	"headroom/internal/solve/assign"
)

// ExactByPairs is Exact by the programme of pairs, however few lists there are.
func (s *Solver) ExactByPairs(ctx context.Context, p *assign.Problem) (Proof, error) {
	return prove(ctx, p, nil, 0, 0, s.Solve)
}

// ExactBy is Exact by another solver.
func ExactBy(ctx context.Context, p *assign.Problem, held []int32, solve func(context.Context, Model, time.Duration) (Answer, error)) (Proof, error) {
	return prove(ctx, p, held, 0, mostLists, solve)
}
