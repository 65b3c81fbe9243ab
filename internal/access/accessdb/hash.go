package accessdb

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"headroom/internal/access"
)

// params are argon2id's costs. The first choice of OWASP's "Password Storage Cheat Sheet" for servers with little
// memory: 19 MiB, two passes, one lane.
type params struct {
	memory uint32 // KiB
	passes uint32
	lanes  uint8
}

const (
	saltBytes = 16
	keyBytes  = 32
	// hashAtOnce bounds how much memory sign-ins can take together.
	hashAtOnce = 4
)

// hasher makes and checks password hashes, a few at a time.
type hasher struct {
	params params
	slots  chan struct{}
	derive func(password, salt []byte, p params) []byte // replaced in tests, to count the work done
	dummy  string                                       // what an unknown name is checked against
}

func newHasher() *hasher {
	h := &hasher{params: params{19 * 1024, 2, 1}, slots: make(chan struct{}, hashAtOnce), derive: argon}
	// A hash of nothing anyone knows, with the same costs: only its shape matters.
	h.dummy = h.encode(random(saltBytes), random(keyBytes))
	return h
}

func argon(password, salt []byte, p params) []byte {
	return argon2.IDKey(password, salt, p.passes, p.memory, p.lanes, keyBytes)
}

// hash gives the text that is stored: algorithm, version, costs, salt and key.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	salt := random(saltBytes)
	key, err := h.work(ctx, password, salt, h.params)
	if err != nil {
		return "", err
	}
	return h.encode(salt, key), nil
}

func (h *hasher) encode(salt, key []byte) string {
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.params.memory, h.params.passes,
		h.params.lanes, b.EncodeToString(salt), b.EncodeToString(key))
}

// check reports whether the password is the one that was hashed. An empty or damaged hash never matches, and costs the
// same.
func (h *hasher) check(ctx context.Context, stored, password string) (bool, error) {
	p, salt, want, ok := decode(stored)
	if !ok {
		p, salt, want, _ = decode(h.dummy)
	}
	got, err := h.work(ctx, password, salt, p)
	if err != nil {
		return false, err
	}
	same := subtle.ConstantTimeCompare(got, want) == 1
	return same && ok, nil
}

// stale reports whether a stored hash was made with other costs than today's.
func (h *hasher) stale(stored string) bool {
	p, _, _, ok := decode(stored)
	return ok && p != h.params
}

func (h *hasher) work(ctx context.Context, password string, salt []byte, p params) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
		return h.derive([]byte(access.CleanPassword(password)), salt, p), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// decode reads a stored hash. Costs beyond what we would ever set are refused: they would stop the server.
func decode(stored string) (p params, salt, key []byte, ok bool) {
	part := strings.Split(stored, "$")
	if len(part) != 6 || part[1] != "argon2id" || part[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, nil, nil, false
	}
	if _, err := fmt.Sscanf(part[3], "m=%d,t=%d,p=%d", &p.memory, &p.passes, &p.lanes); err != nil {
		return p, nil, nil, false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(part[4])
	key, err2 := base64.RawStdEncoding.DecodeString(part[5])
	ok = err1 == nil && err2 == nil && len(salt) >= 8 && len(key) == keyBytes &&
		p.memory >= 8 && p.memory <= 1<<20 && p.passes >= 1 && p.passes <= 16 && p.lanes >= 1 && p.lanes <= 16
	return p, salt, key, ok
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: the runtime stops the program instead
	return b
}

// newKey is a key for a session or a token, and the hash that is stored of it.
func newKey(prefix string) (key, stored string) {
	key = prefix + base64.RawURLEncoding.EncodeToString(random(32))
	return key, keyHash(key)
}

// keyHash needs no salt and no cost: what it hashes is 256 random bits.
func keyHash(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])
}

// oneTimeAlphabet has no characters that look alike: 32 of them, five bits each.
const oneTimeAlphabet = "abcdefghjkmnpqrstuvwxyz23456789-"

// oneTimePassword is a first password as it is read out or written down: four groups of four, 80 bits less the few that
// avoiding the hyphen inside a group costs.
func oneTimePassword() string {
	var b strings.Builder
	for n := 0; n < 16; {
		for _, r := range random(16) {
			c := oneTimeAlphabet[r&31]
			if c == '-' || n == 16 {
				continue
			}
			if n > 0 && n%4 == 0 {
				b.WriteByte('-')
			}
			b.WriteByte(c)
			n++
		}
	}
	return b.String()
}
