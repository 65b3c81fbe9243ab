package recoveryweb

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"

	"headroom/internal/access"
	"headroom/internal/fault"
	"headroom/internal/recovery"
	"headroom/internal/web"
)

// EntryJSON is one patient, session or limit as a program sends it. Values are those of a file's row under our own headings, as text,
// number, true or false; one that is left out or null is not recorded.
type EntryJSON struct {
	Values map[string]any `json:"values"`
	Reason string         `json:"reason,omitempty"`
	Base   *int           `json:"base,omitempty"` // the newest version seen, 0 for none; left out: not checked
}

// KeptJSON answers what was sent, or asked for.
type KeptJSON struct {
	Version int64                         `json:"version"`
	Same    bool                          `json:"same,omitempty"` // nothing was different, so nothing was changed
	Values  map[recovery.FileField]string `json:"values,omitempty"`
}

// entryMost is the largest body of one entry, in bytes.
const entryMost = 64 << 10

// apiEnter keeps one patient, session or limit.
func (m room) apiEnter(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.RecoveryKeep)
	if err != nil {
		return err
	}
	kind, err := enterKind(r)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return fault.Wrap(err, fault.TooLarge, "The body did not arrive whole, or is larger than 64 KB")
	}
	e, err := entryOf(kind, body)
	if err != nil {
		return err
	}
	e.Today = r.Today
	_, version, fresh, err := m.enterIn(r.Context(), by, e)
	if err != nil {
		return err
	}
	status := http.StatusCreated
	if !fresh {
		status = http.StatusOK
	}
	return r.JSON(w, status, KeptJSON{Version: version, Same: !fresh})
}

// entryOf reads a body; Invalid, with every problem, where it cannot be.
func entryOf(kind recovery.FileKind, body []byte) (recovery.Entry, error) {
	e := recovery.Entry{Kind: kind, Base: recovery.AnyVersion, Values: map[recovery.FileField]string{}}
	var in EntryJSON
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	d.DisallowUnknownFields()
	err := d.Decode(&in)
	if err == nil {
		if _, more := d.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("there is something after the end of the object")
		}
	}
	if err != nil {
		var bad fault.List
		bad.Add("", "", "Send one JSON object with values, and reason and base where they are needed: %v", err)
		return e, bad.Err("The body cannot be read")
	}
	var bad fault.List
	for _, k := range slices.Sorted(maps.Keys(in.Values)) {
		switch x := in.Values[k].(type) {
		case nil:
		case string:
			e.Values[recovery.FileField(k)] = x
		case json.Number:
			e.Values[recovery.FileField(k)] = x.String()
		case bool:
			e.Values[recovery.FileField(k)] = map[bool]string{true: "yes", false: "no"}[x]
		default:
			bad.Add(k, "", "Send text, a number, true, false or null; several things stand in one text with semicolons between")
		}
	}
	e.Reason = strings.TrimSpace(in.Reason)
	if in.Base != nil {
		if *in.Base < 0 {
			bad.Add("base", "", "Send the newest version that you have seen, 0 for none, or leave it out")
		}
		e.Base = *in.Base
	}
	return e, bad.Err("The body cannot be read")
}

// apiKept is what is kept of one pathway or session.
func (m room) apiKept(kind recovery.FileKind, hole string) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		values, version, err := m.kept(r.Context(), r.On, kind, r.PathValue(hole), at(r).asOf)
		if err != nil {
			return err
		}
		return r.JSON(w, http.StatusOK, KeptJSON{Version: int64(version), Values: values})
	}
}
