package orgdb

import (
	"context"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/org"
)

type Store struct{ d *db.DB }

func New(d *db.DB) *Store { return &Store{d: d} }

func Migrations() db.Migrations { return db.Migrations{Room: "org"} }

func (s *Store) Picture(ctx context.Context, at civil.Date, asOf time.Time) (*org.Picture, error) { return nil, nil }
func (s *Store) Ensure(ctx context.Context, tx *db.Tx, seen []org.Sighting) ([]org.Code, error) { return nil, nil }
func (s *Store) Propose(ctx context.Context, who string, c org.ChangeSet) (int64, error) { return 0, nil }
func (s *Store) Pending(ctx context.Context) ([]org.ChangeSet, error) { return nil, nil }
func (s *Store) ChangeSet(ctx context.Context, id int64) (org.ChangeSet, error) { return org.ChangeSet{}, nil }
func (s *Store) Accept(ctx context.Context, id int64, who, reason string, lines ...int) error { return nil }
func (s *Store) Reject(ctx context.Context, id int64, who, reason string, lines ...int) error { return nil }
func (s *Store) Seed(ctx context.Context) error { return nil }
