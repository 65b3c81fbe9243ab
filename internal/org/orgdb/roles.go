package orgdb

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// seedRoles adds built-in roles and spellings that are not there yet.
func seedRoles(ctx context.Context, tx *db.Tx) error {
	held, err := dictionary(ctx, tx)
	if err != nil {
		return err
	}
	roles, aliases := lacking(held)
	for _, r := range roles {
		if err := addRole(ctx, tx, "command", r); err != nil {
			return err
		}
	}
	for _, a := range aliases {
		if _, err := tx.Repeat(ctx, queries.For(tx.Engine, "add-alias"), a.of, a.text, db.At(tx.Now), "command"); err != nil {
			return err
		}
	}
	return nil
}

// alias is another spelling of a role.
type alias struct {
	of   org.RoleCode
	text string
}

// lacking lists the built-in roles and aliases that held does not have.
func lacking(held *org.Dictionary) (roles []org.Role, aliases []alias) {
	for _, r := range org.BuiltinRoles() {
		if had, ok := held.Find(string(r.Code)); !ok || had.Code != r.Code {
			roles = append(roles, r)
		}
		for _, a := range r.Aliases {
			if _, ok := held.Find(a); !ok {
				aliases = append(aliases, alias{r.Code, a})
			}
		}
	}
	return roles, aliases
}

func addRole(ctx context.Context, tx *db.Tx, who string, r org.Role) error {
	kinds := make([]string, len(r.Kinds))
	for i, k := range r.Kinds {
		kinds[i] = string(k)
	}
	_, err := tx.Repeat(ctx, queries.For(tx.Engine, "add-role"), r.Code, r.Name, strings.Join(kinds, " "), r.Valid.From, r.Valid.To,
		yes(r.Unconfirmed), r.Source, db.At(tx.Now), who)
	return err
}

func dictionary(ctx context.Context, tx *db.Tx) (*org.Dictionary, error) {
	var roles []org.Role
	at := map[org.RoleCode]int{}
	err := tx.Each(ctx, queries.For(tx.Engine, "roles"), func(row db.Row) error {
		var r org.Role
		var kinds, unconfirmed string
		if err := row.Scan(&r.Code, &r.Name, &kinds, &r.Valid.From, &r.Valid.To, &unconfirmed, &r.Source); err != nil {
			return err
		}
		r.Unconfirmed = unconfirmed == "yes"
		for _, k := range strings.Fields(kinds) {
			r.Kinds = append(r.Kinds, org.Kind(k))
		}
		if i, ok := at[r.Code]; ok {
			roles[i] = r
			return nil
		}
		at[r.Code] = len(roles)
		roles = append(roles, r)
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = tx.Each(ctx, queries.For(tx.Engine, "aliases"), func(row db.Row) error {
		var role org.RoleCode
		var alias string
		if err := row.Scan(&role, &alias); err != nil {
			return err
		}
		if i, ok := at[role]; ok {
			roles[i].Aliases = append(roles[i].Aliases, alias)
		}
		return nil
	})
	return org.NewDictionary(roles), err
}

// Roles is the role dictionary.
func (s *Store) Roles(ctx context.Context) (d *org.Dictionary, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		d, err = dictionary(ctx, tx)
		return err
	})
	return d, err
}

// AddAlias teaches the dictionary another spelling of a role.
func (s *Store) AddAlias(ctx context.Context, who string, role org.RoleCode, alias string) error {
	alias = strings.Join(strings.Fields(alias), " ")
	return s.d.Write(ctx, func(tx *db.Tx) error {
		if err := lock(ctx, tx); err != nil {
			return err
		}
		d, err := dictionary(ctx, tx)
		if err != nil {
			return err
		}
		r, ok := d.Find(string(role))
		if !ok {
			return fault.New(fault.NotFound, "there is no role %s", role)
		}
		if had, taken := d.Find(alias); taken || alias == "" {
			var l fault.List
			l.Add("alias", "ORG8", "“%s” is empty or already means %s", alias, had.Name)
			return l.Err("The spelling was not saved")
		}
		if _, err := tx.Exec(ctx, queries.For(tx.Engine, "add-alias"), r.Code, alias, db.At(tx.Now), who); err != nil {
			return err
		}
		return audit.Append(ctx, tx, audit.Entry{Actor: who, Verb: "org.role", Noun: "org", Key: "role/" + string(r.Code), Detail: alias})
	})
}

