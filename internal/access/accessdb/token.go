package accessdb

import (
	"context"
	"fmt"
	"strings"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
)

// tokenPrefix marks a token, so that one left in a file or a mail can be searched for.
const tokenPrefix = "headroom_"

// MakeToken keeps a token that access.CheckToken has cleaned. Its key is given here and never again.
func (s *Store) MakeToken(ctx context.Context, by string, wish access.Token) (access.Token, string, error) {
	key, stored := newKey(tokenPrefix)
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		words := make([]string, len(wish.Verbs))
		for i, v := range wish.Verbs {
			words[i] = string(v)
		}
		verbs := strings.Join(words, " ")
		wish.Created = tx.Now
		err := tx.Get(ctx, q(tx, "insert-token"), []any{stored, wish.Account, wish.Name, verbs, string(wish.At),
			wish.Director, wish.Until, db.At(tx.Now)}, &wish.ID)
		if err != nil {
			return err
		}
		return record(ctx, tx, by, "token.make", wish.ID, string(wish.At), "", fmt.Sprintf("for %s until %s, account %d, director %d",
			verbs, wish.Until, wish.Account, wish.Director))
	})
	return wish, key, err
}

// RevokeToken ends one of the account's tokens at once.
func (s *Store) RevokeToken(ctx context.Context, by string, account, token int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, q(tx, "revoke-token"), db.At(tx.Now), token, account)
		switch {
		case err != nil:
			return err
		case n == 0:
			return fault.New(fault.NotFound, "You have no such token, or it is revoked already")
		}
		return record(ctx, tx, by, "token.revoke", token, "", "", "")
	})
}

// Tokens lists an account's tokens, newest first, the revoked and expired ones too.
func (s *Store) Tokens(ctx context.Context, account int64) ([]access.Token, error) {
	var out []access.Token
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = db.Collect(ctx, tx, q(tx, "tokens"), scanToken, account)
		return err
	})
	return out, err
}

// ByToken is who asks with this key: the token's owner, narrowed to what the token is for. The zero Principal when the
// key opens nothing: unknown, expired, revoked, or its owner is not active. A token that names an accountable director
// stops when that person's account is no longer active, or holds no role any more that signs returns off.
func (s *Store) ByToken(ctx context.Context, key string) (access.Principal, error) {
	if !strings.HasPrefix(key, tokenPrefix) {
		return access.Principal{}, nil
	}
	var t access.Token
	var who access.Principal
	var now time.Time
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		now = tx.Now
		list, err := db.Collect(ctx, tx, q(tx, "token"), scanToken, keyHash(key))
		if err != nil || len(list) == 0 {
			return err
		}
		t = list[0]
		a, err := loadAccount(ctx, tx, t.Account)
		if err != nil || a.State != access.Active || a.MustChange || !t.Works(civil.Today(now)) {
			return err
		}
		if t.Director != 0 {
			d, err := loadAccount(ctx, tx, t.Director)
			if err != nil || d.State != access.Active || !d.Principal().SignsSomewhere(civil.Today(now)) {
				return err
			}
		}
		who = a.Principal()
		who.Limit = t.Limit()
		return nil
	})
	if err != nil || who.Nobody() || now.Sub(t.LastUsed) < time.Hour {
		return who, err
	}
	return who, s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, q(tx, "used-token"), db.At(tx.Now), t.ID)
		return err
	})
}

func scanToken(r db.Row) (access.Token, error) {
	var t access.Token
	var verbs string
	var made, used, revoked db.Instant
	err := r.Scan(&t.ID, &t.Account, &t.Name, &verbs, &t.At, &t.Director, &t.Until, &made, &used, &revoked)
	for _, v := range strings.Fields(verbs) {
		t.Verbs = append(t.Verbs, access.Verb(v))
	}
	t.Created, t.LastUsed, t.Revoked = made.Time, used.Time, revoked.Time
	return t, err
}
