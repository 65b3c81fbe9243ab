package mip

import (
	"context"

	"headroom/internal/solve/assign"
)

// ExactByPairs is Exact by the programme of pairs, however few lists there are.
func (s *Solver) ExactByPairs(ctx context.Context, p *assign.Problem) (Proof, error) {
	return s.exact(ctx, p, 0, 0)
}