// Roster is who holds which post, as known at asOf; a zero asOf means now.
func (s *Store) Roster(ctx context.Context, asOf time.Time) (*org.Roster, error) {
	if asOf.IsZero() {
		asOf = always
	}
	var l []org.Holder
	err := s.d.Read(ctx, func(tx *db.Tx) (err error) {
		l, err = db.Collect(ctx, tx, queries.For(tx.Engine, "holders"), scanHolder, db.At(asOf))
		return err
	})
	return org.NewRoster(l), err
}

// Holdings is every version of every holding at one organisation, oldest first: its history.
func (s *Store) Holdings(ctx context.Context, c org.Code) (l []org.Holder, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		l, err = db.Collect(ctx, tx, queries.For(tx.Engine, "holdings-history"), scanHolder, c)
		return err
	})
	return l, err
}

func scanHolder(r db.Row) (org.Holder, error) {
	var h org.Holder
	var synthetic, state string
	var at db.Instant
	err := r.Scan(&h.ID, &h.Org, &h.Role, &h.Capacity, &h.Name, &h.Email, &h.Phone, &h.Valid.From, &h.Valid.To, &synthetic,
		&state, &h.Source, &at, &h.By)
	h.Synthetic, h.Withdrawn, h.Recorded = synthetic == "yes", state == "withdrawn", at.Time
	return h, err
}

// SetHolder records somebody in a post, or a new version of the holding whose ID h carries (an end date, a corrected
// address, a withdrawal). The version before it stays for those who ask as of an earlier instant.
func (s *Store) SetHolder(ctx context.Context, who, reason string, h org.Holder) (id int64, err error) {
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		if err := lock(ctx, tx); err != nil {
			return err
		}
		id, err = s.setHolder(ctx, tx, who, reason, h)
		return err
	})
	return id, err
}

func (s *Store) setHolder(ctx context.Context, tx *db.Tx, who, reason string, h org.Holder) (int64, error) {
	d, err := dictionary(ctx, tx)
	if err != nil {
		return 0, err
	}
	unit, err := s.unitOf(ctx, tx, h.Org, h.Valid.From)
	if err != nil {
		return 0, err
	}
	if h, err = org.CheckHolder(h, d, unit); err != nil {
		return 0, err
	}
	if h.ID == 0 {
		err = tx.Get(ctx, queries.For(tx.Engine, "next-holding"), nil, &h.ID)
	} else {
		var at org.Code
		err = tx.Get(ctx, queries.For(tx.Engine, "holding-org"), []any{h.ID}, &at)
		if errors.Is(err, db.ErrNoRows) || (err == nil && at != h.Org) {
			return 0, fault.New(fault.NotFound, "there is no such role holder at %s", h.Org)
		}
	}
	if err != nil {
		return 0, err
	}
	state := "current"
	if h.Withdrawn {
		state = "withdrawn"
	}
	if _, err := tx.Exec(ctx, queries.For(tx.Engine, "add-holder"), h.ID, h.Org, h.Role, h.Capacity, h.Name, h.Email, h.Phone,
		h.Valid.From, h.Valid.To, yes(h.Synthetic), state, h.Source, db.At(tx.Now), who); err != nil {
		return 0, fmt.Errorf("the role holder cannot be stored: %w", err)
	}
	return h.ID, audit.Append(ctx, tx, audit.Entry{Actor: who, Verb: "org.holder", Noun: "org", Key: fmt.Sprint("holding/", h.ID),
		Org: string(h.Org), Reason: reason, Detail: fmt.Sprintf("%s, %s, %s", h.Role, h.Capacity, state)})
}

func (s *Store) unitOf(ctx context.Context, tx *db.Tx, c org.Code, d civil.Date) (org.Unit, error) {
	b, _, err := s.book(ctx, tx, always)
	if err != nil {
		return org.Unit{}, err
	}
	if !b.Holds(c) {
		return org.Unit{}, fault.New(fault.NotFound, "there is no organisation %s", c)
	}
	u, _ := b.At(d).Unit(c)
	return u, nil
}
