package recoverydb

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
	"github.com/tink-crypto/tink-go/v2/tink"

	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/recovery"
)

// Keys seal who patients are. They live outside the database, so that a copy of it alone tells nobody anything. They are
// read, or made, when they are first needed. Keys are safe for concurrent use.
type Keys struct {
	path string

	mu    sync.Mutex
	seal  tink.AEAD
	index *prf.Set
}

// KeysAt are the keys in the file at path, which is made at first need and readable by its owner alone; an empty path has
// none, and then no identifier can be kept.
func KeysAt(path string) *Keys { return &Keys{path: path} }

// Sealing reports whether who patients are can be kept: a file of keys is named.
func (s *Store) Sealing() bool { return s.keys.path != "" }

// keyFile is the file: two keysets of tink as their own JSON. The first wraps the key of each row, the second makes the
// digests by which rows are found.
type keyFile struct {
	Wrap  json.RawMessage `json:"wrap"`
	Index json.RawMessage `json:"index"`
}

// errNoKeys is the cause of the refusal to keep or show who somebody is.
var errNoKeys = errors.New("no file of keys is named")

// ready opens the keys.
func (k *Keys) ready() (tink.AEAD, *prf.Set, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.seal != nil {
		return k.seal, k.index, nil
	}
	if k.path == "" {
		return nil, nil, fault.Wrap(errNoKeys, fault.Unavailable, "Who patients are cannot be kept or shown: name the file of keys in HEADROOM_KEYS")
	}
	text, err := os.ReadFile(k.path)
	if errors.Is(err, fs.ErrNotExist) {
		text, err = k.make()
	}
	if err != nil {
		return nil, nil, fault.Wrap(err, fault.Unavailable, "The file of keys cannot be read")
	}
	var f keyFile
	if err := json.Unmarshal(text, &f); err != nil {
		return nil, nil, fault.Wrap(err, fault.Unavailable, "The file of keys is damaged; restore it from where it was put aside")
	}
	wrap, err := readKeyset(f.Wrap)
	if err != nil {
		return nil, nil, err
	}
	index, err := readKeyset(f.Index)
	if err != nil {
		return nil, nil, err
	}
	remote, err := aead.New(wrap)
	if err != nil {
		return nil, nil, err
	}
	if k.index, err = prf.NewPRFSet(index); err != nil {
		return nil, nil, err
	}
	k.seal = aead.NewKMSEnvelopeAEAD2(aead.AES256GCMKeyTemplate(), remote)
	return k.seal, k.index, nil
}

func readKeyset(text []byte) (*keyset.Handle, error) {
	h, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(text)))
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "The file of keys is damaged; restore it from where it was put aside")
	}
	return h, nil
}

// make writes new keys. Another process that makes them at the same time wins or loses whole: the file is linked into
// place, never overwritten.
func (k *Keys) make() ([]byte, error) {
	var f keyFile
	for into, template := range map[*json.RawMessage]func() (*keyset.Handle, error){
		&f.Wrap:  func() (*keyset.Handle, error) { return keyset.NewHandle(aead.AES256GCMKeyTemplate()) },
		&f.Index: func() (*keyset.Handle, error) { return keyset.NewHandle(prf.HMACSHA256PRFKeyTemplate()) },
	} {
		h, err := template()
		if err != nil {
			return nil, err
		}
		var b bytes.Buffer
		if err := insecurecleartextkeyset.Write(h, keyset.NewJSONWriter(&b)); err != nil {
			return nil, err
		}
		*into = b.Bytes()
	}
	text, err := json.Marshal(f)
	if err != nil {
		return nil, err
	}
	t, err := os.CreateTemp(filepath.Dir(k.path), ".keys-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.Remove(t.Name()) }()
	_, err = t.Write(text)
	if err = errors.Join(err, t.Sync(), t.Close()); err != nil {
		return nil, err
	}
	if err := os.Link(t.Name(), k.path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return os.ReadFile(k.path)
}

// bound is what a sealed text is tied to: moved to another room, trust, kind or name it does not open.
func bound(room string, o org.Code, kind, name string) []byte {
	return fmt.Appendf(nil, "headroom/%s\x1f%s\x1f%s\x1f%s", room, o, kind, name)
}

func (k *Keys) lock(o org.Code, kind, name string, text []byte) (string, error) {
	return k.Seal("recovery", o, kind, name, text)
}

func (k *Keys) unlock(o org.Code, kind, name, sealed string) ([]byte, error) {
	return k.Unseal("recovery", o, kind, name, sealed)
}

// Seal encrypts a text of a room, which opens only for the same room, trust, kind and name. Unavailable when no file of
// keys is named.
func (k *Keys) Seal(room string, o org.Code, kind, name string, text []byte) (string, error) {
	seal, _, err := k.ready()
	if err != nil {
		return "", err
	}
	b, err := seal.Encrypt(text, bound(room, o, kind, name))
	return base64.StdEncoding.EncodeToString(b), err
}

// Unseal opens what Seal made. Unavailable when it does not open with these keys.
func (k *Keys) Unseal(room string, o org.Code, kind, name, sealed string) ([]byte, error) {
	seal, _, err := k.ready()
	if err != nil {
		return nil, err
	}
	b, err := base64.StdEncoding.DecodeString(sealed)
	if err == nil {
		b, err = seal.Decrypt(b, bound(room, o, kind, name))
	}
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "What was kept cannot be opened with these keys")
	}
	return b, nil
}

// Digest is the keyed digest of a number within a trust, by which its row is found and from which it cannot be read; "" of
// none. The same number at two trusts has two digests, and so it has for two values of which.
func (k *Keys) Digest(o org.Code, which, number string) (string, error) {
	if number == "" {
		return "", nil
	}
	_, index, err := k.ready()
	if err != nil {
		return "", err
	}
	b, err := index.ComputePrimaryPRF(fmt.Appendf(nil, "%s\x1f%s\x1f%s", o, which, number), 16)
	return base64.StdEncoding.EncodeToString(b), err
}

// digests are the two digests of an identity.
func (k *Keys) digests(o org.Code, i recovery.Identity) (nhs, local string, err error) {
	if nhs, err = k.Digest(o, "nhs", bare(i.NHSNumber)); err == nil {
		local, err = k.Digest(o, "local", bare(i.Local))
	}
	return nhs, local, err
}
